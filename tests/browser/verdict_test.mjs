// What was decided and why, as its author and a moderator see it; reporting; measured errors and versions: with the
// keyboard, in both themes and on the narrowest screen.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site } from '../support/site.mjs';
import { accessible, openBrowser, openPage } from './browser.mjs';

const article = '/article/eels-without-passports';
const rude = 'Oh sh1t, not another inquiry. Ring +44 20 7946 0958 and tell them.';
let site, browser;

before(async () => {
  site = await Site.start();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function fits(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where}: ${wide} pixels too wide`);
}

async function write(client, text) {
  const sent = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text });
  return (sent.url.match(/#c(\d+)$/) ?? sent.url.match(/\/comment\/(\d+)/))[1];
}

// Somebody signed in: a client for what needs no looking at, and as many pages as wanted.
async function person(name, role) {
  const client = site.client();
  await client.signIn(site.addUser(name, role));
  const open = async (options) => {
    const page = await openPage(browser, options);
    await page.context().addCookies([...client.cookies].map(([key, value]) => ({ name: key, value, url: site.base })));
    return page;
  };
  return { client, open };
}

test('verdicts, reports, error rates and versions are accessible in both themes and fit the narrowest screen', async () => {
  const author = await person('rude_rob'), reader = await person('reading_rita'), mary = await person('mod_mary', 'moderator');
  const held = await write(author.client, rude);
  const removed = await write(author.client, 'My card is 4111 1111 1111 1111 and they charged it twice.');
  const other = await write(author.client, 'The eels were here before the ministry was.');
  const looks = [[author, `/comment/${held}/sent`], [author, `/comment/${removed}/verdict`], [author, '/account'], [reader, `/comment/${other}/report`],
    [reader, '/account/reports'], [mary, `/comment/${held}/verdict?again=yes`], [mary, '/moderation/standards'], [mary, '/standards/versions']];
  for (const [colorScheme, width] of [['light', 1280], ['dark', 320]]) {
    for (const [who, path] of looks) {
      const page = await who.open({ colorScheme, viewport: { width, height: 800 } });
      await page.goto(site.base + path);
      await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; }));
      await accessible(page, `${path} ${colorScheme}`);
      await fits(page, `${path} ${width}`);
      assert.deepEqual(page.faults, [], path);
      await page.context().close();
    }
  }
});

test('the number beside the words leads to the reason, and the reason says which words it would not have come to without', async () => {
  const author = await person('curious_carl');
  const page = await author.open();
  await page.goto(`${site.base}/comment/${await write(author.client, rude)}/verdict`);
  await page.click('mark:has-text("sh1t") a');
  assert.match(await page.innerText(':target'), /Obscene language[\s\S]*“1” stands for “i”[\s\S]*Without “sh1t”, this clause would not have held the comment/);
  assert.match(await page.innerText('#finding-1'), /Personal data[\s\S]*Without “\+44 20 7946 0958”/);
});

test('a comment is reported without touching the mouse, and its moderator sees by whom and why', async () => {
  const author = await person('eel_elsa'), reader = await person('reporting_ron'), mary = await person('mod_mona', 'moderator');
  const id = await write(author.client, 'Eels are only worms that went to school.');
  const page = await reader.open();
  await page.goto(`${site.base}/comment/${id}/report`);
  await page.focus('input[name=clause]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const clause = await page.getAttribute('input[name=clause]:checked', 'value');
  await page.keyboard.press('Tab');
  await page.keyboard.type('It says so in the second sentence.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/account\/reports/);
  const room = await mary.open();
  await room.goto(`${site.base}/moderation/comment/${id}`);
  const item = await room.innerText('.room-item');
  assert.match(item, /reporting_ron[\s\S]*It says so in the second sentence/);
  assert.ok(await room.locator(`.room-item a[href="/standards#${clause}"]`).count() > 0);
  assert.deepEqual([...page.faults, ...room.faults], []);
});
