// The whole life of a reader, as they live it: in Chromium, with their passkey in its virtual authenticator and with mails that
// arrive at a real SMTP server. Joining, a passkey, a comment, a block while they type, the letter, access restored by another
// moderator, the block for good, leaving, and coming back by the mailed link. Every page on the way is looked at.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startMailServer } from '../support/mail.mjs';
import { freePort, Site } from '../support/site.mjs';
import { until } from '../support/wait.mjs';
import { leave, lookAt, openBrowser, openPage } from './browser.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
const PASSWORD = 'violet kettle under seven moons';
const NEXT_PASSWORD = 'eight lanterns along a quiet canal';
const name = 'Life Lina', address = 'lina@example.org';
const firstText = 'My grandmother counted eels at this ladder, and she would have liked the numbers.';
const lostText = 'I had more to say about the ladder when the page told me that I could not.';
const laterText = 'Back again, and calmer: the ladder was repaired in spring.';
const explanation = 'I called another reader names because I was angry. I am sorry and will not do it again.';
let site, mails, browser, origin, mary, max;
let lina, device, profile, broken;

before(async () => {
  mails = await startMailServer();
  const port = await freePort();
  origin = `http://localhost:${port}`;
  site = await Site.start({
    settings: {
      'http.port': port,
      'http.base_url': origin,
      'captcha.work': 20000,
      'accounts.confirm_email': true,
      'mail.url': `smtp://127.0.0.1:${mails.port}`,
      'mail.from': 'comments@courier.example',
      'mail.tls': 'off',
      'sanctions.mode': 'literal',
    },
  });
  mary = site.addUser('mod_mary', 'moderator');
  max = site.addUser('mod_max', 'moderator');
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
  await mails?.close();
});

// One life: what follows a step that failed would only fail in its wake.
function step(title, body) {
  test(title, async (t) => {
    if (broken) return t.skip(`after "${broken}"`);
    broken = title;
    await body();
    broken = undefined;
  });
}

// The newest mail of a kind to somebody, once there are `count`.
function arrived(to, kind, count = 1) {
  const found = () => mails.received.map((one) => one.mail).filter((mail) => mail.to.includes(to) && mail.kind === kind);
  return until(() => found()[count - 1], () => `no ${kind} for ${to}: ${mails.received.map((m) => `${m.to} ${m.mail.kind}`)}; the site said: ${site.log}`);
}

// Follows the button of a mail, as it was sent.
async function follow(page, mail) {
  assert.ok(mail.link.startsWith(`${origin}/`), mail.link);
  assert.ok(mail.text.includes(mail.link), 'the text holds the same link');
  await page.goto(mail.link);
}

const words = (page, part = 'main') => page.innerText(part);
const me = async (page) => (await page.request.get(`${origin}/me`)).json();
const solved = (page) => page.waitForFunction(() => document.querySelector('input[name=altcha]')?.value);
const press = (page, button) => leave(page, () => page.getByRole('button', { name: button, exact: true }).click());
const go = (page, link) => leave(page, () => page.getByRole('main').getByRole('link', { name: link, exact: true }).first().click());

async function register(page, who, mail) {
  await page.goto(`${origin}/register?back=${article}`);
  await page.fill('#name', who);
  await page.fill('#email', mail);
  await page.fill('#password', PASSWORD);
  await page.check('#consent_standards');
  await page.check('#consent_privacy');
  await solved(page);
  await lookAt(page, 'register');
  await press(page, 'Register');
}

async function signIn(page, { name: login, password }) {
  await page.goto(`${origin}/sign-in`);
  await page.fill('#login', login);
  await page.fill('#password', password);
  await leave(page, () => page.press('#password', 'Enter'));
}

async function signInByPasskey(page) {
  await page.goto(`${origin}/sign-in?back=/account/standing`);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.waitForURL((url) => url.pathname === '/account/standing');
}

async function signOut(page) {
  await page.goto(`${origin}/account`);
  await press(page, 'Sign out');
  assert.equal((await me(page)).signed_in, false);
}

async function write(page, text) {
  await page.goto(`${origin}${article}/comment`);
  await page.fill('#comment-text', text);
  await press(page, 'Post');
}

// What a stranger sees of the reader and of what they wrote; times are told as they were made, so nothing else may change.
async function seenByAll() {
  const page = await openPage(browser);
  const seen = {};
  for (const path of [article, `${article}?sort=oldest`, `${article}/count`, profile, '/']) {
    const answer = await page.goto(origin + path);
    seen[path] = `${answer.status()} ${(await words(page, 'body')).replace(/^Request .*$/m, '')}`;
  }
  await page.context().close();
  return seen;
}

// By the keyboard alone, from the article to the reader's page.
async function reachReader(page) {
  await page.goto(`${origin}${article}`);
  const comment = page.locator('li.comment', { hasText: firstText }).last();
  await comment.getByRole('link', { name: 'Moderate' }).focus();
  await leave(page, () => page.keyboard.press('Enter'));
  await leave(page, () => page.keyboard.press('h'));
}

async function block(page, reason) {
  await page.keyboard.press('b');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'block-clause');
  await page.selectOption('#block-clause', 'insults');
  await page.focus('#block-reason');
  await page.keyboard.type(reason);
}

step('joining: register, confirm by the mailed link, add a passkey, come back with it, write', async () => {
  lina = await openPage(browser);
  // Only the button asks for the passkey, not the suggestion.
  await lina.addInitScript(() => {
    if (window.PublicKeyCredential) PublicKeyCredential.isConditionalMediationAvailable = async () => false;
  });
  device = await lina.context().newCDPSession(lina);
  await device.send('WebAuthn.enable');
  await device.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await register(lina, name, address);
  assert.equal(new URL(lina.url()).pathname, '/confirm');
  await lookAt(lina, 'wait for the mail');
  await lina.goto(`${origin}${article}/comment`);
  assert.match(await words(lina), /Confirm your e-mail address first/);

  const confirm = await arrived(address, 'confirm');
  assert.match(confirm.text, /Life Lina/);
  await follow(lina, confirm);
  await lookAt(lina, 'confirm');
  await press(lina, 'Confirm');
  assert.equal(new URL(lina.url()).pathname, article, 'back to where she came from');
  await lookAt(lina, 'confirmed');

  await lina.goto(`${origin}/account`);
  assert.match(await words(lina), /Hello, Life Lina/);
  profile = (await me(lina)).profile;
  await lookAt(lina, 'account');
  await go(lina, 'Security');
  await lookAt(lina, 'security');
  await go(lina, 'Add a passkey');
  await lina.fill('#name', 'My laptop');
  await lookAt(lina, 'add a passkey');
  await press(lina, 'Add it');
  await lina.waitForURL(/done=added/);
  await arrived(address, 'passkey_added');
  await lookAt(lina, 'a passkey');

  await signOut(lina);
  await signInByPasskey(lina);
  assert.equal((await me(lina)).name, name);
  await write(lina, firstText);
  assert.match(await words(lina, '#discussion'), /My grandmother counted eels/);
  await lookAt(lina, 'first comment');
  assert.deepEqual(lina.faults, []);
});

step('a block: made by the keyboard, it ends the open session at once, and the reasons come by mail', async () => {
  const open = await lina.context().newPage();
  await open.goto(`${origin}${article}/comment`);
  await open.fill('#comment-text', lostText);

  const room = await openPage(browser);
  await signIn(room, mary);
  await reachReader(room);
  await lookAt(room, 'the reader in the room');
  await block(room, 'You called another reader names.');
  assert.match(await words(room, '#block-ahead + ul'), /This would be the first block/);
  await lookAt(room, 'before the first block');
  await leave(room, () => room.keyboard.press('Control+Enter'));
  assert.match(await words(room), /Blocked since/);
  await lookAt(room, 'blocked in the room');
  assert.deepEqual(room.faults, []);
  await room.context().close();

  assert.equal((await me(lina)).signed_in, false, 'the session ended at once');
  await press(open, 'Post');
  assert.equal(await open.inputValue('textarea.given-back'), lostText, 'what they typed is given back');
  await lookAt(open, 'posting after the block');
  await open.close();
  lina.faults.length = 0;

  const mail = await arrived(address, 'blocked');
  assert.match(mail.text, /You called another reader names\./);
  assert.match(mail.text, /restoring access/);
  await follow(lina, mail);
  assert.equal(new URL(lina.url()).pathname, '/sign-in');
  await lookAt(lina, 'sign in after the block');
});

step('the letter: first incomplete, kindly refused with its text kept; another moderator restores access', async () => {
  await signInByPasskey(lina);
  await lookAt(lina, 'blocked');
  await go(lina, 'Statement of reasons');
  assert.match(await words(lina), /You called another reader names\./);
  assert.equal(await lina.getByRole('link', { name: 'Ask for another look' }).count(), 1);
  await lookAt(lina, 'statement of reasons');
  await lina.goto(`${origin}${article}/comment`);
  assert.equal(await lina.locator('#comment-text').count(), 0, 'who is blocked has no composer');
  await lookAt(lina, 'the composer of a blocked reader');
  await lina.goto(`${origin}/account/standing`);
  await go(lina, 'Write to the moderators');
  await lookAt(lina, 'letter');
  await lina.fill('#subject', 'Hello');
  await lina.fill('#text', 'Please.');
  await press(lina, 'Send the letter');
  assert.match(await words(lina, '#text-problem'), /40 characters/);
  assert.match(await words(lina, '#subject-problem'), /restoring access/i);
  assert.equal(await lina.inputValue('#text'), 'Please.');
  assert.equal(await lina.inputValue('#subject'), 'Hello');
  await lookAt(lina, 'letter refused');
  lina.faults.length = 0;
  await lina.fill('#subject', 'Restoring access');
  await lina.fill('#text', explanation);
  await press(lina, 'Send the letter');
  assert.match(await words(lina, '[role=status]'), /with the moderators/);
  await lookAt(lina, 'letter sent');
  await arrived(address, 'letter_received');

  const one = await openPage(browser);
  await signIn(one, mary);
  await one.goto(`${origin}/moderation/redress`);
  await leave(one, () => one.keyboard.press('j'));
  assert.equal(await one.getByRole('button', { name: 'Restore access' }).count(), 0, 'who blocked does not decide');
  await lookAt(one, 'the letter for who blocked');
  await one.context().close();

  const other = await openPage(browser);
  await signIn(other, max);
  await other.goto(`${origin}/moderation`);
  await leave(other, () => other.getByRole('link', { name: /Letters and appeals/ }).press('Enter'));
  await leave(other, () => other.keyboard.press('j'));
  await lookAt(other, 'the letter for another moderator');
  await other.fill('#text', 'Thank you for saying so. Welcome back.');
  await leave(other, () => other.getByRole('button', { name: 'Restore access' }).press('Enter'));
  assert.match(await words(other), /Decided; the reader is told, with your reasons/);
  await lookAt(other, 'restored in the room');
  assert.deepEqual(other.faults, []);
  await other.context().close();

  const granted = await arrived(address, 'letter_granted');
  assert.match(granted.text, /Welcome back/);
  await follow(lina, granted);
  assert.match(await words(lina), /Lifted, [^\n]+\n+Thank you for saying so/);
  await lookAt(lina, 'restored');
  await write(lina, laterText);
  assert.match(await words(lina, '#discussion'), /Back again, and calmer/);
  assert.deepEqual(lina.faults, []);
});

step('the block for good: said before it is made, and no letter helps', async () => {
  const room = await openPage(browser);
  await signIn(room, max);
  await reachReader(room);
  await block(room, 'It went on after your letter.');
  assert.match(await words(room, '#block-ahead + ul'), /second block. In literal mode it cannot be lifted/);
  await lookAt(room, 'before the second block');
  await leave(room, () => room.keyboard.press('Control+Enter'));
  assert.match(await words(room), /was blocked 1 time before/);
  await lookAt(room, 'asked before the second block');
  assert.equal(await room.$eval('#final-name', (field) => field.matches(':invalid')), true, 'nothing is sent before the name is typed');
  await room.fill('#final-name', await room.textContent('label[for=final-name] bdi'));
  await leave(room, () => room.click('button[value=block]'));
  assert.match(await words(room), /Blocked for good/);
  assert.equal(await room.getByText('End it').count(), 0, 'nobody is offered to lift it');
  await lookAt(room, 'blocked for good in the room');
  await room.context().close();

  const mail = await arrived(address, 'blocked_finally');
  assert.match(mail.text, /cannot be lifted/);
  assert.equal((await me(lina)).signed_in, false);
  await signInByPasskey(lina);
  assert.match(await words(lina), /second time/);
  await lookAt(lina, 'blocked for good');
  await lina.setViewportSize({ width: 390, height: 900 });
  await lina.reload();
  const tab = await lina.locator('.tabs [aria-current]').boundingBox();
  assert.ok(tab.x >= 0 && tab.x + tab.width <= 390, 'the current tab is in sight on a telephone');
  await lina.setViewportSize({ width: 1280, height: 900 });
  await go(lina, 'Statement of reasons');
  assert.match(await words(lina), /nobody can lift it/);
  assert.equal(await lina.getByRole('link', { name: 'Ask for another look' }).count(), 0);
  await lina.goBack();
  assert.equal(await lina.getByRole('link', { name: 'Write to the moderators' }).count(), 0, 'no letter is offered that cannot help');
  await lina.goto(`${origin}/account/letter`);
  assert.equal(await lina.getByRole('button', { name: 'Send the letter' }).count(), 0);
  await lookAt(lina, 'no letter any more');
});

step('leaving: asked once, gone everywhere at once; and by the mailed link exactly back', async () => {
  const whole = await seenByAll();
  assert.match(whole[article], /My grandmother counted eels/);
  await lina.goto(`${origin}/account`);
  await lookAt(lina, 'account of who is blocked');
  await go(lina, 'This account is blocked: you can read, but not write. Standing says why.');
  assert.equal(new URL(lina.url()).pathname, '/account/standing');
  await lina.goto(`${origin}/account`);
  await go(lina, 'Delete the account');
  await lookAt(lina, 'are you sure');
  await press(lina, 'No, keep it');
  assert.deepEqual(await seenByAll(), whole);
  await lina.goto(`${origin}/account/delete`);
  await press(lina, 'Yes, delete my account');
  assert.equal(new URL(lina.url()).pathname, '/goodbye');
  await lookAt(lina, 'goodbye');
  const gone = await seenByAll();
  for (const [path, page] of Object.entries(gone)) assert.doesNotMatch(page, /Life Lina|My grandmother counted|Back again, and calmer/, path);
  assert.match(gone[profile], /^404/);
  assert.equal((await me(lina)).signed_in, false);

  const farewell = await arrived(address, 'farewell');
  await follow(lina, farewell);
  await lookAt(lina, 'restore');
  assert.deepEqual(await seenByAll(), gone, 'looking changes nothing');
  await lina.check('input[name=confirmed]');
  await press(lina, 'Bring it back');
  assert.match(await words(lina), /Your account is back/);
  await lookAt(lina, 'back');
  assert.deepEqual(await seenByAll(), whole);
  await arrived(address, 'returned');
  await signInByPasskey(lina);
  assert.match(await words(lina), /second time/, 'the block is back too');
  await follow(lina, farewell);
  assert.match(await words(lina), /used/);
  await lookAt(lina, 'restore again');
});

step('others come in by a link in a mail, or with a new password', async () => {
  const linus = site.addUser('linus_link'), rosa = site.addUser('rosa_recovers');
  const page = await openPage(browser);
  await page.goto(`${origin}/sign-in?back=${article}`);
  await lookAt(page, 'sign in');
  await go(page, 'Sign in by a link in a mail');
  await page.fill('#login', linus.name);
  await lookAt(page, 'ask for a link');
  await press(page, 'Send the link');
  await lookAt(page, 'a link is on its way');
  await follow(page, await arrived('linus_link@example.org', 'sign_in'));
  await lookAt(page, 'the link that signs in');
  await press(page, 'Sign in');
  assert.equal((await me(page)).name, linus.name);

  const other = await openPage(browser);
  await other.goto(`${origin}/sign-in`);
  await go(other, 'Forgotten your password?');
  await other.fill('#login', 'rosa_recovers@example.org');
  await solved(other);
  await lookAt(other, 'forgotten');
  await press(other, 'Send the link');
  const mail = await arrived('rosa_recovers@example.org', 'recover');
  await follow(other, mail);
  await lookAt(other, 'a new password');
  await other.fill('#password', NEXT_PASSWORD);
  await press(other, 'Change the password');
  assert.match(await words(other), /Your password is changed/);
  await arrived('rosa_recovers@example.org', 'password_changed');
  await signIn(other, { name: rosa.name, password: rosa.password });
  assert.equal((await me(other)).signed_in, false, 'the old password is over');
  await lookAt(other, 'a wrong password');
  await signIn(other, { name: rosa.name, password: NEXT_PASSWORD });
  assert.equal((await me(other)).name, rosa.name);
  await follow(other, mail);
  await lookAt(other, 'a used link');
});
