// A blocked reader writes the letter in a browser, a moderator answers it there, and the reader is back.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site } from '../support/site.mjs';
import { readerId, sanction } from '../support/sanctions.mjs';
import { leave, openBrowser, openPage } from './browser.mjs';

const explanation = 'I called another reader names because I was angry. I am sorry and will not do it again.';
let site, browser, reader, max, id;

before(async () => {
  site = await Site.start({ settings: { 'redress.address': 'letters@paper.example' } });
  browser = await openBrowser();
  reader = site.addUser('rude_rita');
  const [boss, mary] = [site.client(), site.client()];
  await boss.signIn(site.addUser('boss', 'administrator'));
  await mary.signIn(site.addUser('mod_mary', 'moderator'));
  max = site.addUser('mod_max', 'moderator');
  id = await readerId(boss, reader.name);
  await sanction(mary, id, 'block');
});
after(async () => {
  await browser.close();
  await site.close();
});

async function signIn(page, user) {
  await page.goto(`${site.base}/sign-in`);
  await page.fill('#login', user.name);
  await page.fill('#password', user.password);
  await leave(page, () => page.click('form[action^="/sign-in"] button[type=submit]'));
}

const picture = (page, name) => process.env.COMITY_PICTURES && page.screenshot({ path: `${process.env.COMITY_PICTURES}/${name}.png`, fullPage: true });

test('letter, question, answer and decision, as people do it', async () => {
  const theirs = await openPage(browser), room = await openPage(browser);
  await signIn(theirs, reader);
  await theirs.goto(`${site.base}/account/standing`);
  await leave(theirs, () => theirs.click('text=Write to the moderators'));
  assert.equal(await theirs.inputValue('#user-id'), id);
  await theirs.fill('#text', 'Please.');
  await leave(theirs, () => theirs.click('text=Send the letter'));
  assert.match(await theirs.textContent('#text-problem'), /40 characters/);
  await picture(theirs, 'letter');
  theirs.faults.length = 0;
  await theirs.fill('#text', explanation);
  await leave(theirs, () => theirs.click('text=Send the letter'));
  assert.match(await theirs.textContent('[role=status]'), /with the moderators/);

  await signIn(room, max);
  await room.goto(`${site.base}/moderation/redress`);
  await leave(room, () => room.click('[data-queue-item]'));
  await room.fill('#text', 'Would you write to them first?');
  await leave(room, () => room.click('text=Ask the reader'));
  await theirs.reload();
  assert.match(await theirs.textContent('main'), /Would you write to them first\?/);
  await theirs.fill('#text', 'I have, and they have answered.');
  await leave(theirs, () => theirs.click('text=Send it'));
  await picture(theirs, 'case');

  await room.reload();
  await room.fill('#text', 'Thank you for making up with them.');
  await picture(room, 'room');
  await leave(room, () => room.click('text=Restore access'));
  await theirs.reload();
  assert.match(await theirs.textContent('main'), /Thank you for making up with them/);
  await theirs.goto(`${site.base}/article/eels-without-passports/comment`);
  assert.equal(await theirs.locator('textarea[name=text]').count(), 1, 'the reader writes again');
  assert.deepEqual(theirs.faults, []);
  assert.deepEqual(room.faults, []);
});
