// A moderator and a reader they decide on, in a real browser: what follows is read before it is done, by keyboard alone.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Site } from '../support/site.mjs';
import { readerId, sanction } from '../support/sanctions.mjs';
import { accessible, leave, openBrowser, openPage, signIn } from './browser.mjs';

const article = '/article/eels-without-passports';
const pictures = process.env.COMITY_PICTURES;
let site, browser, boss, mary;

before(async () => {
  site = await Site.start({ settings: { 'sanctions.mode': 'literal' } });
  boss = site.client();
  await boss.signIn(site.addUser('boss', 'administrator'));
  mary = site.addUser('mod_mary', 'moderator');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function sound(page, where) {
  await accessible(page, where);
  assert.deepEqual(page.faults, [], where);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${where} scrolls sideways`);
}

async function picture(page, name) {
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

let people = 0;
async function person() {
  const user = site.addUser(`rowdy_${++people}`);
  return { user, id: await readerId(boss, user.name) };
}

async function send(page) {
  await leave(page, () => page.keyboard.press('Control+Enter'));
}

test('a moderator warns, blocks, ends the block and blocks for good with the keyboard alone', async () => {
  const { user, id } = await person();
  const page = await openPage(browser);
  await signIn(page, site.base, mary);
  await page.goto(`${site.base}/moderation/reader/${id}`);
  await sound(page, 'a reader');
  await page.keyboard.press('w');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'warn-clause');
  await page.keyboard.press('Enter');
  assert.equal(new URL(page.url()).search, '', 'Enter in the list of clauses sends nothing about a person');
  await page.selectOption('#warn-clause', 'insults');
  await page.fill('#warn-reason', 'You called another reader names.');
  await send(page);
  assert.match(await page.textContent('[role=status]'), /Done: Warning/);

  await page.keyboard.press('b');
  assert.match(await page.textContent('#block-ahead + ul'), /This would be the first block/);
  await sound(page, 'an open form');
  await picture(page, 'reader-block');
  await page.focus('#block-reason');
  await page.keyboard.type('It went on.');
  await send(page);
  assert.match(await page.textContent('.standing'), /Blocked since/);

  await page.keyboard.press('l');
  await page.keyboard.press('Tab');
  await page.keyboard.type('They have explained it.');
  await send(page);
  assert.match(await page.textContent('[role=status]'), /Ended/);

  await page.keyboard.press('b');
  assert.match(await page.textContent('#block-ahead + ul'), /second block. In literal mode it cannot be lifted/);
  await picture(page, 'reader-final');
  await page.focus('#block-reason');
  await page.keyboard.type('Again.');
  await send(page);
  await accessible(page, 'asked before a block for good');
  await picture(page, 'reader-confirm');
  assert.equal(await page.$eval('#final-name', (field) => field.matches(':invalid')), true, 'nothing is sent before the name is typed');
  await page.fill('#final-name', await page.textContent('label[for=final-name] bdi'));
  await Promise.all([page.waitForURL(/done=block/), page.click('button[value=block]')]);
  assert.match(await page.textContent('.standing'), /Blocked for good/);
  await sound(page, 'blocked for good');
  await picture(page, 'reader-blocked');

  const theirs = await openPage(browser);
  await signIn(theirs, site.base, user);
  await theirs.goto(`${site.base}/account/standing`);
  assert.match(await theirs.textContent('.standing'), /blocked for the second time/);
  await sound(theirs, 'how the account stands');
  await picture(theirs, 'standing');
});

test('a warned reader finds the warning where they wanted to write, confirms it, and writes', async () => {
  const { user, id } = await person();
  await sanction(boss, id, 'warn', { reason: 'Leave families out of it.' });
  const page = await openPage(browser, { viewport: { width: 380, height: 800 } });
  await signIn(page, site.base, user);
  await page.goto(`${site.base}${article}/comment`);
  await leave(page, () => page.click('.composer .button'));
  assert.match(await page.textContent('main'), /Leave families out of it/);
  await sound(page, 'a warning on a phone');
  await picture(page, 'warning-phone');
  await leave(page, () => page.click('text=I have read the warning'));
  await page.goto(`${site.base}${article}/comment`);
  await page.fill('#comment-text', 'A calm remark about the eels, after a warning.');
  await page.click('text=Post');
  await page.waitForURL(/#c\d+$/);
});
