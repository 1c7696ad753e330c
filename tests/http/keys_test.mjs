// Passkeys and the second step of staff, from outside: an authenticator in software against the running site.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { Authenticator, codeOf, nextCodeOf } from '../support/authenticator.mjs';
import { Client, decode, formsOf, Site, freePort } from '../support/site.mjs';

let site, origin, address;

before(async () => {
  const port = await freePort();
  origin = `http://localhost:${port}`;
  address = `http://127.0.0.1:${port}`;
  site = await Site.start({ settings: { 'http.port': port, 'http.base_url': origin } });
});
after(() => site.close());

const visitor = () => new Client(address);
const optionsOf = (page, what) => JSON.parse(decode(page.text.match(new RegExp(`data-passkey-${what}="([^"]*)"`))[1]));
const problemOf = (page) => decode(page.text.match(/role="alert">(?:<p>)?([^<]+)</)?.[1] ?? '');

async function signedIn(user) {
  const client = visitor();
  const page = await client.signIn(user);
  assert.equal(page.status, 200);
  return client;
}

async function addPasskey(client, key, { name = 'A key', changes } = {}) {
  const page = await client.get('/account/security/passkey');
  const answer = key.make(optionsOf(page, 'make'), changes);
  return client.submit(page, '/account/security/passkey', { ...answer, name });
}

async function useToSignIn(client, key, changes) {
  const page = await client.get('/sign-in');
  return client.submit(page, '/sign-in/passkey', key.use(optionsOf(page, 'ask'), changes));
}

async function withPasskey(name, role = 'reader', settings = {}) {
  const user = site.addUser(name, role);
  const client = await signedIn(user);
  const key = new Authenticator({ origin, ...settings });
  const page = await addPasskey(client, key);
  assert.match(page.text, /The passkey is added/);
  return { user, client, key };
}

const me = async (client) => JSON.parse((await client.get('/me', { headers: { accept: 'application/json' } })).text);

for (const [alg, name] of [[-7, 'ES256'], [-8, 'EdDSA'], [-257, 'RS256']]) {
  test(`a passkey of ${name} is added and signs in without a password`, async () => {
    const { user, key } = await withPasskey(`maker${-alg}`, 'reader', { alg });
    const client = visitor();
    const page = await useToSignIn(client, key);
    assert.equal(page.status, 200, problemOf(page));
    assert.equal((await me(client)).name, user.name);
    const [told] = await site.mails(`${user.name}@example.org`, { kind: 'signed_in' });
    assert.match(told.text, /With: a passkey/);
  });
}

test('a passkey that signs for itself is taken, one whose own signature is broken is not', async () => {
  const client = await signedIn(site.addUser('selfsigner'));
  const key = new Authenticator({ origin });
  assert.match((await addPasskey(client, key, { changes: { format: 'packed' } })).text, /is added/);
  const other = new Authenticator({ origin });
  other.signature = () => Authenticator.prototype.signature.call(other, Buffer.from('other'), Buffer.from('text'));
  const refused = await addPasskey(client, other, { changes: { format: 'packed' } });
  assert.equal(refused.status, 400);
  assert.match(problemOf(refused), /own signature does not hold/);
});

const wrongMaking = [
  ['made for another question', { client: { challenge: 'AAAA' } }, /not asked here/],
  ['made on another site', { client: { origin: 'https://evil.example' } }, /another address/],
  ['made inside another site', { client: { crossOrigin: true } }, /inside another site/],
  ['made under another site', { client: { topOrigin: 'https://evil.example' } }, /inside another site/],
  ['made as a signature', { client: { type: 'webauthn.get' } }, /another question/],
  ['made for another relying party', { rpId: 'evil.example' }, /belongs to another site/],
  ['in a form nobody here reads', { format: 'tpm' }, /not understood/],
];
for (const [what, changes, words] of wrongMaking) {
  test(`a passkey ${what} is refused with its reason`, async () => {
    const name = `w${what.replace(/[^a-z]/g, '').slice(0, 24)}`;
    const client = await signedIn(site.addUser(name));
    const page = await addPasskey(client, new Authenticator({ origin }), { changes });
    assert.ok(page.status >= 400 && page.status < 500, `${page.status}`);
    assert.match(problemOf(page), words);
    assert.doesNotMatch((await client.get('/account/security')).text, /A key/);
  });
}

test('nobody signs in with a passkey that answers wrongly', async () => {
  const { key } = await withPasskey('careful');
  const wrong = [
    [{ client: { origin: 'https://evil.example' } }, /another address/],
    [{ client: { type: 'webauthn.create' } }, /another question/],
    [{ client: { challenge: 'AAAA' } }, /not asked here/],
    [{ client: { crossOrigin: true } }, /inside another site/],
    [{ rpId: 'evil.example' }, /belongs to another site/],
    [{ user: Buffer.alloc(32).toString('base64url') }, /not known here/],
    [{ user: '' }, /not known here/],
    [{ dataChanges: { flags: 8 } }, /malformed/],
    [{ dataChanges: { flags: 0x10 } }, /malformed/],
  ];
  for (const [changes, words] of wrong) {
    const client = visitor();
    const page = await useToSignIn(client, key, changes);
    assert.ok(page.status >= 400 && page.status < 500, `${page.status} for ${JSON.stringify(changes)}`);
    assert.match(problemOf(page), words);
    assert.equal((await me(client)).signed_in, false);
  }
});

test('an unknown passkey and a broken signature are answered alike', async () => {
  const { key } = await withPasskey('alike');
  const stranger = new Authenticator({ origin });
  stranger.make({ rp: { id: 'localhost' }, user: { id: key.user }, challenge: 'AAAA' });
  const unknown = await useToSignIn(visitor(), stranger);
  const broken = new Authenticator({ origin });
  broken.make({ rp: { id: 'localhost' }, user: { id: key.user }, challenge: 'AAAA' });
  broken.id = key.id;
  const forged = await useToSignIn(visitor(), broken);
  assert.equal(unknown.status, forged.status);
  assert.equal(problemOf(unknown), problemOf(forged));
});

test('a passkey that did not ask who is there does not sign in alone', async () => {
  const { key } = await withPasskey('nopin', 'reader', { verifies: false });
  const page = await useToSignIn(visitor(), key);
  assert.equal(page.status, 400);
  assert.match(problemOf(page), /did not ask who you are/);
});

test('an answer is good once, in the browser that was asked', async () => {
  const { key } = await withPasskey('replayed');
  const client = visitor();
  const page = await client.get('/sign-in');
  const answer = key.use(optionsOf(page, 'ask'));
  const elsewhere = visitor();
  const stolen = await elsewhere.submit(await elsewhere.get('/sign-in'), '/sign-in/passkey', answer);
  assert.match(problemOf(stolen), /not asked here/);
  assert.equal((await client.submit(page, '/sign-in/passkey', answer)).status, 200);
  const thief = visitor();
  thief.cookies = new Map([...client.cookies].filter(([name]) => name === 'visitor'));
  const again = await thief.submit(await thief.get('/sign-in'), '/sign-in/passkey', answer);
  assert.ok(again.status >= 400);
  assert.equal((await me(thief)).signed_in, false);
});

test('two uses of one answer at the same moment make one session', async () => {
  const { key } = await withPasskey('parallel', 'reader', { counts: false });
  const client = visitor();
  const page = await client.get('/sign-in');
  const answer = key.use(optionsOf(page, 'ask'));
  const twins = [0, 1, 2, 3].map(() => {
    const twin = visitor();
    twin.cookies = new Map(client.cookies);
    return twin.submit(page, '/sign-in/passkey', answer, { follow: false });
  });
  const statuses = (await Promise.all(twins)).map((p) => p.status).sort();
  assert.equal(statuses.filter((s) => s === 303).length, 1, `${statuses}`);
});

test('a counter that runs back shows a copy, and is refused', async () => {
  const { key } = await withPasskey('copied');
  assert.equal((await useToSignIn(visitor(), key)).status, 200);
  const page = await useToSignIn(visitor(), key, { dataChanges: { count: 1 } });
  assert.equal(page.status, 403);
  assert.match(problemOf(page), /as a copy of it would be/);
  const still = await useToSignIn(visitor(), key, { dataChanges: { count: key.count } });
  assert.equal(still.status, 403);
});

test('one passkey belongs to one account', async () => {
  const { key } = await withPasskey('firstowner');
  const other = await signedIn(site.addUser('secondowner'));
  const form = await other.get('/account/security/passkey');
  const copy = new Authenticator({ origin });
  const made = copy.make(optionsOf(form, 'make'));
  // The same credential id under another key.
  const bytes = Buffer.from(made.attestation, 'base64url');
  bytes.set(key.id, bytes.indexOf(copy.id));
  const refused = await other.submit(form, '/account/security/passkey',
    { ...made, attestation: bytes.toString('base64url'), name: 'stolen' });
  assert.equal(refused.status, 409);
  assert.equal((await useToSignIn(visitor(), key)).status, 200);
});

test('a passkey is renamed and removed, and then signs in no more', async () => {
  const { client, key } = await withPasskey('tidy');
  const room = await client.get('/account/security');
  const path = room.text.match(/\/account\/security\/passkey\/\d+/)[0];
  let page = await client.get(path);
  page = await client.submit(page, path, { name: 'My <telephone>', do: 'rename' });
  assert.match(page.text, /My &lt;telephone&gt;/);
  page = await client.get(path);
  const forms = formsOf(page.text).filter((f) => f.action === path);
  page = await client.request(path, { method: 'POST', form: { ...forms[1].fields, do: 'remove' } });
  assert.match(page.text, /The passkey is removed/);
  assert.match(problemOf(await useToSignIn(visitor(), key)), /not known here/);
});

test('nobody touches a passkey of somebody else', async () => {
  const { client } = await withPasskey('mine');
  const path = (await client.get('/account/security')).text.match(/\/account\/security\/passkey\/\d+/)[0];
  const other = await signedIn(site.addUser('theirs'));
  assert.equal((await other.get(path)).status, 404);
  const csrf = formsOf((await other.get('/account/security/passkey')).text).find((f) => f.fields.csrf).fields.csrf;
  const page = await other.request(path, { method: 'POST', form: { csrf, do: 'remove' } });
  assert.equal(page.status, 404);
  assert.match((await client.get('/account/security')).text, /A key/);
});

test('the relying party comes from the settings, not from what a request calls the host', async () => {
  const { port } = new URL(address);
  const text = await new Promise((done, fail) => {
    http.get({ port, host: '127.0.0.1', path: '/sign-in', headers: { host: 'evil.example' } }, (answer) => {
      let body = '';
      answer.on('data', (d) => { body += d; });
      answer.on('end', () => done(body));
    }).on('error', fail);
  });
  const options = optionsOf({ text }, 'ask');
  assert.equal(options.rpId, 'localhost');
  assert.equal(options.userVerification, 'required');
  assert.equal(options.allowCredentials, undefined);
});

// --- the second step ---

async function withCodes(name, role = 'moderator') {
  const user = site.addUser(name, role);
  const client = await signedIn(user);
  let page = await client.get('/account/security/codes');
  const secret = page.text.match(/<code class="secret"[^>]*>([^<]+)</)[1];
  page = await client.submit(page, '/account/security/codes', { code: codeOf(secret), do: 'on' });
  assert.match(page.text, /Codes are on/, problemOf(page));
  const recovery = [...page.text.matchAll(/<li><code[^>]*>([a-z2-7-]+)</g)].map((m) => m[1]);
  assert.equal(recovery.length, 10);
  return { user, client, secret, recovery };
}

test('a moderator with codes has no staff rights before the second step, and all of them after it', async () => {
  const { user, client: old, secret } = await withCodes('stepper');
  assert.equal((await old.get('/moderation')).status, 200, 'the session that set it up goes on');
  const client = visitor();
  let page = await client.signIn(user);
  assert.match(page.url, /\/sign-in\/second/);
  assert.equal((await me(client)).role, 'reader');
  assert.equal((await me(client)).moderates, false);
  page = await client.get('/moderation');
  assert.match(page.url, /\/sign-in\/second\?back=/);
  const before = client.cookies.get('session');
  page = await client.submit(page, '/sign-in/second', { code: nextCodeOf(secret) });
  assert.match(page.url, /\/moderation$/, problemOf(page));
  assert.notEqual(client.cookies.get('session'), before);
  assert.equal((await me(client)).role, 'moderator');
  const stale = visitor();
  stale.cookies.set('session', before);
  assert.equal((await me(stale)).signed_in, false);
});

test('no form of staff is taken from a session that owes its second step', async () => {
  const { user } = await withCodes('halfway');
  const client = visitor();
  await client.signIn(user);
  const csrf = formsOf((await client.get('/account/password')).text).find((f) => f.fields.csrf).fields.csrf;
  for (const path of ['/moderation/comment/1', '/moderation/verify', '/moderation/brake/spam']) {
    const page = await client.request(path, { method: 'POST', form: { csrf, do: 'approve' }, follow: false });
    assert.equal(page.status, 303);
    assert.match(page.headers.get('location'), /\/sign-in\/second/);
  }
});

test('a code is good once, also twice at the same moment', async () => {
  const { user, secret } = await withCodes('onceonly');
  const clients = await Promise.all([0, 1, 2].map(async () => {
    const client = visitor();
    return { client, page: await client.signIn(user) };
  }));
  const code = nextCodeOf(secret);
  const answers = await Promise.all(clients.map(({ client, page }) =>
    client.submit(page, '/sign-in/second', { code }, { follow: false })));
  const statuses = answers.map((a) => a.status).sort();
  assert.deepEqual(statuses, [303, 400, 400]);
});

// What a clock that ran ahead, and was set right, leaves behind: a last code of a time that is not yet.
test('after the server\'s clock was set back a code is refused once, and the next one lets in', async () => {
  const { user, secret } = await withCodes('setback');
  const change = `UPDATE totp SET last_step = last_step + 120 WHERE account_id = (SELECT id FROM account WHERE name = '${user.name}')`;
  const run = site.database.startsWith('sqlite:')
    ? spawnSync('sqlite3', ['-cmd', '.timeout 10000', site.database.slice(7), change], { encoding: 'utf8' })
    : spawnSync('psql', [site.database, '-Xqc', change], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  const client = visitor();
  let page = await client.signIn(user);
  const code = codeOf(secret);
  page = await client.submit(page, '/sign-in/second', { code });
  assert.equal(page.status, 400);
  assert.equal((await me(client)).role, 'reader');
  page = await client.submit(page, '/sign-in/second', { code });
  assert.equal(page.status, 400, 'the refused one is the last one now');
  await client.submit(page, '/sign-in/second', { code: nextCodeOf(secret) });
  assert.equal((await me(client)).role, 'moderator');
});

test('a recovery code gets in once, and administrators read of sign-ins and second steps in the log', async () => {
  const { user, recovery } = await withCodes('lostphone');
  const client = new Client(address, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' });
  let page = await client.signIn(user);
  page = await client.submit(page, '/sign-in/second', { code: recovery[3].toUpperCase().replaceAll('-', ' ') });
  assert.equal((await me(client)).role, 'moderator');
  const again = visitor();
  page = await again.signIn(user);
  page = await again.submit(page, '/sign-in/second', { code: recovery[3] });
  assert.equal(page.status, 400);
  assert.match((await client.get('/account/security')).text, /9 of them are left/);

  const reader = await signedIn(site.addUser('noonesstaff'));
  const boss = await signedIn(site.addUser('logboss', 'administrator'));
  const log = (await boss.get('/admin/log')).text;
  const rows = [...log.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) => row.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));
  const of = (name) => rows.filter((row) => row.includes(name) && !row.includes('command line'));
  assert.match(of('logboss')[0], /Signed in logboss the password/);
  const [failed, , done, entered] = of('lostphone');
  assert.match(failed, /Failed the second step lostphone a recovery code $/);
  assert.match(done, /Did the second step lostphone a recovery code, Firefox on Linux $/);
  assert.match(entered, /Signed in lostphone the password, Firefox on Linux $/);
  assert.deepEqual(of('noonesstaff'), [], 'readers’ sign-ins are in no log');
  assert.equal((await me(reader)).role, 'reader');
});

test('codes cannot be guessed: after ten the address waits, and the owner elsewhere does not', async () => {
  const { user, client: owner, secret } = await withCodes('guessed');
  const client = visitor();
  let page = await client.signIn(user);
  for (let i = 0; i < 10; i++) page = await client.submit(page, '/sign-in/second', { code: '000000' });
  assert.equal(page.status, 400);
  page = await client.submit(page, '/sign-in/second', { code: nextCodeOf(secret) });
  assert.equal(page.status, 429);
  assert.ok(Number(page.headers.get('retry-after')) > 0);
  assert.equal((await owner.get('/moderation')).status, 200);
});

test('from a session that owes its second step no factor is added, changed or removed', async () => {
  const { user } = await withCodes('intruded');
  const thief = visitor();
  await thief.signIn(user);
  const room = await thief.get('/account/security');
  assert.doesNotMatch(room.text, /Add a passkey/);
  assert.match(room.text, /second step is still to be done/);
  const key = new Authenticator({ origin });
  assert.equal((await addPasskey(thief, key)).status, 403);
  let page = await thief.get('/account/security/codes');
  const forms = formsOf(page.text).filter((f) => f.action === '/account/security/codes');
  page = await thief.request('/account/security/codes', { method: 'POST', form: { ...forms.at(-1).fields, do: 'off' } });
  assert.equal(page.status, 403);
  page = await thief.submit(await thief.get('/account/security/recovery'), '/account/security/recovery');
  assert.equal(page.status, 403);
});

test('a passkey signs a moderator in at once, and is a second step after the password', async () => {
  const { user, key } = await withPasskey('keystaff', 'moderator');
  const direct = visitor();
  await useToSignIn(direct, key);
  assert.equal((await me(direct)).role, 'moderator');
  const client = visitor();
  const page = await client.signIn(user);
  assert.match(page.url, /\/sign-in\/second/);
  const options = optionsOf(page, 'ask');
  assert.equal(options.allowCredentials.length, 1);
  await client.submit(page, '/sign-in/second/passkey', key.use(options));
  assert.equal((await me(client)).role, 'moderator');
});

test('somebody else\'s passkey is no second step', async () => {
  const { key } = await withPasskey('stepthief');
  const victim = await withPasskey('stepvictim', 'moderator');
  const second = visitor();
  const page = await second.signIn(victim.user);
  const answer = await second.submit(page, '/sign-in/second/passkey', key.use(optionsOf(page, 'ask')));
  assert.equal(answer.status, 401);
  assert.equal((await me(second)).role, 'reader');
});

test('readers are offered passkeys, and no codes', async () => {
  const client = await signedIn(site.addUser('plainreader'));
  const page = await client.get('/account/security');
  assert.match(page.text, /Add a passkey/);
  assert.doesNotMatch(page.text, /authenticator app/);
  assert.equal((await client.get('/account/security/codes')).status, 403);
});

test('secrets stand sealed in the database, under a key in a file that is the owner\'s alone', async () => {
  const file = join(site.folder, 'var/comity.key');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, 'utf8'), /^[0-9a-f]{64}\n$/);
});

test('where a second step is required, staff without one have a reader\'s rights and are led to set one up', async () => {
  const strict = await Site.start({ settings: { 'accounts.staff_second_factor': 'required' } });
  try {
    const client = strict.client();
    let page = await client.signIn(strict.addUser('newmod', 'moderator'));
    assert.match(page.text, /Set up a second step/);
    assert.equal(JSON.parse((await client.get('/me')).text).role, 'reader');
    page = await client.get('/account/security/codes');
    const secret = page.text.match(/<code class="secret"[^>]*>([^<]+)</)[1];
    await client.submit(page, '/account/security/codes', { code: codeOf(secret), do: 'on' });
    assert.equal((await client.get('/moderation')).status, 200);
  } finally {
    await strict.close();
  }
});

test('at an IP address no passkeys are offered, and the page says why', async () => {
  const bare = await Site.start();
  try {
    const client = bare.client();
    assert.doesNotMatch((await client.get('/sign-in')).text, /data-passkey-ask/);
    await client.signIn(bare.addUser('ipreader'));
    assert.match((await client.get('/account/security')).text, /address with a name and https/);
  } finally {
    await bare.close();
  }
});

test('an administrator sees and ends another\'s sessions, and takes lost second steps off with a reason; the log keeps both', async () => {
  const { user, client: lost } = await withCodes('hasnothing');
  const boss = await signedIn(site.addUser('keyboss', 'administrator'));
  const list = await boss.get('/admin/users?find=hasnothing');
  const path = list.text.match(/\/admin\/users\/\d+\/security/)[0];
  let page = await boss.get(path);
  assert.match(page.text, /Codes of an app are on/);
  const form = formsOf(page.text).find((f) => /name="end"/.test(f.inside));
  const end = form.inside.match(/name="end" value="([^"]+)"/)[1];
  page = await boss.request(path, { method: 'POST', form: { csrf: form.fields.csrf, end } });
  assert.match(page.text, /Signed out/);
  assert.equal((await me(lost)).signed_in, false);
  const reset = formsOf(page.text).find((f) => /name="reset"/.test(f.inside));
  page = await boss.request(path, { method: 'POST', form: { ...reset.fields, reset: '1', reason: ' ' } });
  assert.equal(page.status, 400);
  page = await boss.request(path, { method: 'POST', form: { ...reset.fields, reset: '1', reason: 'seen at the office' } });
  assert.match(page.text, /taken off/);
  const back = await signedIn(user);
  assert.equal((await me(back)).role, 'moderator');
  const log = await boss.get('/admin/log');
  assert.match(log.text, /Took passkeys and codes off the account/);
  assert.match(log.text, /seen at the office/);
  assert.match(log.text, /Signed the account out/);
});

test('on the machine itself an operator sees where an account is signed in, and ends one session or all', async () => {
  const user = site.addUser('seenthere');
  const sessions = () => site.cli(['user', 'sessions', user.name]).trim().split('\n').filter(Boolean).map((line) => line.split('\t'));
  assert.deepEqual(sessions(), []);
  const [one, two] = [new Client(address, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }), visitor()];
  await two.signIn(user);
  let found;
  do { // one in 4096 handles looks like an option
    await one.signIn(user);
    found = sessions().find((row) => row[3] === 'Firefox on Linux');
  } while (found[0].startsWith('--'));
  assert.match(found[1], /^\d{4}-\d\d-\d\d .* UTC$/);
  site.cli(['user', 'sign-out', user.name, 'nosuchsession'], { status: 1 });
  site.cli(['user', 'sign-out', user.name, found[0]]);
  assert.equal((await me(one)).signed_in, false);
  assert.equal((await me(two)).signed_in, true);
  site.cli(['user', 'sign-out', user.name]);
  assert.equal((await me(two)).signed_in, false);
  assert.deepEqual(sessions(), []);
});

test('only administrators reset, and nobody their own', async () => {
  const { user } = await withCodes('resetme');
  const boss = await signedIn(site.addUser('otherboss', 'administrator'));
  const own = (await boss.get('/admin/users?find=otherboss')).text.match(/\/admin\/users\/\d+\/security/)[0];
  const theirs = (await boss.get('/admin/users?find=resetme')).text.match(/\/admin\/users\/\d+\/security/)[0];
  const csrf = formsOf((await boss.get(theirs)).text).find((f) => f.fields.csrf).fields.csrf;
  assert.equal((await boss.request(own, { method: 'POST', form: { csrf, reset: '1', reason: 'me' } })).status, 403);
  const moderator = await signedIn(site.addUser('nosyboss', 'moderator'));
  assert.equal((await moderator.get(theirs)).status, 403);
  site.cli(['user', 'reset-factors', user.name]);
  assert.equal((await me(await signedIn(user))).role, 'moderator');
});

test('the owner is told by mail of every change to passkeys and codes', async () => {
  const { client } = await withCodes('toldowner');
  await addPasskey(client, new Authenticator({ origin }), { name: 'My <key>' });
  const mails = await site.mails('toldowner@example.org', { count: 2 });
  const subjects = mails.map((m) => m.subject);
  assert.ok(subjects.includes('Codes of an app are on'), `${subjects}`);
  const added = mails.find((m) => m.subject === 'A passkey was added');
  assert.match(added.text, /My <key>/);
  assert.ok(added.text.includes(`${origin}/account/security`));
});

test('on two nodes an answer and a code are good once', { skip: process.env.COMITY_TEST_ENGINE !== 'postgres' }, async () => {
  const { user, secret } = await withCodes('twonodes');
  const { key } = await withPasskey('twonodeskey', 'reader', { counts: false });
  const port = await freePort();
  const other = await Site.start({
    database: site.database, folder: site.folder,
    settings: { 'http.port': port, 'http.base_url': origin, 'database.node': 1 },
  });
  const second = `http://127.0.0.1:${port}`;
  try {
    const client = visitor();
    const page = await client.get('/sign-in');
    const form = { ...formsOf(page.text).find((f) => f.action === '/sign-in/passkey').fields, ...key.use(optionsOf(page, 'ask')) };
    const answers = await Promise.all([address, second, address, second].map((base) => {
      const twin = new Client(base);
      twin.cookies = new Map(client.cookies);
      return twin.request('/sign-in/passkey', { method: 'POST', form, follow: false });
    }));
    assert.equal(answers.filter((a) => a.status === 303).length, 1, `${answers.map((a) => a.status)}`);
    const steps = await Promise.all([address, second].map(async (base) => {
      const half = new Client(base);
      return { half, step: await half.signIn(user) };
    }));
    const code = nextCodeOf(secret);
    const taken = await Promise.all(steps.map(({ half, step }) => half.submit(step, '/sign-in/second', { code }, { follow: false })));
    assert.deepEqual(taken.map((a) => a.status).sort(), [303, 400]);
  } finally {
    await other.stop();
  }
});
