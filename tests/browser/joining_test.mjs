// Joining in a real browser, with the mails that arrive: confirm the address, write, forget the password, get back in, change
// name and address. Every page on the way is looked at by axe, on a wide and on a narrow screen.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site } from '../support/site.mjs';
import { accessible, openBrowser, openPage } from './browser.mjs';

const article = '/article/derby-ends-in-the-dark';
const PASSWORD = 'violet kettle under seven moons';
const NEXT_PASSWORD = 'eight lanterns along a quiet canal';
let site, browser;

before(async () => {
  site = await Site.start({ settings: { 'captcha.work': 20000, 'accounts.confirm_email': true } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

async function looked(page, where) {
  await accessible(page, where);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${where} scrolls sideways by ${over} at ${width}`);
    if (process.env.COMITY_PICTURES) await page.screenshot({ path: `${process.env.COMITY_PICTURES}/${where.replace(/\W+/g, '-')}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

const solved = (page) => page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value, null, { timeout: 30000 });
const press = async (page) => { await page.click('main form button[type=submit]'); await page.waitForLoadState(); };
const open = async (page, mail) => { const to = new URL(mail.link); await page.goto(site.base + to.pathname + to.search); };

test('from joining to a changed name, by mail', async () => {
  const page = await openPage(browser);
  await page.goto(`${site.base}/register?back=${article}`);
  await page.fill('#name', 'wide_wilma');
  await page.fill('#email', 'wilma@example.org');
  await page.fill('#password', PASSWORD);
  await page.check('#consent_standards');
  await page.check('#consent_privacy');
  await solved(page);
  await press(page);
  assert.equal(new URL(page.url()).pathname, '/confirm');
  await looked(page, 'waiting for the mail');

  await page.goto(`${site.base}${article}/comment`);
  assert.match(await page.textContent('main'), /Confirm your e-mail address first/);
  await looked(page, 'the composer of an unconfirmed account');

  const [confirm] = await site.mails('wilma@example.org', { kind: 'confirm' });
  await open(page, confirm);
  await looked(page, 'the link that confirms');
  await press(page);
  assert.match(await page.textContent('main'), /You may write here now/);
  await page.goto(`${site.base}${article}/comment`);
  await page.fill('textarea[name=text]', 'The floodlights were bought second-hand, as the council minutes say.');
  await press(page);
  assert.match(await page.textContent('body'), /floodlights were bought second-hand/);

  await page.goto(`${site.base}/account/name`);
  await looked(page, 'changing the name');
  await page.fill('#name', 'Wilma Wide');
  await press(page);
  assert.match(await page.textContent('main'), /Your name is changed/);
  await page.goto(`${site.base}/account/email`);
  await looked(page, 'changing the address');
  await page.fill('#email', 'wilma.wide@example.org');
  await press(page);
  const [change] = await site.mails('wilma.wide@example.org', { kind: 'change_email' });
  await open(page, change);
  await looked(page, 'the link to the new address');
  await press(page);
  assert.match(await page.textContent('main'), /Your address is changed/);
  await page.goto(`${site.base}/account/again`);
  await looked(page, 'asking once more');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('forgotten, and back in from another browser', async () => {
  const asking = await openPage(browser);
  await asking.goto(`${site.base}/sign-in`);
  await looked(asking, 'signing in');
  await asking.click('a[href="/recover"]');
  await looked(asking, 'asking for a new password');
  await asking.fill('#login', 'Wilma Wide');
  await solved(asking);
  await press(asking);
  assert.match(await asking.textContent('main'), /If there is such an account/);
  await looked(asking, 'after asking');
  const [recover] = await site.mails('wilma.wide@example.org', { kind: 'recover' });

  const page = await openPage(browser);
  await open(page, recover);
  await looked(page, 'a new password in another browser');
  await page.fill('#password', NEXT_PASSWORD);
  await press(page);
  assert.ok(new URL(page.url()).pathname === '/recover/open' && await page.locator('#asked').count() === 1, 'the tick is wanted');
  await page.fill('#password', NEXT_PASSWORD);
  await page.check('#asked');
  await press(page);
  assert.match(await page.textContent('main'), /Your password is changed/);
  await page.fill('#login', 'wilma.wide@example.org');
  await page.fill('#password', NEXT_PASSWORD);
  await press(page);
  assert.match(await page.textContent('body'), /Wilma Wide/);
  await open(page, recover);
  assert.match(await page.textContent('main'), /used before, or its time is over/);
  await looked(page, 'a used link');
  await page.context().close();
  await asking.context().close();
});
