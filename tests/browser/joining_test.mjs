// Joining in a real browser, with the mails that arrive: confirm the address, write, forget the password, get back in, change
// name and address. Every page on the way is looked at by axe, on a wide and on a narrow screen.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Site } from '../support/site.mjs';
import { sanction } from '../support/sanctions.mjs';
import { leave, lookAt, openBrowser, openPage } from './browser.mjs';

const article = '/article/derby-ends-in-the-dark';
const PASSWORD = 'violet kettle under seven moons';
const NEXT_PASSWORD = 'eight lanterns along a quiet canal';
let site, browser;

before(async () => {
  site = await Site.start({ settings: { 'captcha.work': 2000, 'accounts.confirm_email': true } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

const solved = (page) => page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
const press = (page) => leave(page, () => page.click('main form button[type=submit]'));
const isWanted = (page, field) => page.$eval(field, (e) => e.matches(':invalid'));
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
  await lookAt(page, 'waiting for the mail');

  await page.goto(`${site.base}${article}/comment`);
  assert.match(await page.textContent('main'), /Confirm your e-mail address first/);
  await lookAt(page, 'the composer of an unconfirmed account');

  const [confirm] = await site.mails('wilma@example.org', { kind: 'confirm' });
  await open(page, confirm);
  await lookAt(page, 'the link that confirms');
  await press(page);
  assert.equal(new URL(page.url()).pathname, article, 'back to where they came from');
  await page.goto(`${site.base}${article}/comment`);
  await page.fill('textarea[name=text]', 'The floodlights were bought second-hand, as the council minutes say.');
  await press(page);
  assert.match(await page.textContent('body'), /floodlights were bought second-hand/);

  await page.goto(`${site.base}/account/name`);
  await lookAt(page, 'changing the name');
  await page.fill('#name', 'Wilma Wide');
  await press(page);
  assert.match(await page.textContent('main'), /Your name is changed/);
  await page.goto(`${site.base}/account/email`);
  await lookAt(page, 'changing the address');
  await page.fill('#email', 'wilma.wide@example.org');
  await press(page);
  const [change] = await site.mails('wilma.wide@example.org', { kind: 'change_email' });
  await open(page, change);
  await lookAt(page, 'the link to the new address');
  await press(page);
  assert.match(await page.textContent('main'), /Your address is changed/);
  await page.goto(`${site.base}/account/again`);
  await lookAt(page, 'asking once more');
  assert.deepEqual(page.faults, []);
  await page.context().close();
});

test('forgotten, and back in from another browser', async () => {
  const asking = await openPage(browser);
  await asking.goto(`${site.base}/sign-in`);
  await lookAt(asking, 'signing in');
  await leave(asking, () => asking.click('a[href="/recover"]'));
  await lookAt(asking, 'asking for a new password');
  await asking.fill('#login', 'Wilma Wide');
  await solved(asking);
  await press(asking);
  assert.match(await asking.textContent('main'), /If there is such an account/);
  await lookAt(asking, 'after asking');
  const [recover] = await site.mails('wilma.wide@example.org', { kind: 'recover' });

  const page = await openPage(browser);
  await open(page, recover);
  await lookAt(page, 'a new password in another browser');
  await page.fill('#password', NEXT_PASSWORD);
  assert.ok(await isWanted(page, '#asked'), 'the tick is wanted');
  await page.check('#asked');
  await press(page);
  assert.match(await page.textContent('main'), /Your password is changed/);
  await page.fill('#login', 'wilma.wide@example.org');
  await page.fill('#password', NEXT_PASSWORD);
  await press(page);
  assert.match(await page.textContent('body'), /Wilma Wide/);
  await open(page, recover);
  assert.match(await page.textContent('main'), /used before, or its time is over/);
  await lookAt(page, 'a used link');
  await page.context().close();
  await asking.context().close();
});

const pathOf = (page) => { const url = new URL(page.url()); return url.pathname + url.hash; };
const confirmedIn = async (page, name) => {
  await page.fill('#name', name);
  await page.fill('#email', `${name}@example.org`);
  await page.fill('#password', PASSWORD);
  await page.check('#consent_standards');
  await page.check('#consent_privacy');
  await solved(page);
  await press(page);
  const [mail] = await site.mails(`${name}@example.org`, { kind: 'confirm' });
  await open(page, mail);
  await press(page);
};

// The form is there before the browser has painted the page once, as it can be on a fast line and a slow machine.
const answersAtOnce = (page) => page.addInitScript(() => {
  const { fetch } = window;
  window.fetch = (url, ...rest) => {
    if (!String(url).endsWith('/comment')) return fetch(url, ...rest);
    const request = new XMLHttpRequest();
    request.open('GET', url, false);
    request.send();
    return Promise.resolve({ ok: request.status === 200, text: () => Promise.resolve(request.responseText) });
  };
});

test('from an article through joining to its open composer; and a text typed before signing in again waits in it', async () => {
  const page = await openPage(browser);
  await answersAtOnce(page);
  await page.goto(site.base + article);
  await page.click('.composer-invitation');
  await leave(page, () => page.click('[data-composer-open] >> text=Register'));
  await confirmedIn(page, 'typing_tessa');
  assert.equal(pathOf(page), `${article}#write`);
  await page.waitForSelector('[data-composer-open] #comment-text');
  await page.waitForLoadState('load');
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  assert.equal(await page.evaluate(() => document.activeElement.id), 'comment-text');
  const text = 'I had typed all of this when my sign-in was over.';
  await page.fill('#comment-text', text);
  const cookies = (await page.context().cookies()).filter((c) => c.name !== 'session');
  await page.context().clearCookies();
  await page.context().addCookies(cookies);
  await page.click('[data-composer-open] button[type=submit]:not([name])');
  await page.waitForSelector('textarea.given-back');
  await lookAt(page, 'signed out while writing');
  await leave(page, () => page.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).click());
  await page.fill('#login', 'typing_tessa');
  await page.fill('#password', PASSWORD);
  await press(page);
  assert.equal(pathOf(page), `${article}#write`);
  await page.waitForSelector('[data-composer-open] #comment-text');
  assert.equal(await page.inputValue('#comment-text'), text);
  await page.context().close();
});

test('who answers the question of the captcha already goes on answering it when the script comes late', async () => {
  const page = await openPage(browser);
  let arrive;
  const arrived = new Promise((resolve) => { arrive = resolve; });
  await page.route('**/altcha*.js', async (route) => { await arrived; await route.continue(); });
  await page.goto(`${site.base}/register`, { waitUntil: 'commit' });
  await page.fill('#captcha_answer', '4');
  arrive();
  await page.waitForLoadState('load');
  await page.evaluate(() => customElements.whenDefined('altcha-widget').then(() => {}));
  assert.ok(await page.isVisible('#captcha_answer'), 'their answer stands');
  await page.fill('#captcha_answer', '');
  await page.reload();
  await page.waitForSelector('altcha-widget', { state: 'visible' });
  assert.ok(!await page.isVisible('#captcha_answer'), 'who has answered nothing gets the proof of work');
  await page.context().close();
});

test('an article says to whom is suspended why, until when, and where to turn', async () => {
  const mary = site.client();
  const moderator = site.addUser('mod_mona', 'moderator');
  await mary.signIn(moderator);
  const page = await openPage(browser);
  await page.goto(`${site.base}/sign-in?back=${article}`);
  await page.fill('#login', 'typing_tessa');
  await page.fill('#password', PASSWORD);
  await press(page);
  const profile = (await (await page.request.get(`${site.base}/me`)).json()).profile;
  await sanction(mary, profile.match(/(\d+)$/)[1], 'suspend', { days: '3' });
  await page.goto(site.base + article);
  await page.waitForSelector('[data-composer] .notice');
  assert.match(await page.textContent('[data-composer]'), /suspended until .*20\d\d.*you can read, but not write/);
  assert.equal(await page.locator('[data-reply]:visible').count(), 0);
  await lookAt(page, 'article of a suspended reader');
  await leave(page, () => page.click('[data-composer] a'));
  assert.equal(pathOf(page), '/account/standing');
  const plain = await openPage(browser, { javaScriptEnabled: false, storageState: await page.context().storageState() });
  await plain.goto(site.base + article);
  await leave(plain, () => plain.click('.composer-invitation'));
  assert.match(await plain.textContent('main'), /suspended until .*20\d\d/);
  await leave(plain, () => plain.click('main >> text=Why, and what you can do'));
  assert.equal(pathOf(plain), '/account/standing');
  await plain.context().close();
  await page.context().close();
});

// Presses Tab until the element with these words has the focus, as somebody without a mouse does.
async function tabTo(page, words) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((w) => document.activeElement?.textContent.trim() === w, words)) return;
  }
  assert.fail(`the keyboard does not reach "${words}"`);
}

test('leaving and coming back: by the keyboard, and without JavaScript', async () => {
  const page = await openPage(browser);
  await page.goto(`${site.base}/register`);
  await confirmedIn(page, 'leaving_lea');
  await page.goto(`${site.base}/account/data`);
  await lookAt(page, 'the download');
  await tabTo(page, 'Download your data');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.match(download.suggestedFilename(), /\.zip$/);
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
  await page.goto(`${site.base}/account/delete`);
  await lookAt(page, 'the question');
  await tabTo(page, 'Yes, delete my account');
  await tabTo(page, 'No, keep it');
  await leave(page, () => page.keyboard.press('Enter'));
  assert.equal(pathOf(page), '/account', 'No keeps it');
  await page.goto(`${site.base}/account/delete`);
  await tabTo(page, 'Yes, delete my account');
  await leave(page, () => page.keyboard.press('Enter'));
  assert.equal(pathOf(page), '/goodbye');
  await lookAt(page, 'goodbye');
  const [farewell] = await site.mails('leaving_lea@example.org', { kind: 'farewell' });
  await open(page, farewell);
  await lookAt(page, 'the way back');

  const plain = await openPage(browser, { javaScriptEnabled: false });
  await open(plain, farewell);
  assert.ok(await isWanted(plain, '#confirmed'), 'nothing happens without the tick');
  await plain.check('#confirmed');
  await press(plain);
  assert.match(await plain.textContent('main'), /Your account is back/);
  await leave(plain, () => plain.getByRole('main').getByRole('link', { name: 'Sign in', exact: true }).click());
  await plain.fill('#login', 'leaving_lea');
  await plain.fill('#password', PASSWORD);
  await press(plain);
  await plain.goto(`${site.base}/account/delete`);
  await leave(plain, () => plain.click('text=Yes, delete my account'));
  assert.equal(pathOf(plain), '/goodbye');
  await open(page, farewell);
  await lookAt(page, 'a used way back');
  assert.deepEqual(page.faults.filter((fault) => !/403|account\/data: net::ERR_ABORTED/.test(fault)), []);
  await plain.context().close();
  await page.context().close();
});

test('a change of address taken back: what was removed is said', async () => {
  const page = await openPage(browser);
  await page.goto(`${site.base}/register`);
  await confirmedIn(page, 'taken_tara');
  await page.goto(`${site.base}/account/email`);
  await page.fill('#email', 'taken_thief@example.org');
  await press(page);
  const [change] = await site.mails('taken_thief@example.org', { kind: 'change_email' });
  await open(page, change);
  await press(page);
  const [told] = await site.mails('taken_tara@example.org', { kind: 'email_changed' });
  await open(page, told);
  await lookAt(page, 'taking an address back');
  await press(page);
  assert.match(await page.textContent('main'), /Your address is back/);
  await lookAt(page, 'an address taken back');
  await page.context().close();
});
