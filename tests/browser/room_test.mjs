// The moderators' room with the keyboard alone, one's own comments in the thread, the button for new comments, print and
// right-to-left, in a real browser.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site } from '../support/site.mjs';
import { accessible, leave, openBrowser, openPage, signIn } from './browser.mjs';

const article = '/article/eels-without-passports';
let site, browser, moderator;

before(async () => {
  site = await Site.start({ settings: { 'captcha.work': 1000 } });
  moderator = site.addUser('mod_mary', 'moderator');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function write(user, text) {
  const client = site.client();
  await client.signIn(user);
  const form = await client.get(`${article}/comment`);
  return client.submit(form, `${article}/comment`, { text });
}

const chosen = (page) => page.getAttribute('[data-queue-item][aria-current]', 'href');

test('a moderator clears comment after comment with the keyboard alone, and undoes one', async () => {
  const page = await openPage(browser);
  await signIn(page, site.base, moderator);
  await page.goto(`${site.base}/moderation`);
  await accessible(page, 'queue');
  const seen = new Set();
  for (let i = 0; i < 6; i++) {
    const at = await chosen(page);
    assert.ok(!seen.has(at), 'each item comes once');
    seen.add(at);
    const there = page.waitForURL((url) => url.searchParams.get('id') === at.match(/\d+/)[0]);
    if (i % 2 === 0) {
      await page.keyboard.press('a');
    } else {
      await page.keyboard.press('r');
      assert.equal(await page.evaluate(() => document.activeElement.name), 'clause');
      await page.keyboard.press('Enter');
    }
    await there;
  }
  const last = [...seen].at(-1);
  await page.keyboard.press('u');
  await page.waitForURL(/done=undo/);
  assert.equal((await chosen(page)).split('?')[0], last.split('?')[0]);
  assert.match(await page.innerText('.notice'), /Undone: the comment is held again/);
  await page.keyboard.press('j');
  await page.waitForURL((url) => !url.pathname.endsWith(last.match(/\d+/)[0]));
  await page.keyboard.press('?');
  assert.ok(await page.isVisible('dialog[open]'));
  await accessible(page, 'keys');
  assert.deepEqual(page.faults, []);
});

test('authors find edit and delete at their own comments in the thread, and nowhere else', async () => {
  const user = site.addUser('own_olga');
  const sent = await write(user, 'Mine, and only mine, to change.');
  const id = sent.url.match(/#c(\d+)$/)[1];
  const page = await openPage(browser);
  await signIn(page, site.base, user);
  await page.goto(site.base + article);
  await page.waitForSelector(`a[href="/comment/${id}/edit"]`);
  assert.equal(await page.locator('.comment-actions a:has-text("Delete")').count(), 1);
  await leave(page, () => page.click(`a[href="/comment/${id}/edit"]`));
  await accessible(page, 'edit');
  await page.fill('textarea[name=text]', 'Mine, and changed by me.');
  await page.click('form[data-compose] button[type=submit]:has-text("Save")');
  await page.waitForSelector('text=changed by me');
  await leave(page, () => page.click(`a[href="/comment/${id}/delete"]`));
  await accessible(page, 'delete');
  await leave(page, () => page.click('button:has-text("Delete the comment")'));
  assert.equal(new URL(page.url()).pathname, article);
  assert.doesNotMatch(await page.innerText('#discussion'), /changed by me/);
  for (const path of ['/account', '/account/password', '/account/sessions']) {
    await page.goto(site.base + path);
    await accessible(page, path);
  }
  assert.deepEqual(page.faults, []);
});

test('a button says that new comments came; nothing moves until it is pressed', async () => {
  const page = await openPage(browser);
  await page.clock.install();
  await page.goto(site.base + article);
  await write(site.addUser('new_nell'), 'This one came while the page was open.');
  await page.clock.fastForward(31000);
  await page.waitForSelector('button:has-text("1 new comment")');
  assert.doesNotMatch(await page.innerText('#discussion'), /came while the page was open/);
  await page.click('button:has-text("1 new comment")');
  await page.waitForSelector('text=came while the page was open');
  assert.deepEqual(page.faults, []);
});

test('the number beside marked words leads to its finding and back', async () => {
  const user = site.addUser('loud_lou');
  const page = await openPage(browser);
  await signIn(page, site.base, user);
  await page.goto(`${site.base}${article}/comment`);
  await page.fill('textarea[name=text]', 'WHY IS IT ALWAYS THE EELS THAT HAVE TO WAIT FOR EVERYBODY ELSE AT THE LOCK IN THE MORNING?');
  await leave(page, () => page.click('form[data-compose] button[type=submit]:has-text("Post")'));
  await page.click('mark a[href="#finding-1"]');
  await page.waitForSelector('#finding-1:target');
  await page.click('#finding-1 a[href="#mark-1"]');
  await page.waitForSelector('mark :target, mark:target');
  await accessible(page, 'nudge');
});

test('print gives the article without what only a screen needs', async () => {
  const page = await openPage(browser);
  await page.goto(site.base + article);
  await page.emulateMedia({ media: 'print' });
  for (const gone of ['.masthead-bar', '.sections', '.discussion', '.rail', '.foot', '.tags']) assert.equal(await page.isVisible(gone), false, gone);
  for (const kept of ['.nameplate', 'h1', '.byline', '.prose']) assert.ok(await page.isVisible(kept), kept);
});

test('a right-to-left edition mirrors itself and nothing scrolls sideways', async () => {
  const edition = join(site.folder, 'arabic');
  mkdirSync(join(edition, 'articles'), { recursive: true });
  writeFileSync(join(edition, 'edition.ini'), '[site]\nlanguage = ar\n');
  await site.stop();
  site.cli(['import', 'folder', edition]);
  await site.serve();
  for (const width of [1280, 390]) {
    const page = await openPage(browser, { viewport: { width, height: 900 } });
    await signIn(page, site.base, moderator);
    for (const path of ['/', article, '/moderation', '/account', '/standards']) {
      await page.goto(site.base + path);
      assert.equal(await page.getAttribute('html', 'dir'), 'rtl');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${path} at ${width}: ${wide} pixels too wide`);
    }
    await page.goto(site.base + article);
    const [monogram, text] = await page.evaluate(() => ['.comment .monogram', '.comment .comment-text'].map((s) => document.querySelector(s).getBoundingClientRect().left));
    assert.ok(monogram > text, 'the monogram stands at the right');
    await page.context().close();
  }
});
