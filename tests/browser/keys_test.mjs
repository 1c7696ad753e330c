// Passkeys in Chromium, with its virtual authenticator: adding one, signing in by the button and by the name field's suggestion, the
// second step of staff; and what the pages say without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeOf, nextCodeOf } from '../support/authenticator.mjs';
import { freePort, Site } from '../support/site.mjs';
import { accessible, leave, openBrowser, openPage } from './browser.mjs';

let site, browser, origin;

before(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  site = await Site.start({ settings: { 'http.port': port, 'http.base_url': origin } });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
});

// A device that asks its owner each time and says yes, unless told otherwise.
async function addAuthenticator(page, options = {}) {
  const device = await page.context().newCDPSession(page);
  await device.send('WebAuthn.enable');
  const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true, ...options,
    },
  });
  return { device, authenticatorId };
}

async function signIn(page, { name, password }) {
  await page.goto(`${origin}/sign-in`);
  await page.fill('#login', name);
  await page.fill('#password', password);
  await leave(page, () => page.click('form[action="/sign-in"] button'));
}

async function addPasskey(page, name) {
  await page.goto(`${origin}/account/security`);
  await leave(page, () => page.getByRole('link', { name: 'Add a passkey' }).click());
  await page.fill('#name', name);
  await page.click('text=Add it');
  await page.waitForURL(/done=added/);
}

// Without suggestions, so that only the button asks.
const withoutSuggestions = (page) => page.addInitScript(() => {
  if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
});
const signOut = (page) => page.context().clearCookies();
const me = (page) => page.evaluate(async () => (await fetch('/me')).json());

test('a reader adds a passkey and signs in with nothing else', async () => {
  const page = await openPage(browser);
  await addAuthenticator(page);
  await withoutSuggestions(page);
  const user = site.addUser('browserana');
  await signIn(page, user);
  await page.goto(`${origin}/account/security`);
  await accessible(page, 'security');
  await leave(page, () => page.getByRole('link', { name: 'Add a passkey' }).click());
  await accessible(page, 'adding');
  assert.equal(await page.isVisible('[data-passkey-without]'), false);
  await page.fill('#name', 'My laptop');
  await page.click('text=Add it');
  await page.waitForURL(/done=added/);
  assert.match(await page.textContent('main'), /My laptop/);
  await signOut(page);
  await page.goto(`${origin}/sign-in`);
  await page.click('text=Use a passkey');
  await page.waitForURL((url) => url.pathname === '/');
  assert.equal((await me(page)).name, user.name);
  assert.deepEqual(page.faults, []);
});

test('the name field offers the passkey by itself, and going back to where one came from works', async () => {
  const page = await openPage(browser);
  await addAuthenticator(page);
  await signIn(page, site.addUser('browserben'));
  await addPasskey(page, 'Telephone');
  await signOut(page);
  // The device says yes to the suggestion at once: nothing is clicked.
  await page.goto(`${origin}/sign-in?back=/standards`);
  await page.waitForURL((url) => url.pathname === '/standards');
  assert.equal((await me(page)).name, 'browserben');
});

test('a device that has a passkey already says so, and a refusal changes nothing', async () => {
  const page = await openPage(browser);
  const { device, authenticatorId } = await addAuthenticator(page);
  await withoutSuggestions(page);
  await signIn(page, site.addUser('browsercora'));
  await addPasskey(page, 'First');
  await page.goto(`${origin}/account/security/passkey`);
  await page.click('text=Add it');
  await page.waitForSelector('[data-passkey-known]:visible');
  await device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await signOut(page);
  await page.goto(`${origin}/sign-in`);
  await page.click('text=Use a passkey');
  await page.waitForSelector('[data-passkey-problem]:visible');
  assert.equal((await me(page)).signed_in, false);
});

test('a moderator sets up codes, keeps recovery codes, and does the second step by code and by passkey', async () => {
  const page = await openPage(browser);
  await addAuthenticator(page);
  await withoutSuggestions(page);
  const user = site.addUser('browserdora', 'moderator');
  await signIn(page, user);
  await page.goto(`${origin}/account/security`);
  await leave(page, () => page.getByRole('link', { name: 'Set up codes' }).click());
  await accessible(page, 'codes');
  assert.ok((await page.locator('svg.qr').boundingBox()).width >= 200);
  const secret = await page.textContent('code.secret');
  await page.fill('#code', codeOf(secret));
  await page.click('text=Turn codes on');
  await page.waitForSelector('.recovery-codes');
  await accessible(page, 'recovery codes');
  assert.equal(await page.locator('.recovery-codes li').count(), 10);
  await addPasskey(page, 'Key');
  await signOut(page);

  await signIn(page, user);
  assert.equal(new URL(page.url()).pathname, '/sign-in/second');
  await accessible(page, 'second step');
  assert.equal((await me(page)).role, 'reader');
  await page.fill('#code', nextCodeOf(secret));
  await page.click('form[action="/sign-in/second"] button');
  await page.waitForURL((url) => url.pathname === '/');
  assert.equal((await me(page)).role, 'moderator');

  await signOut(page);
  await signIn(page, user);
  await page.click('text=Use a passkey');
  await page.waitForURL((url) => url.pathname === '/');
  assert.equal((await me(page)).role, 'moderator');
  assert.deepEqual(page.faults, []);
});

test('without JavaScript signing in by password and the second step by code work, and the page says what passkeys need', async () => {
  const user = site.addUser('browserella', 'moderator');
  const setting = await openPage(browser);
  await signIn(setting, user);
  await setting.goto(`${origin}/account/security/codes`);
  const secret = await setting.textContent('code.secret');
  await setting.fill('#code', codeOf(secret));
  await setting.click('text=Turn codes on');
  await setting.waitForSelector('.recovery-codes');

  const page = await openPage(browser, { javaScriptEnabled: false });
  await page.goto(`${origin}/sign-in`);
  assert.equal(await page.isVisible('text=Use a passkey'), false);
  await signIn(page, user);
  await page.fill('#code', nextCodeOf(secret));
  await leave(page, () => page.click('form[action="/sign-in/second"] button'));
  await page.goto(`${origin}/moderation`);
  assert.equal(new URL(page.url()).pathname, '/moderation');
  await page.goto(`${origin}/account/security/passkey`);
  assert.equal(await page.isVisible('[data-passkey-without]'), true);
  assert.equal(await page.isVisible('text=Add it'), false);
});
