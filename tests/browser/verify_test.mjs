// The blind check with the keyboard alone, and the measured errors under each clause, in a real browser; axe in both
// themes and on a phone.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site } from '../support/site.mjs';
import { accessible, leave, openBrowser, openPage, signIn } from './browser.mjs';

const article = '/article/eels-without-passports';
const texts = ['I counted eleven eels at the quay this morning.', 'Could somebody say where the report is kept?',
  'My father fished here for forty years without a form.'];
let site, browser, moderator, folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-verify-'));
  const file = join(folder, 'standards.md');
  writeFileSync(file, '# Test\n\n```standards\nextends: shipped\n```\n\n```verify\npublished: 100 %\nacted: 100 %\n```\n');
  site = await Site.start({ settings: { 'standards.file': file } });
  moderator = site.addUser('mod_mary', 'moderator');
  for (const [i, text] of texts.entries()) {
    const client = site.client();
    await client.signIn(site.addUser(`reader_${i}`));
    await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text });
  }
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const answered = (page) => page.waitForURL(/\/moderation\/verify\/\d+$/);

test('texts are judged one after the other without touching the mouse', async () => {
  const page = await openPage(browser);
  await signIn(page, site.base, moderator);
  await page.goto(`${site.base}/moderation/verify`);
  await accessible(page, 'before the first');
  await leave(page, () => page.keyboard.press('n'));
  assert.ok(await page.isVisible('.verify-text'));
  await accessible(page, 'a text');
  let there = answered(page);
  await page.keyboard.press('k');
  await there;
  assert.match(await page.textContent('.verified'), /You and the standards agree/);
  await accessible(page, 'after an answer');
  await leave(page, () => page.keyboard.press('n'));
  assert.ok(await page.isVisible('.verify-text'));
  // A number opens the field; another text finds by name; Enter takes the first that is left.
  await page.keyboard.press('5');
  assert.equal(await page.inputValue('[data-find-clause]'), '5');
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  assert.equal(await page.inputValue('[data-find-clause]'), '');
  await page.keyboard.type('subject');
  assert.equal(await page.locator('[data-clause]:visible').count(), 1);
  there = answered(page);
  await page.keyboard.press('Enter');
  await there;
  assert.match(await page.textContent('.verified'), /disagree[\s\S]*Stay with the subject[\s\S]*flagged now/);
  const decide = page.waitForURL(/\/moderation\/comment\/\d+/);
  await page.keyboard.press('d');
  await decide;
  assert.deepEqual(page.faults, []);
});

test('the rates are to be read in both themes and on a phone, and stand under each clause for moderators', async () => {
  for (const options of [{}, { colorScheme: 'dark', viewport: { width: 320, height: 800 } }]) {
    const page = await openPage(browser, options);
    await signIn(page, site.base, moderator);
    await page.goto(`${site.base}/moderation/standards`);
    await accessible(page, 'rates');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no sideways scrolling');
    await page.goto(`${site.base}/standards`);
    await page.waitForSelector('#insults .clause-errors');
    assert.match(await page.textContent('#insults .clause-errors'), /per 1,000 published/);
  }
  const stranger = await openPage(browser);
  await Promise.all([stranger.waitForResponse(`${site.base}/me`), stranger.goto(`${site.base}/standards`)]);
  assert.equal(await stranger.locator('.clause-errors').count(), 0);
});
