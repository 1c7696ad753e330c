// Joining with a confirmed address, signing in by mail, choosing a new password, changing address and name: over HTTP without
// JavaScript, with the mails that really arrive.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join as join_path } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Site, formsOf, root } from '../support/site.mjs';
import { solve } from '../support/captcha.mjs';

let site, ada;
before(async () => {
  site = await Site.start({ settings: { 'log.level': 'debug', 'accounts.confirm_email': true, 'accounts.reserved_names': 'ombuds*, night-desk' } });
  ada = site.addUser('admin_ada', 'administrator');
});
after(() => site.close());

const PASSWORD = 'violet kettle under seven moons';
const NEXT_PASSWORD = 'eight lanterns along a quiet canal';
const COMMENT = '/article/eels-without-passports/comment';

async function proof(client) {
  return solve(JSON.parse((await client.get('/captcha/challenge')).text));
}

async function join(client, name, email = `${name}@example.org`, values = {}) {
  const page = await client.get('/register');
  return client.submit(page, '/register', { name, email, password: PASSWORD, consent_standards: 'yes', consent_privacy: 'yes',
    altcha: await proof(client), ...values });
}

const pathOf = (link) => { const url = new URL(link); return url.pathname + url.search; };

// What a person does with a link: open it, and press the button.
async function follow(client, mail, values = {}) {
  const page = await client.get(pathOf(mail.link));
  const action = new URL(mail.link).pathname;
  return client.submit(page, action, values);
}

async function confirmed(name, email = `${name}@example.org`) {
  const client = site.client();
  assert.equal((await join(client, name, email)).status, 200);
  const mails = await site.mails(email, { kind: 'confirm' });
  await follow(client, mails.at(-1));
  return client;
}

test('whoever joins is signed in, but writes only after the address is confirmed', async () => {
  const client = site.client();
  const joined = await join(client, 'wanda_wait');
  assert.match(joined.url, /\/confirm$/);
  assert.match(joined.text, /wanda_wait@example\.org/);
  const composer = await client.get(COMMENT);
  assert.match(composer.text, /Confirm your e-mail address first/);
  assert.doesNotMatch(composer.text, /name="text"/);
  // Nor by sending the form that the page does not show.
  const csrf = formsOf((await client.get('/confirm')).text).find((f) => f.action === '/confirm/again').fields.csrf;
  const forced = await client.request(COMMENT, { method: 'POST', form: { csrf, text: 'I write all the same.' } });
  assert.equal(forced.status, 403);
  assert.match(forced.text, /Confirm your e-mail address first/);
  const [mail] = await site.mails('wanda_wait@example.org', { kind: 'confirm' });
  assert.deepEqual(mail.to, ['wanda_wait@example.org']);
  const looked = await client.get(pathOf(mail.link));
  assert.match(looked.text, /wanda_wait/);
  await client.get(pathOf(mail.link)); // mail programs fetch too
  const done = await follow(client, mail);
  assert.match(done.text, /You may write here now/);
  const form = await client.get(COMMENT);
  const posted = await client.submit(form, COMMENT, { text: 'Eels swim where they please, and always have.' });
  assert.equal(posted.status, 200);
  assert.match(posted.text, /Eels swim where they please/);
  const again = await client.get(pathOf(mail.link));
  assert.equal(again.status, 403);
  assert.match(again.text, /used before/);
});

test('a link opened in another browser wants its reader to say that they asked', async () => {
  const asking = site.client(), other = site.client();
  await join(asking, 'otto_other');
  const [mail] = await site.mails('otto_other@example.org', { kind: 'confirm' });
  const page = await other.get(pathOf(mail.link));
  assert.match(page.text, /name="asked"/);
  const refused = await other.submit(page, '/confirm');
  assert.equal(refused.status, 400);
  assert.match(refused.text, /asked for in another browser/);
  const taken = await other.submit(refused, '/confirm', { asked: 'yes' });
  assert.match(taken.url, /\/sign-in/, 'it confirms, and signs nobody in');
  assert.match((await other.get('/account')).url, /sign-in/);
  assert.match((await asking.get(COMMENT)).text, /name="text"/);
});

test('the link is sent once more, and a mistyped address is put right before it is confirmed', async () => {
  const client = site.client();
  await join(client, 'typo_tim', 'tpyo_tim@example.org');
  const waiting = await client.get('/confirm');
  const again = await client.submit(waiting, '/confirm/again');
  assert.match(again.text, /Another mail is on its way/);
  assert.equal((await site.mails('tpyo_tim@example.org', { kind: 'confirm', count: 2 })).length, 2);
  const form = await client.get('/account/email');
  await client.submit(form, '/account/email', { email: 'typo_tim@example.org' });
  const [mail] = await site.mails('typo_tim@example.org', { kind: 'change_email' });
  const done = await follow(client, mail);
  assert.match(done.text, /Your address is changed/);
  assert.match((await client.get(COMMENT)).text, /name="text"/, 'the new address is confirmed by it');
  assert.equal((await site.mails('tpyo_tim@example.org', { count: 0 })).filter((m) => m.kind !== 'confirm').length, 0,
    'an address that was never confirmed is told nothing');
});

test('signing in by mail: once, and where it was asked for it leads on', async () => {
  await confirmed('mail_mia');
  const client = site.client();
  const form = await client.get('/sign-in/link?back=/account/sessions');
  const sent = await client.submit(form, '/sign-in/link', { login: 'Mail_Mia@example.org' });
  assert.match(sent.text, /If there is such an account/);
  const [mail] = await site.mails('mail_mia@example.org', { kind: 'sign_in' });
  const done = await follow(client, mail);
  assert.match(done.url, /\/account\/sessions$/);
  assert.match(done.text, /Where you are signed in/);
  const [told] = await site.mails('mail_mia@example.org', { kind: 'signed_in' });
  assert.match(told.text, /With: a link in a mail from us/);
  const second = await site.client().get(pathOf(mail.link));
  assert.equal(second.status, 403);
});

test('two who use one link at the same moment: one gets in', async () => {
  await confirmed('race_rita');
  const client = site.client();
  await client.submit(await client.get('/sign-in/link'), '/sign-in/link', { login: 'race_rita' });
  const [mail] = await site.mails('race_rita@example.org', { kind: 'sign_in' });
  const page = await client.get(pathOf(mail.link));
  const { fields } = formsOf(page.text).find((f) => f.action === '/sign-in/link/open');
  const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
  const answers = await Promise.all(Array.from({ length: 6 }, () => fetch(new URL('/sign-in/link/open', site.base), {
    method: 'POST', redirect: 'manual', body: new URLSearchParams(fields), headers: { cookie } })));
  const statuses = answers.map((a) => a.status).sort();
  assert.deepEqual(statuses, [303, 403, 403, 403, 403, 403]);
});

test('a forgotten password: the check against robots, the link, the new password, all sessions ended, a word about it', async () => {
  const old = await confirmed('forgetful_flo');
  const client = site.client();
  const form = await client.get('/recover');
  const robot = await client.submit(form, '/recover', { login: 'forgetful_flo', captcha_answer: 'walrus' });
  assert.equal(robot.status, 400);
  assert.match(robot.text, /was not solved/);
  const sent = await client.submit(await client.get('/recover'), '/recover', { login: 'forgetful_flo', altcha: await proof(client) });
  assert.match(sent.text, /If there is such an account/);
  const [mail] = await site.mails('forgetful_flo@example.org', { kind: 'recover' });
  const weak = await follow(client, mail, { password: 'forgetful_flo 123' });
  assert.equal(weak.status, 400);
  const done = await client.submit(weak, '/recover/open', { password: NEXT_PASSWORD });
  assert.match(done.text, /Your password is changed/);
  assert.match((await old.get('/account')).url, /sign-in/, 'the old session has ended');
  assert.match((await client.get('/account')).url, /sign-in/, 'recovering does not sign in');
  assert.equal((await site.client().signIn({ name: 'forgetful_flo', password: PASSWORD })).status, 401);
  assert.equal((await site.client().signIn({ name: 'forgetful_flo', password: NEXT_PASSWORD })).status, 200);
  const [told] = await site.mails('forgetful_flo@example.org', { kind: 'password_changed' });
  assert.match(told.text, /has just been changed/);
  assert.equal((await client.get(pathOf(mail.link))).status, 403);
});

test('changing the address: the new one confirms, the old one is told and can take it back', async () => {
  const client = await confirmed('mover_mo');
  await client.submit(await client.get('/account/email'), '/account/email', { email: 'mo.new@example.org' });
  assert.match((await client.get('/account/email')).text, /mover_mo@example\.org/, 'nothing changes before the link is used');
  const [mail] = await site.mails('mo.new@example.org', { kind: 'change_email' });
  // Somebody else who is signed in cannot take it for their own account.
  const stranger = await confirmed('stranger_sue');
  const taken = await stranger.submit(await stranger.get(pathOf(mail.link)), '/account/email/open', { asked: 'yes' });
  assert.equal(taken.status, 403);
  assert.match((await follow(client, mail)).text, /Your address is changed/);
  const [told] = await site.mails('mover_mo@example.org', { kind: 'email_changed' });
  assert.doesNotMatch(told.text, /mo\.new/, 'the old address does not learn the new one');
  const owner = site.client();
  const back = await follow(owner, told);
  assert.match(back.text, /Your address is back/);
  assert.match((await client.get('/account')).url, /sign-in/, 'whoever changed it is signed out');
  assert.equal((await site.client().signIn({ name: 'mover_mo', password: PASSWORD })).status, 401, 'and the password is worth nothing');
  await owner.submit(await owner.get('/recover'), '/recover', { login: 'mover_mo@example.org', altcha: await proof(owner) });
  const [recover] = await site.mails('mover_mo@example.org', { kind: 'recover' });
  await follow(owner, recover, { password: NEXT_PASSWORD });
  assert.equal((await site.client().signIn({ name: 'mover_mo', password: NEXT_PASSWORD })).status, 200);
});

test('changing the name: everywhere at once, not twice in a row, and the old one stays taken', async () => {
  const client = await confirmed('first_fay');
  await client.submit(await client.get(COMMENT), COMMENT, { text: 'A remark that keeps its writer whatever she is called.' });
  const asks = await client.submit(await client.get('/account/name'), '/account/name', { name: 'Moderator' });
  assert.equal(asks.status, 400);
  for (const [name, status] of [['Ombudswoman', 400], ['Night Desk', 400], ['adm1n_ada', 409], ['first_fay', 400], ['x', 400]])
    assert.equal((await client.submit(await client.get('/account/name'), '/account/name', { name })).status, status, name);
  const done = await client.submit(await client.get('/account/name'), '/account/name', { name: 'Second Fay' });
  assert.match(done.text, /Your name is changed/);
  assert.match((await site.client().get('/article/eels-without-passports')).text, /Second Fay/);
  const [told] = await site.mails('first_fay@example.org', { kind: 'name_changed' });
  assert.match(told.text, /Second Fay/);
  assert.equal((await client.submit(await client.get('/account/name'), '/account/name', { name: 'Third Fay' })).status, 429);
  assert.equal((await join(site.client(), 'First Fay', 'thief@example.org')).status, 409);
  assert.equal((await site.client().signIn({ name: 'first_fay', password: PASSWORD })).status, 401);
  assert.equal((await site.client().signIn({ name: 'Second Fay', password: PASSWORD })).status, 200);
});

test('reserved names are refused at joining, look-alikes too', async () => {
  for (const name of ['Ombudsman', '0mbuds', 'night.desk', 'NIGHTDESK', 'Administrator', 'adm1nistrator'])
    assert.equal((await join(site.client(), name, 'r@example.org')).status, 400, name);
});

test('a name nobody should have to read is refused at joining, at changing it and to the operator; one that stands is listed', async () => {
  for (const name of ['fuck you', 'Hurensohn_88', 'f.u.c.k']) {
    const answer = await join(site.client(), name, 'coarse@example.org');
    assert.equal(answer.status, 400, name);
    assert.match(answer.text, /Choose another; if it is your own name, write to the editors/);
  }
  assert.equal((await join(site.client(), 'Dick Hancock', 'dick@example.org')).status, 200);
  assert.throws(() => site.addUser('Arschloch', 'reader'), /reads like/);
  assert.throws(() => site.cli(['user', 'rename', 'Dick Hancock', 'Arschloch', '--reason', 'a test']), /reads like/);
  site.cli(['user', 'add', 'Wanker', '--email', 'w@example.org', '--set', 'accounts.judge_names=false'], { input: `${PASSWORD}\n` });
  const listed = site.cli(['user', 'refused-names']);
  assert.match(listed, /\tWanker\t/);
  assert.doesNotMatch(listed, /Hancock/);
});

test('links of another purpose, cut ones and none at all lead nowhere', async () => {
  await confirmed('cut_carl');
  const client = site.client();
  await client.submit(await client.get('/sign-in/link'), '/sign-in/link', { login: 'cut_carl' });
  const [mail] = await site.mails('cut_carl@example.org', { kind: 'sign_in' });
  const token = new URL(mail.link).searchParams.get('token');
  assert.equal(token.length, 43);
  for (const path of [`/recover/open?token=${token}`, `/confirm?token=${token}`, `/sign-in/link/open?token=${token.slice(0, -1)}`,
    '/sign-in/link/open', `/account/email/back?token=${token}`])
    assert.equal((await site.client().get(path)).status, 404, path);
  assert.equal((await client.get(pathOf(mail.link))).status, 200);
});

test('what a mailed link opens keeps its token to itself: no referrer, no storing, nothing from elsewhere, no log', async () => {
  const client = await confirmed('secret_sam');
  await client.submit(await client.get('/sign-in/link'), '/sign-in/link', { login: 'secret_sam' });
  await client.submit(await client.get('/recover'), '/recover', { login: 'secret_sam', altcha: await proof(client) });
  await client.submit(await client.get('/account/email'), '/account/email', { email: 'sam.new@example.org' });
  const [changes] = await site.mails('sam.new@example.org', { kind: 'change_email' });
  const mails = [...await site.mails('secret_sam@example.org', { count: 3 }), changes];
  const paths = mails.filter((m) => m.link?.includes('token=')).map((m) => pathOf(m.link));
  assert.ok(paths.length >= 4, paths.join('\n'));
  const made_up = 'A'.repeat(43);
  paths.push(...['/account/email/back', '/restore', '/unsubscribe', '/notice/receipt'].map((path) => `${path}?token=${made_up}`));
  for (const path of paths)
    for (const reader of [client, site.client()]) {
      const page = await reader.get(path);
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer', `${path} (${page.url})`);
      assert.equal(page.headers.get('cache-control'), 'no-store', path);
      const elsewhere = [...page.text.matchAll(/(?:src|href|action|srcset|content)="(?:https?:)?\/\/([^"/]*)/g)].map((m) => m[1]);
      assert.deepEqual(elsewhere.filter((host) => host !== new URL(site.base).host), [], path);
    }
  assert.match((await client.get('/account/sessions')).headers.get('referrer-policy'), /strict-origin/);
  // Browsers say "null" for the origin of a page without referrer, and beside it where it came from.
  const open = paths.find((path) => path.startsWith('/sign-in/link/open'));
  const reader = site.client();
  const page = await reader.get(open);
  const { fields } = formsOf(page.text).find((f) => f.action === '/sign-in/link/open');
  const send = (headers) => reader.request('/sign-in/link/open', { method: 'POST', form: { ...fields, asked: 'yes' }, headers });
  assert.equal((await send({ origin: 'null', 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.match((await send({ origin: 'null', 'sec-fetch-site': 'same-origin' })).url, /\/$/);
  const tokens = paths.map((path) => path.match(/token=([^&]*)/)[1]);
  assert.match(site.log, /sign-in\/link\/open/, 'the log has the addresses');
  for (const token of tokens) assert.ok(!site.log.includes(token), 'and none of the tokens');
});

const ARTICLE = '/article/eels-without-passports';
const BACK = encodeURIComponent(`${ARTICLE}#write`);
const cameBack = (page) => assert.equal(page.url.slice(page.url.indexOf('/article/')), `${ARTICLE}#write`);
const linkTo = (page, path) => page.text.match(new RegExp(`href="(${path}\\?[^"]*)"`))?.[1].replaceAll('&amp;', '&');

test('who joins to write comes back to the article, by the mail too, in another browser too', async () => {
  const client = site.client();
  const invited = await client.get(COMMENT);
  assert.equal(linkTo(invited, '/sign-in'), `/sign-in?back=${BACK}`);
  const form = await client.get(linkTo(invited, '/register'));
  assert.equal(linkTo(form, '/sign-in'), `/sign-in?back=${BACK}`);
  const waits = await client.submit(form, '/register', { name: 'back_bea', email: 'back_bea@example.org', password: PASSWORD,
    consent_standards: 'yes', consent_privacy: 'yes', altcha: await proof(client) });
  assert.match(waits.url, new RegExp(`/confirm\\?back=${BACK}$`));
  assert.equal(linkTo(await client.get(COMMENT), '/confirm'), `/confirm?back=${BACK}`);
  const again = await client.submit(waits, '/confirm/again');
  assert.match(again.text, /Another mail is on its way/);
  const mails = await site.mails('back_bea@example.org', { kind: 'confirm', count: 2 });
  for (const mail of mails) assert.ok(!mail.text.includes('eels-without'), 'the mail holds the token alone');
  cameBack(await follow(client, mails[1]));
  const other = site.client();
  const second = site.client();
  await second.submit(await second.get(`/register?back=${BACK}`), '/register', { name: 'back_bo', email: 'back_bo@example.org', password: PASSWORD,
    consent_standards: 'yes', consent_privacy: 'yes', altcha: await proof(second) });
  const [mail] = await site.mails('back_bo@example.org', { kind: 'confirm' });
  const signs = await follow(other, mail, { asked: 'yes' });
  assert.match(signs.url, new RegExp(`/sign-in\\?done=confirmed&back=${BACK}$`));
  cameBack(await other.submit(signs, '/sign-in', { login: 'back_bo', password: PASSWORD }));
});

test('a link to sign in, and a new password, lead back to the article', async () => {
  await confirmed('back_ben');
  const client = site.client();
  const signs = await client.get(linkTo(await client.get(COMMENT), '/sign-in'));
  const sent = await client.submit(await client.get(linkTo(signs, '/sign-in/link')), '/sign-in/link', { login: 'back_ben' });
  assert.equal(linkTo(sent, '/sign-in/link'), `/sign-in/link?back=${BACK}`);
  const [mail] = await site.mails('back_ben@example.org', { kind: 'sign_in' });
  cameBack(await follow(client, mail));
  const forgot = site.client();
  await forgot.submit(await forgot.get(linkTo(signs, '/recover')), '/recover', { login: 'back_ben', altcha: await proof(forgot) });
  const [recover] = await site.mails('back_ben@example.org', { kind: 'recover' });
  const changed = await follow(forgot, recover, { password: NEXT_PASSWORD });
  assert.match(changed.url, new RegExp(`/sign-in\\?done=password&back=${BACK}$`));
  cameBack(await forgot.submit(changed, '/sign-in', { login: 'back_ben', password: NEXT_PASSWORD }));
  // The head of a page that is the same for everybody leads to the account, and back from the sign-in.
  const head = linkTo(await site.client().get(ARTICLE), '/account');
  assert.equal((await site.client().get(head)).url.replace(site.base, ''), `/sign-in?back=${encodeURIComponent(ARTICLE)}`);
  assert.match((await forgot.get(head)).url, /\/account\?/);
});

test('nobody is led to another site, whatever stands in the address or the form', async () => {
  await confirmed('astray_ann');
  const astray = ['//evil.example', '/\\evil.example', '/%2Fevil.example', '/%5cevil.example', '///evil.example', 'https://evil.example', '\t//evil.example',
    '/\t/evil.example', '/\n/evil.example', '/a\r\nLocation: https://evil.example', 'javascript:alert(1)', '\\\\evil.example', 'evil.example', '/\u0000/evil.example'];
  for (const back of astray) {
    for (const path of ['/sign-in', '/register', '/sign-in/link', '/recover']) {
      const page = await site.client().get(`${path}?back=${encodeURIComponent(back)}`);
      assert.doesNotMatch(page.text, /evil\.example|alert\(1\)/, `${path} ${JSON.stringify(back)}`);
      assert.ok(page.url.startsWith(site.base), page.url);
    }
    const client = site.client();
    const form = formsOf((await client.get('/sign-in')).text).find((f) => f.action === '/sign-in').fields;
    const cookie = [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const answer = await fetch(new URL('/sign-in', site.base), { method: 'POST', redirect: 'manual', headers: { cookie },
      body: new URLSearchParams({ ...form, login: 'astray_ann', password: PASSWORD, back }) });
    // A form with a zero byte is none.
    assert.equal(answer.status, back.includes('\u0000') ? 400 : 303, JSON.stringify(back));
    assert.equal(answer.headers.get('location'), back.includes('\u0000') ? null : '/', JSON.stringify(back));
  }
  // Nor by a link in a mail that was asked for with it.
  const client = site.client();
  await client.submit(await client.get('/sign-in/link'), '/sign-in/link', { login: 'astray_ann', back: '//evil.example/' });
  const [mail] = await site.mails('astray_ann@example.org', { kind: 'sign_in' });
  assert.equal((await follow(client, mail)).url, `${site.base}/`);
});

test('an operator confirms an address that no mail reaches', async () => {
  const client = site.client();
  await join(client, 'unreached_una');
  assert.match((await client.get(COMMENT)).text, /Confirm your e-mail address first/);
  site.cli(['user', 'confirm', 'unreached_una']);
  assert.doesNotMatch((await client.get(COMMENT)).text, /Confirm your e-mail address first/);
  site.cli(['user', 'confirm', 'unreached_una'], { status: 1 });
});

test('new standards are agreed to before writing on, where the site asks for that', async () => {
  const client = await confirmed('agreeing_agnes');
  await site.stop();
  const standards = readFileSync(join_path(root, 'standards/standards.en.md'), 'utf8');
  writeFileSync(join_path(site.folder, 'standards.md'), `${standards}\nOne sentence more.\n`);
  Object.assign(site.settings, { 'standards.file': 'standards.md', 'accounts.renew_consent': 'privacy, standards' });
  await site.serve();
  client.base = site.base;
  const composer = await client.get(COMMENT);
  assert.match(composer.text, /Our documents have changed/);
  assert.doesNotMatch(composer.text, /name="text"/);
  assert.match((await client.get('/account')).text, /href="\/account\/consent"/);
  assert.equal((await client.get('/account/sessions')).status, 200, 'everything else works');
  const page = await client.get(`/account/consent?back=${COMMENT}`);
  assert.equal((await client.submit(page, '/account/consent', { consent_standards: 'yes' })).status, 400);
  assert.equal((await client.submit(page, '/account/consent', { consent_standards: 'yes', consent_privacy: 'yes', standards_version: 'forged' })).status, 409);
  const agreed = await client.submit(page, '/account/consent', { consent_standards: 'yes', consent_privacy: 'yes' });
  assert.ok(agreed.url.endsWith(COMMENT));
  assert.match(agreed.text, /name="text"/);
});

test('a sign-in of ten minutes ago is asked for once more, and leads on', async () => {
  const client = await confirmed('late_lou');
  const token = client.cookies.get('session');
  // Ten minutes cannot be waited for here: the database is told that they are over.
  const sql = `UPDATE session SET fresh_ms = 0 WHERE account_id = (SELECT id FROM account WHERE name = 'late_lou')`;
  const run = site.database.startsWith('sqlite:')
    ? spawnSync('sqlite3', [site.database.slice(7), sql], { encoding: 'utf8' })
    : spawnSync('psql', [site.database, '-qc', sql], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  const asked = await client.get('/account/email');
  assert.match(asked.url, /\/account\/again\?back=%2Faccount%2Femail$/);
  assert.match(asked.text, /Send me a link by mail instead/);
  assert.equal((await client.submit(asked, '/account/again', { password: 'not the password at all' })).status, 400);
  const on = await client.submit(asked, '/account/again', { password: PASSWORD });
  assert.ok(on.url.endsWith('/account/email'));
  assert.notEqual(client.cookies.get('session'), token, 'under a new token');
  const thief = site.client();
  thief.cookies.set('session', token);
  assert.match((await thief.get('/account')).url, /sign-in/);
});

// --- invitations of staff ---
const ADMIN = '/admin/invitations';
const administrator = () => site.signedIn(ada);

async function invite(boss, email, role = 'moderator') {
  const page = await boss.get(ADMIN);
  const csrf = formsOf(page.text).find((f) => f.action === ADMIN).fields.csrf;
  return boss.request(ADMIN, { method: 'POST', form: { csrf, email, role } });
}

async function change(boss, email, word) {
  const page = await boss.get(ADMIN);
  const row = page.text.split('<tr>').find((part) => part.includes(email));
  const form = formsOf(row)[0];
  return boss.request(form.action, { method: 'POST', form: { csrf: form.fields.csrf, do: word } });
}

const accepts = (name) => ({ name, password: PASSWORD, consent_standards: 'yes', consent_privacy: 'yes' });

test('whoever is invited makes an account with the role, once, and the log says who invited', async () => {
  const boss = await administrator();
  assert.match((await invite(boss, 'new.mod@example.org')).text, /The invitation is on its way/);
  assert.equal((await invite(boss, 'new.mod@example.org')).status, 409, 'one is open at a time');
  const [mail] = await site.mails('new.mod@example.org', { kind: 'invitation' });
  const stranger = site.client();
  const page = await stranger.get(pathOf(mail.link));
  assert.match(page.text, /invites you to its staff\. Your role: moderator/);
  assert.equal((await stranger.submit(page, '/invitation', { ...accepts('new_mod'), consent_privacy: '' })).status, 400);
  assert.equal((await stranger.submit(page, '/invitation', { ...accepts('new_mod'), password: 'short' })).status, 400);
  const second = site.client(), again = await second.get(pathOf(mail.link));
  const both = await Promise.all([stranger.submit(page, '/invitation', accepts('new_mod')), second.submit(again, '/invitation', accepts('new_mode_two'))]);
  assert.deepEqual(both.map((answer) => answer.status).sort(), [200, 403], 'two at once make one account');
  const winner = both[0].status === 200 ? stranger : second;
  assert.match(new URL(both.find((answer) => answer.status === 200).url).pathname, /^\/account\/security/);
  assert.equal((await winner.get('/moderation')).status, 200);
  assert.equal((await winner.get(ADMIN)).status, 403);
  assert.equal((await site.client().get(pathOf(mail.link))).status, 403);
  const log = (await boss.get('/admin/log')).text;
  assert.match(log, /Invited somebody by mail/);
  assert.match(log, /Had invited this person, who has accepted/);
  assert.match(log, /Invited somebody by mail[^]*?href="\/admin\/invitations"><bdi>Invitations</);
  assert.doesNotMatch(log, /new\.mod@example\.org|A deleted account/);
});

test('an address that has an account gets the role after its owner signed in and said yes', async () => {
  const boss = await administrator(), user = site.addUser('role_rosalind');
  const answers = await Promise.all([await invite(boss, 'role_rosalind@example.org', 'author'), await invite(boss, 'nobody.here@example.org', 'author')]);
  assert.equal(answers[0].status, answers[1].status, 'the administrator learns nothing');
  const [mail] = await site.mails('role_rosalind@example.org', { kind: 'invitation' });
  const other = await site.signedIn(site.addUser('mistaken_mia'));
  for (const client of [site.client(), other]) {
    const page = await client.get(pathOf(mail.link));
    assert.match(page.text, /has an account here\. <a href="\/sign-in"/);
    const token = new URL(mail.link).searchParams.get('token');
    const csrf = formsOf((await client.get('/sign-in/link')).text).find((f) => f.fields.csrf).fields.csrf;
    const forced = await client.request('/invitation', { method: 'POST', form: { csrf, token } });
    assert.equal(forced.status, 403);
  }
  assert.match(site.cli(['user', 'list']), /role_rosalind\treader/);
  const owner = await site.signedIn(user);
  const elsewhere = await site.signedIn(user);
  assert.equal((await owner.submit(await owner.get(pathOf(mail.link)), '/invitation', {})).status, 200);
  assert.match(site.cli(['user', 'list']), /role_rosalind\tauthor/);
  assert.equal((await elsewhere.get('/account', { follow: false })).status, 303, 'other sessions have ended');
});

test('an invitation is withdrawn, or sent again with the older link good for nothing; the command line invites too', async () => {
  const boss = await administrator(), email = 'twice.told@example.org';
  site.cli(['user', 'invite', email], { status: 1 });
  site.cli(['user', 'invite', email, '--role', 'reader'], { status: 1 });
  site.cli(['user', 'invite', email, '--role', 'moderator']);
  const [first] = await site.mails(email, { kind: 'invitation' });
  assert.equal((await change(boss, email, 'again')).status, 200);
  const [, next] = await site.mails(email, { kind: 'invitation', count: 2 });
  assert.equal((await site.client().get(pathOf(first.link))).status, 403);
  const client = site.client(), page = await client.get(pathOf(next.link));
  assert.equal(page.status, 200);
  assert.match((await change(boss, email, 'withdraw')).text, /The invitation is withdrawn/);
  assert.equal((await client.submit(page, '/invitation', accepts('twice_told'))).status, 403);
  assert.doesNotMatch(site.cli(['user', 'list']), /twice_told/);
});
