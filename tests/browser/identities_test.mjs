// Signing in through others in a real browser: over a page of ours to the provider and back, which no plain client shows, since
// it knows no form-action and no SameSite. And a publisher's page that sends its reader here.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site } from '../support/site.mjs';
import { RealProvider, keyPair, signToken } from '../support/provider.mjs';
import { lookAt, openBrowser, openPage } from './browser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'comity-browser-providers-'));
const key = keyPair('p256');
let site, browser, provider, publisher;

before(async () => {
  provider = await RealProvider.start();
  writeFileSync(join(folder, 'courier.jwk'), JSON.stringify(key.jwk));
  writeFileSync(join(folder, 'providers.ini'), `${provider.section('real', 'email = confirmed')}
[courier]\nkind = sso\ntitle = The Courier\nissuer = https://courier.example\nalgorithm = ES256\nkey_file = courier.jwk\n`);
  site = await Site.start({ settings: { 'providers.file': join(folder, 'providers.ini'), 'providers.private_addresses': true } });
  await provider.serve([`${site.base}/sign-in/return/real`]);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await provider?.close();
  publisher?.close();
  rmSync(folder, { recursive: true });
});

const whoIs = (page) => page.evaluate(async () => (await (await fetch('/me')).json()).name);

test('a newcomer goes to the provider, comes back, joins, and comes in by it again', async () => {
  provider.person = { sub: 'wide-wanda', email: 'wanda@example.net', email_verified: true, name: 'Wanda' };
  const page = await openPage(browser);
  await page.goto(`${site.base}/sign-in?back=/standards`);
  await lookAt(page, 'sign-in');
  await page.click('button:has-text("The Real One")');
  await page.waitForURL('**/join/provider');
  await lookAt(page, 'join through a provider');
  await page.fill('#name', 'wide_wanda');
  await page.check('#consent_standards');
  await page.check('#consent_privacy');
  await page.click('main form button[type=submit]');
  await page.waitForURL('**/standards');
  assert.equal(await whoIs(page), 'wide_wanda');
  await page.goto(`${site.base}/account/identities`);
  await lookAt(page, 'identities');
  assert.deepEqual(page.faults, []);

  const other = await openPage(browser);
  await other.goto(`${site.base}/sign-in?back=/privacy`);
  await other.click('button:has-text("The Real One")');
  await other.waitForURL('**/privacy');
  assert.equal(await whoIs(other), 'wide_wanda');
  assert.deepEqual(other.faults, []);
});

test("a publisher's page sends its reader here, who is asked before anybody is signed in", async () => {
  const now = Math.floor(Date.now() / 1000);
  const token = () => signToken('ES256', key.privateKey, { iss: 'https://courier.example', aud: site.base, sub: '17', iat: now, exp: now + 200, jti: randomBytes(12).toString('hex'), name: 'Xaver', email: 'xaver@example.net' });
  publisher = createServer((request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' });
    answer.end(`<title>Courier</title><form method="post" action="${site.base}/sso"><input type="hidden" name="token" value="${token()}"><input type="hidden" name="back" value="/standards"><button>Discuss</button></form>`);
  });
  await new Promise((done) => publisher.listen(0, 'localhost', done));
  const page = await openPage(browser);
  await page.goto(`http://localhost:${publisher.address().port}/`);
  await page.click('button');
  await page.waitForURL('**/join/provider');
  await page.fill('#name', 'xaver_hill');
  await page.check('#consent_standards');
  await page.check('#consent_privacy');
  await page.click('main form button[type=submit]');
  await page.waitForURL('**/standards');
  assert.equal(await whoIs(page), 'xaver_hill');

  const again = await openPage(browser);
  await again.goto(`http://localhost:${publisher.address().port}/`);
  await again.click('button');
  await again.waitForURL('**/join/provider');
  await lookAt(again, 'go on');
  assert.equal(await whoIs(again), undefined);
  await again.click('main form button[type=submit]');
  await again.waitForURL('**/standards');
  assert.equal(await whoIs(again), 'xaver_hill');
});
