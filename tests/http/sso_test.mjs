// Single sign-on: a publisher's signed tokens for its own subscribers.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { Site, formsOf, program } from '../support/site.mjs';
import { keyPair, signToken } from '../support/provider.mjs';
import { until } from '../support/wait.mjs';

const folder = mkdtempSync(join(tmpdir(), 'comity-sso-'));
const secret = 'forty characters that publisher and site share';
const keys = { EdDSA: keyPair('ed25519'), ES256: keyPair('p256') };

function section(name, algorithm, more = '') {
  const file = `${name}.key`;
  writeFileSync(join(folder, file), algorithm === 'HS256' ? `${secret}\n` : JSON.stringify(keys[algorithm].jwk));
  return `[${name}]\nkind = sso\ntitle = The ${name}\nissuer = https://${name}.example\nalgorithm = ${algorithm}\nkey_file = ${file}\n${more}\n`;
}

// A publisher whose keys are in PEM, each named where a name is given.
const pems = { one: keyPair('ed25519'), two: keyPair('ed25519') };
const pem = (key) => (key.publicKey ?? key).export({ type: 'spki', format: 'pem' });
function observer(named, algorithm = 'EdDSA') {
  writeFileSync(join(folder, 'observer.pem'), named.map(([kid, key]) => `${kid ? `kid: ${kid}\n` : ''}${typeof key === 'string' ? key : pem(key)}`).join(''));
  return `[observer]\nkind = sso\nissuer = https://observer.example\nalgorithm = ${algorithm}\nkey_file = observer.pem\n`;
}

let site;
before(async () => {
  writeFileSync(join(folder, 'providers.ini'), section('courier', 'ES256', 'email = confirmed\nsign_in = https://courier.example/comments/sign-in')
    + section('herald', 'EdDSA') + section('gazette', 'HS256') + observer([['one', pems.one]]));
  site = await Site.start({ settings: { 'providers.file': join(folder, 'providers.ini'), 'accounts.confirm_email': true, 'log.level': 'info' } });
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

function claims(publisher, more = {}) {
  const now = Math.floor(Date.now() / 1000);
  return { iss: `https://${publisher}.example`, aud: site.base, sub: 'subscriber 17', iat: now, exp: now + 120, jti: randomBytes(12).toString('hex'), ...more };
}
const courier = (more, header) => signToken('ES256', keys.ES256.privateKey, claims('courier', more), header);

// As a form of the publisher's page would be sent: from elsewhere, without the site's cookies that are kept for itself.
const bring = (client, publisher, token, more = {}) => client.request('/sso', {
  method: 'POST', form: { publisher, token, ...more },
  headers: { origin: `https://${publisher}.example`, 'sec-fetch-site': 'cross-site' },
});
const main = (page) => page.text.match(/<main[\s\S]*<\/main>/)?.[0] ?? page.text;
const whoIs = async (client) => JSON.parse((await client.get('/me', { headers: { accept: 'application/json' } })).text).name;
const joinAs = (client, page, name, values = {}) => client.submit(page, '/join/provider',
  { name, consent_standards: 'yes', consent_privacy: 'yes', ...values });

test('a subscriber joins with a name, and goes on with one press afterwards', async () => {
  const client = site.client();
  const welcome = await bring(client, 'courier', courier({ email: 'nils@example.net', email_verified: true, name: 'Nils' }), { back: '/standards' });
  assert.equal(new URL(welcome.url).pathname, '/join/provider', main(welcome));
  assert.equal(await whoIs(client), undefined, 'nobody is signed in by a token alone');
  const joined = await joinAs(client, welcome, 'nils_holm');
  assert.equal(new URL(joined.url).pathname, '/standards');
  assert.equal(await whoIs(client), 'nils_holm');

  const later = site.client();
  const known = await bring(later, 'courier', courier(), { back: '/privacy' });
  assert.match(main(known), /Go on as nils_holm/);
  const gone = await later.submit(known, '/join/provider');
  assert.equal(new URL(gone.url).pathname, '/privacy');
  assert.equal(await whoIs(later), 'nils_holm');
  assert.deepEqual(await site.mails('nils@example.net', { count: 0 }), [], 'the publisher tells its subscribers of sign-ins');
});

test('a token lets in once, also when it comes twice at once', async () => {
  const token = courier({ sub: 'once' });
  const answers = await Promise.all([1, 2, 3, 4].map(() => bring(site.client(), 'courier', token)));
  assert.equal(answers.filter((a) => a.status === 200).length, 1, answers.map((a) => a.status).join());
  assert.equal((await bring(site.client(), 'courier', token)).status, 403);
});

test('each algorithm is taken where its section says so, and nowhere else', async () => {
  const tokens = {
    courier: courier({ sub: 'a' }),
    herald: signToken('EdDSA', keys.EdDSA.privateKey, claims('herald')),
    gazette: signToken('HS256', secret, claims('gazette')),
  };
  for (const [publisher, token] of Object.entries(tokens)) {
    for (const other of Object.keys(tokens).filter((name) => name !== publisher))
      assert.equal((await bring(site.client(), other, token)).status, 400, `${publisher}'s token at ${other}`);
    assert.equal((await bring(site.client(), publisher, token)).status, 200, publisher);
  }
});

describe('refused', () => {
  const now = () => Math.floor(Date.now() / 1000);
  const cases = {
    'another audience': () => courier({ aud: 'https://elsewhere.example' }),
    'this site among others': () => courier({ aud: [site.base, 'https://elsewhere.example'] }),
    'no audience': () => courier({ aud: undefined }),
    'another issuer': () => courier({ iss: 'https://herald.example' }),
    'a life of six minutes': () => courier({ exp: now() + 360 }),
    'no end': () => courier({ exp: undefined }),
    'no beginning': () => courier({ iat: undefined }),
    'no jti': () => courier({ jti: undefined }),
    'a short jti': () => courier({ jti: '1' }),
    'no subject': () => courier({ sub: undefined }),
    'a subject that is a list': () => courier({ sub: ['admin_ada'] }),
    'no signature': () => signToken('none', null, claims('courier')),
    'an HMAC with the public key': () => signToken('HS256', JSON.stringify(keys.ES256.jwk), claims('courier')),
    'another key': () => signToken('ES256', keyPair('p256').privateKey, claims('courier')),
    'a key of its own': () => { const pair = keyPair('p256'); return signToken('ES256', pair.privateKey, claims('courier'), { jwk: pair.jwk }); },
    'a critical header': () => courier({}, { crit: ['b64'], b64: false }),
    'text': () => 'not a token',
    'nothing': () => '',
  };
  for (const [what, make] of Object.entries(cases)) {
    test(what, async () => {
      const client = site.client();
      assert.equal((await bring(client, 'courier', make())).status, 400);
      assert.equal(client.cookies.has('arrival'), false);
    });
  }
  for (const [what, more] of Object.entries({ 'a token of the last hour': () => ({ iat: now() - 3600, exp: now() - 3480 }), 'a token of tomorrow': () => ({ iat: now() + 86400, exp: now() + 86460 }) }))
    test(what, async () => assert.equal((await bring(site.client(), 'courier', courier(more()))).status, 403));

  test('a publisher that the site does not know, or none where there are several', async () => {
    assert.equal((await bring(site.client(), 'nobody', courier())).status, 404);
    assert.equal((await site.client().request('/sso', { method: 'POST', form: { token: courier() } })).status, 404);
  });

  test('a token in an address: there is no such page', async () => {
    assert.equal((await site.client().get(`/sso?token=${courier()}`)).status, 405);
  });
});

test('a token gives no role, and takes nobody\'s name or address', async () => {
  const admin = site.addUser('admin_ida', 'administrator');
  const client = site.client();
  const welcome = await bring(client, 'courier', courier({ sub: 'admin_ida', name: 'admin_ida', email: 'admin_ida@example.org', email_verified: true, role: 'administrator' }));
  assert.equal((await joinAs(client, welcome, 'admin_ida')).status, 409);
  const again = await client.get('/join/provider');
  await joinAs(client, again, 'plain_ida');
  assert.equal(await whoIs(client), 'plain_ida');
  assert.equal((await client.get('/admin')).status, 403);
  const [mail] = await site.mails('admin_ida@example.org');
  assert.equal(mail.kind, 'known');
  assert.ok(admin);
});

test('a form that another site sends cannot press the button for the reader', async () => {
  const client = site.client();
  const known = await bring(client, 'courier', courier({ sub: 'subscriber 17' }));
  const form = formsOf(known.text).find((f) => f.action === '/join/provider').fields;
  const forged = await client.request('/join/provider', { method: 'POST', form, headers: { origin: 'https://courier.example', 'sec-fetch-site': 'cross-site' } });
  assert.equal(await whoIs(client), undefined, String(forged.status));
  const bare = await client.request('/join/provider', { method: 'POST', form: { known: 'yes' } });
  assert.equal(await whoIs(client), undefined, String(bare.status));
});

test('where to go on stays on this site', async () => {
  for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
    const client = site.client();
    const known = await bring(client, 'courier', courier({ sub: 'subscriber 17' }), { back });
    const gone = await client.submit(known, '/join/provider', {}, { follow: false });
    assert.equal(gone.headers.get('location'), '/');
  }
});

test('the sign-in page leads to the publisher', async () => {
  const page = await site.client().get('/sign-in');
  assert.match(page.text, /href="https:\/\/courier\.example\/comments\/sign-in"/);
  assert.equal((await site.client().get('/sign-in/with/courier')).status, 404);
});

test('keys in PEM are changed without turning readers away', async () => {
  const bringSigned = async (kid) => (await bring(site.client(), 'observer',
    signToken('EdDSA', pems[kid].privateKey, claims('observer'), { kid }))).status;
  const reloaded = async () => {
    const before = await metric();
    site.process.kill('SIGHUP');
    await until(async () => await metric() > before, () => site.log.slice(-1000));
    assert.doesNotMatch(site.log, /_refused.*reload/);
  };
  const metric = async () => (site.log.match(/"settings_reloaded"/g) ?? []).length;
  assert.deepEqual([await bringSigned('one'), await bringSigned('two')], [200, 400]);
  observer([['one', pems.one], ['two', pems.two]]);
  await reloaded();
  assert.deepEqual([await bringSigned('one'), await bringSigned('two')], [200, 200]);
  observer([['two', pems.two]]);
  await reloaded();
  assert.deepEqual([await bringSigned('one'), await bringSigned('two')], [400, 200]);
});

test('a key file of another kind is refused by name', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }), p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const cases = [
    [[['', pems.one.privateKey.export({ type: 'pkcs8', format: 'pem' })]], 'EdDSA', /private one, which must never leave the publisher/],
    [[['', keys.ES256.privateKey.export({ type: 'sec1', format: 'pem' })]], 'ES256', /private one/],
    [[['', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']], 'ES256', /is a certificate: give the public key in it/],
    [[['', p384]], 'ES256', /another curve or form than ES256 takes: P-256/],
    [[['', rsa]], 'EdDSA', /is an RSA key: give that as a JSON Web Key/],
    [[['', generateKeyPairSync('ed448')]], 'EdDSA', /is an Ed448 key/],
    [[['', keys.ES256]], 'EdDSA', /holds no key for the algorithm/],
    [[['', pems.one]], 'HS256', /HS256 takes a shared secret/],
    [[['one', pems.one], ['', pems.two]], 'EdDSA', /each needs a name of its own.*key 2 has none/],
    [[['one', pems.one], ['two', pems.two], ['one', pems.two]], 'EdDSA', /Keys 1 and 3 of the PEM file have the same name, "one"/],
    [Array.from({ length: 65 }, (_, i) => [`key${i}`, pems.one]), 'EdDSA', /observer\], "key_file": Key 65 of the PEM file is one too many, 64 are read: take those away/],
    [[['one', pems.one], ['', '-----BEGIN PUBLIC KEY-----\nAAAA\n']], 'EdDSA', /Key 2 of the PEM file is not whole/],
  ];
  for (const [named, algorithm, said] of cases) {
    writeFileSync(join(folder, 'other.ini'), observer(named, algorithm));
    const run = spawnSync(program, ['settings', '--check', '--set', `providers.file=${join(folder, 'other.ini')}`], { encoding: 'utf8' });
    assert.equal(run.status, 1, String(said));
    assert.match(run.stderr, said);
  }
  const many = { keys: Array.from({ length: 66 }, (_, i) => ({ ...pems.one.publicKey.export({ format: 'jwk' }), kid: `key${i}` })) };
  writeFileSync(join(folder, 'other.ini'), observer([['', pems.one]]));
  writeFileSync(join(folder, 'observer.pem'), JSON.stringify(many));
  const run = spawnSync(program, ['settings', '--check', '--set', `providers.file=${join(folder, 'other.ini')}`], { encoding: 'utf8' });
  assert.match(run.stderr, /observer\], "key_file": The set holds 66 keys, and 64 are read: take those away/);
  writeFileSync(join(folder, 'other.ini'), observer([['', keys.ES256]], 'ES256'));
  assert.equal(spawnSync(program, ['settings', '--check', '--set', `providers.file=${join(folder, 'other.ini')}`]).status, 0);
});

test('no token stands in the log', () => {
  assert.match(site.log, /sso_refused/);
  assert.ok(!site.log.includes('eyJ'));
});
