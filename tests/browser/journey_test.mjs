// What a person does in a real browser: read, join, comment, be nudged, be held; decide as a moderator; see the decision.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site } from '../support/site.mjs';
import { accessible, leave, lookAt, openBrowser, openPage, signIn } from './browser.mjs';

const article = '/article/derby-ends-in-the-dark';
let site, browser, moderator;

before(async () => {
  site = await Site.start({ settings: { 'captcha.work': 20000 } });
  moderator = site.addUser('mod_mary', 'moderator');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function register(page, name) {
  await page.goto(`${site.base}/register`);
  await page.fill('#name', name);
  await page.fill('#email', `${name.replace(/ /g, '.')}@example.org`);
  await page.fill('#password', `four words for ${name}`);
  await page.check('#consent_standards');
  await page.check('#consent_privacy');
  // The widget solves its puzzle by itself once somebody types; the form waits for it.
  await page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
  await leave(page, () => page.click('main form button[type=submit]'));
  assert.doesNotMatch(new URL(page.url()).pathname, /^\/register/);
}

async function openComposer(page) {
  await page.goto(site.base + article);
  await page.click('[data-composer] >> text=/write a comment/i');
  return page.waitForSelector('textarea[name=text]:visible');
}

test('a reader joins, is nudged, is held, and sees the moderator’s decision', async () => {
  const reader = await openPage(browser);
  await register(reader, 'Benno Bright');
  await openComposer(reader);
  await reader.fill('textarea[name=text]', 'WHAT A NIGHT AND WHAT A REFEREE AND WHAT A LAMP, I SAY, AND I WAS THERE.');
  await reader.click('form:has(textarea[name=text]) button[type=submit]:visible');
  await reader.waitForSelector('text=Nothing has been posted yet');
  assert.ok(await reader.locator('mark').count() > 0);
  await accessible(reader, 'nudge');
  await leave(reader, () => reader.click('button[name=as_is]'));
  assert.match(await reader.innerText('main'), /moderator/i);

  const mod = await openPage(browser);
  await signIn(mod, site.base, moderator);
  await mod.goto(`${site.base}/moderation`);
  await accessible(mod, 'queue');
  await leave(mod, () => mod.click('a[data-queue-item]:has-text("Benno Bright")'));
  await mod.waitForSelector('.evidence-text mark');
  await accessible(mod, 'queue item');
  await leave(mod, () => mod.keyboard.press('a'));
  assert.match(mod.url(), /done=approve/);

  await reader.goto(`${site.base}/account`);
  assert.match(await reader.innerText('main'), /approved|published/i);
  await accessible(reader, 'account');
  const stranger = await openPage(browser);
  await stranger.goto(site.base + article);
  assert.match(await stranger.innerText('#discussion'), /WHAT A LAMP/);
  assert.deepEqual([...reader.faults, ...mod.faults, ...stranger.faults], []);
});

test('a comment appears in the thread after posting, and the page scrolls to it', async () => {
  const page = await openPage(browser);
  await register(page, 'Posting Polly');
  await openComposer(page);
  await page.fill('textarea[name=text]', 'I held my phone up until my arm gave out, and then the other arm.');
  await page.click('form:has(textarea[name=text]) button[type=submit]:visible');
  await page.waitForSelector('text=until my arm gave out');
  assert.ok(await page.locator('li.comment:has-text("until my arm gave out")').first().isVisible());
  assert.deepEqual(page.faults, []);
});

test('pages are accessible, in both themes, wide and narrow, and nothing scrolls sideways', async () => {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 390], ['light', 320]]) {
    const page = await openPage(browser, { colorScheme, viewport: { width, height: 800 } });
    for (const path of ['/', '/section/world', article, '/standards', '/standards/versions', '/register', '/sign-in', '/privacy', '/nowhere']) {
      await page.goto(site.base + path);
      const where = `${path} ${colorScheme} ${width}`;
      if (width !== 320) await accessible(page, where);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `${where}: ${wide} pixels too wide`);
    }
    assert.deepEqual(page.faults.filter((f) => !f.includes('404')), []);
    await page.context().close();
  }
});

test('the unfolded standards are accessible, and fit the narrowest screen and the printer', async () => {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 390], ['light', 320]]) {
    const page = await openPage(browser, { colorScheme, viewport: { width, height: 900 } });
    await page.goto(`${site.base}/standards/de`);
    await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; }));
    if (width !== 320) await accessible(page, `unfolded ${colorScheme} ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${wide} pixels too wide at ${width}`);
    await page.context().close();
  }
  const page = await openPage(browser);
  await page.goto(`${site.base}/standards/fr#insults`);
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.isVisible('#insults .prose'));
  assert.ok(await page.isVisible('#insults .follows'));
  assert.ok(!await page.isVisible('#insults .measures'));
  assert.ok(!await page.isVisible('.charter-editions'));
});

test('without JavaScript a reader reads, signs in and comments', async () => {
  const member = site.addUser('no_script_nora');
  const page = await openPage(browser, { javaScriptEnabled: false });
  await signIn(page, site.base, member);
  await page.goto(site.base + article);
  await leave(page, () => page.click('[data-composer] a'));
  await page.fill('textarea[name=text]', 'Written with nothing but forms and links, as it should be possible.');
  await page.click('form:has(textarea[name=text]) button[type=submit]');
  await page.waitForSelector('text=nothing but forms and links');
});

test('the keyboard alone reaches everything on an article page, and focus is always visible', async () => {
  const page = await openPage(browser);
  await page.goto(site.base + article);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press('Tab');
    const { outlined, tag } = await page.evaluate(() => {
      const e = document.activeElement;
      const s = getComputedStyle(e);
      return { tag: e.outerHTML.slice(0, 80), outlined: (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none' };
    });
    assert.ok(outlined, tag);
  }
});

test('names of thirty wide letters, words without end and text from right to left do not widen a phone’s page', async () => {
  const writer = site.addUser('W'.repeat(29) + 'M', 'administrator');
  const client = site.client();
  await client.signIn(writer);
  const form = await client.get(`${article}/comment`);
  const ids = [];
  for (const text of [`Look at ${'eel'.repeat(200)} for a while.`, `On https://a-very-long-host-name.example.org/${'path/'.repeat(60)} it says so.`,
    `هذا تعليق عن النهر وكلمة ${'طويلة'.repeat(60)} في آخره.`, `> > > ${'deep'.repeat(60)}\n\n    ${'code'.repeat(100)}`]) {
    let sent = await client.submit(form, `${article}/comment`, { text });
    if (/Nothing has been posted yet/.test(sent.text)) sent = await client.submit(sent, `${article}/comment`, { as_is: '1' });
    ids.push((sent.url.match(/#c(\d+)$/) ?? sent.url.match(/\/comment\/(\d+)/))[1]);
  }
  const page = await openPage(browser, { viewport: { width: 320, height: 640 } });
  await signIn(page, site.base, writer);
  const own = ids.flatMap((id) => [`/moderation/comment/${id}`, `/comment/${id}`, `/comment/${id}/sent`]);
  for (const path of [article, `${article}/comment?reply=${ids[0]}`, '/account', '/moderation', '/admin/users', '/admin/log', ...own]) {
    assert.equal((await page.goto(site.base + path)).status(), 200, path);
    if (await page.locator('[data-account-link]').count() > 0) await page.waitForSelector('[data-account-link] bdi', { state: 'attached' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${path}: ${wide} pixels too wide`);
  }
  await page.context().close();
});

test('hostile text stays text', async () => {
  const member = site.addUser('hostile_hal');
  const page = await openPage(browser);
  await signIn(page, site.base, member);
  await openComposer(page);
  await page.fill('textarea[name=text]', 'Look: <img src=x onerror="window.pwned=1"> <script>window.pwned=1</script> [a link](javascript:window.pwned=1) and so on.');
  await leave(page, () => page.click('form:has(textarea[name=text]) button[type=submit]:visible'));
  for (const path of [article, '/account', '/reader/1']) {
    await page.goto(site.base + path);
    assert.equal(await page.evaluate(() => window.pwned), undefined, path);
    assert.equal(await page.locator('a[href^="javascript:"]').count(), 0, path);
  }
});

test('a reader who chose Arabic finds pages from right to left, nothing too wide, and marked words announced in Arabic', async () => {
  const page = await openPage(browser);
  await signIn(page, site.base, site.addUser('amal_reads'));
  await page.goto(`${site.base}/account/settings`);
  await page.selectOption('#language', 'ar');
  await page.click('main form:has(#language) button[type=submit]');
  await page.waitForSelector('html[lang=ar][dir=rtl]');
  await lookAt(page, 'settings in Arabic');
  await page.goto(`${site.base}${article}/comment`);
  await page.fill('textarea[name=text]', 'WHAT A LAMP THAT WAS AND WHAT A SHADOW IT THREW, AND I WAS IN IT ALL EVENING.');
  await page.click('form:has(textarea[name=text]) button[type=submit]');
  await page.waitForSelector('mark.evidence');
  await lookAt(page, 'nudge in Arabic');
  const heard = await page.evaluate(() => getComputedStyle(document.querySelector('mark.evidence'), '::before').content);
  assert.match(heard, /محدَّد/);
  await leave(page, () => page.click('button[name=as_is]'));
  await page.goto(`${site.base}/account`);
  await page.waitForSelector('.evidence-text[lang=en]');
  await lookAt(page, 'account in Arabic');
  assert.deepEqual(page.faults, []);
});
