// Signing in through others: a real OpenID Connect provider, one that cheats, networks that speak OAuth 2 alone.
import { after, before, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site, decode, formsOf } from '../support/site.mjs';
import { readerId, sanction } from '../support/sanctions.mjs';
import { FakeProvider, RealProvider, keyPair, signToken } from '../support/provider.mjs';
import { until } from '../support/wait.mjs';

const folder = mkdtempSync(join(tmpdir(), 'comity-providers-'));
after(() => rmSync(folder, { recursive: true }));

function providersFile(text) {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.ini`);
  writeFileSync(path, text);
  return path;
}

const startSite = (text, settings = {}) => Site.start({ settings: { 'providers.file': providersFile(text), 'providers.private_addresses': true, ...settings } });

// Presses the button of a provider on the sign-in page; the address the browser is sent to.
async function begin(client, name, back = '') {
  const page = await client.get(`/sign-in${back && `?back=${back}`}`);
  const sent = await client.submit(page, `/sign-in/with/${name}`);
  assert.equal(sent.status, 200, sent.text);
  const refresh = sent.headers.get('refresh').match(/^0;url=(.*)$/)[1];
  assert.equal(refresh, decode(sent.text.match(/<a class="button" href="([^"]*)" id="onward"/)[1]));
  return refresh;
}

const main = (page) => page.text.match(/<main[\s\S]*<\/main>/)?.[0] ?? page.text;

async function joinAs(client, page, name, values = {}) {
  return client.submit(page, '/join/provider', { name, consent_standards: 'yes', consent_privacy: 'yes', consent_age: '13', ...values });
}

const whoIs = async (client) => JSON.parse((await client.get('/me', { headers: { accept: 'application/json' } })).text).name;

describe('with a real provider', () => {
  let provider, site;
  before(async () => {
    provider = await RealProvider.start();
    site = await startSite(provider.section('real', 'email = confirmed'), { 'accounts.confirm_email': true, 'accounts.minimum_age': 13 });
    await provider.serve([`${site.base}/sign-in/return/real`]);
  });
  beforeEach(() => { provider.prompts = []; provider.refuses = false; });
  after(async () => {
    await site.close();
    await provider.close();
  });

  test('a newcomer picks a name and consents, and is known the next time', async () => {
    provider.person = { sub: 'anna-1', email: 'anna@example.net', email_verified: true, name: 'Anna' };
    const client = site.client();
    const welcome = await client.get(await begin(client, 'real', '/standards'));
    assert.equal(new URL(welcome.url).pathname, '/join/provider');
    const form = formsOf(welcome.text).find((f) => f.action === '/join/provider');
    assert.equal(form.fields.email, 'anna@example.net');
    assert.equal(form.fields.name, 'Anna');
    assert.equal((await client.submit(welcome, '/join/provider', { name: 'anna_bell' })).status, 400, 'no consent, no account');
    const young = await joinAs(client, welcome, 'anna_bell', { consent_age: '' });
    assert.equal(young.status, 400);
    assert.match(main(young), /To join, say that you have reached the age/);
    const joined = await joinAs(client, welcome, 'anna_bell');
    assert.equal(new URL(joined.url).pathname, '/standards', main(joined));
    assert.equal(await whoIs(client), 'anna_bell');
    // Confirmed by the provider's word, so nothing waits.
    assert.equal((await site.mails('anna@example.net', { count: 0 })).length, 0);

    const elsewhere = site.client();
    const again = await elsewhere.get(await begin(elsewhere, 'real', '/account'));
    assert.equal(new URL(again.url).pathname, '/account');
    assert.equal(await whoIs(elsewhere), 'anna_bell');
  });

  test('an address that the provider did not verify is confirmed by mail', async () => {
    provider.person = { sub: 'ben-1', email: 'ben@example.net', email_verified: false, name: 'Ben' };
    const client = site.client();
    await joinAs(client, await client.get(await begin(client, 'real')), 'ben_hill');
    const [mail] = await site.mails('ben@example.net');
    assert.equal(mail.kind, 'confirm');
  });

  test('an address changed while joining is confirmed by mail', async () => {
    provider.person = { sub: 'cleo-1', email: 'cleo@example.net', email_verified: true, name: 'Cleo' };
    const client = site.client();
    await joinAs(client, await client.get(await begin(client, 'real')), 'cleo_moss', { email: 'other@example.net' });
    const [mail] = await site.mails('other@example.net');
    assert.equal(mail.kind, 'confirm');
  });

  test('an equal address never connects, and only its owner learns of it', async () => {
    const owner = site.addUser('dora');
    provider.person = { sub: 'dora-at-real', email: 'dora@example.org', email_verified: true, name: 'Dora' };
    const client = site.client();
    const welcome = await client.get(await begin(client, 'real'));
    const fresh = site.client();
    provider.person = { sub: 'eli-at-real', email: 'eli@example.org', email_verified: true, name: 'Dora' };
    const control = await fresh.get(await begin(fresh, 'real'));
    const plain = (page) => main(page).replaceAll(/(dora|eli)@example.org/g, 'X').replaceAll(/name="csrf" value="[^"]*"/g, '');
    assert.equal(plain(welcome), plain(control), 'the page is the same whether the address is known or not');
    const joined = await joinAs(client, welcome, 'dora_two');
    assert.equal(joined.status, 200);
    assert.equal(await whoIs(client), 'dora_two', 'a new account, not the old one');
    const [mail] = await site.mails('dora@example.org');
    assert.equal(mail.kind, 'known');
    const old = site.client();
    await old.signIn(owner);
    assert.equal(await whoIs(old), 'dora');
  });

  test('whoever says no at the provider is told so, and nothing is kept', async () => {
    provider.person = { sub: 'finn' };
    provider.refuses = true;
    const client = site.client();
    const page = await client.get(await begin(client, 'real'));
    assert.equal(page.status, 403);
    assert.match(main(page), /The Real One did not sign you in/);
    assert.equal(client.cookies.has('arrival'), false);
  });

  test('an account is connected, used and disconnected by its owner alone', async () => {
    const gita = site.addUser('gita');
    provider.person = { sub: 'gita-at-real', email: 'gita@elsewhere.example', email_verified: true };
    const client = site.client();
    await client.signIn(gita);
    const room = await client.get('/account/identities');
    assert.match(main(room), /Nothing is connected/);
    const sent = await client.submit(room, '/account/identities', { connect: 'real' });
    const back = await client.get(sent.headers.get('refresh').slice('0;url='.length));
    assert.match(main(back), /It is connected/);
    assert.match(main(back), /gita@elsewhere.example/);
    const [told] = await site.mails('gita@example.org');
    assert.equal(told.kind, 'identity_connected');
    assert.match(told.text, /The Real One/);

    const elsewhere = site.client();
    await elsewhere.get(await begin(elsewhere, 'real'));
    assert.equal(await whoIs(elsewhere), 'gita');
    const [entered] = await site.mails('gita@example.org', { kind: 'signed_in' });
    assert.match(entered.text, /Through: The Real One/);
    assert.doesNotMatch(entered.text, /With:/);

    const hugo = site.addUser('hugo');
    const other = site.client();
    await other.signIn(hugo);
    const second = await other.submit(await other.get('/account/identities'), '/account/identities', { connect: 'real' });
    const conflict = await other.get(second.headers.get('refresh').slice('0;url='.length));
    assert.equal(conflict.status, 409);
    assert.match(main(conflict), /connected with another account/);

    const handle = main(back).match(/name="disconnect" value="(\d+)"/)[1];
    const stolen = await other.submit(await other.get('/account/identities'), '/account/identities', { disconnect: handle });
    assert.equal(stolen.status, 404);
    const gone = await client.submit(await client.get('/account/identities'), '/account/identities', { disconnect: handle });
    assert.match(main(gone), /It is disconnected/);
    assert.equal(await whoIs(elsewhere), undefined, 'other sessions end');
    await site.mails('gita@example.org', { kind: 'identity_disconnected' });
  });

  test('the only way to sign in cannot be taken off', async () => {
    const lone = await startSite(provider.section('real'), { 'mail.url': '' });
    await provider.serve([`${lone.base}/sign-in/return/real`, `${site.base}/sign-in/return/real`]);
    provider.person = { sub: 'ivo-1', email: 'ivo@example.net', email_verified: true };
    const client = lone.client();
    await joinAs(client, await client.get(await begin(client, 'real')), 'ivo_lake', { email: 'ivo@example.net' });
    const room = await client.get('/account/identities');
    const page = await client.submit(room, '/account/identities', { disconnect: main(room).match(/name="disconnect" value="(\d+)"/)[1] });
    assert.equal(page.status, 409);
    assert.match(main(page), /only way you can sign in/);
    await lone.close();
  });

  test('a blocked account comes in by its provider and may write no more than by a password', async () => {
    provider.person = { sub: 'jana-1', email: 'jana@example.net', email_verified: true };
    const client = site.client();
    await joinAs(client, await client.get(await begin(client, 'real')), 'jana_reed');
    const admin = site.client();
    await admin.signIn(site.addUser('admin_abe', 'administrator'));
    await sanction(admin, await readerId(admin, 'jana_reed'), 'block');
    assert.equal(await whoIs(client), undefined, 'the session has ended');
    await client.get(await begin(client, 'real'));
    assert.equal(await whoIs(client), 'jana_reed');
    assert.match(main(await client.get('/account/standing')), /blocked/);
    const article = '/article/eels-without-passports';
    const compose = await client.get(`${article}/comment`);
    if (formsOf(compose.text).some((f) => f.action === `${article}/comment`))
      await client.submit(compose, `${article}/comment`, { text: 'Written by way of the provider.' });
    assert.doesNotMatch((await site.client().get(article)).text, /by way of the provider/);
    const refused = await client.submit(await client.get('/account/identities'), '/account/identities', { connect: 'real' });
    assert.equal(refused.status, 403);
  });

  test('asked once more who one is, the provider asks too', async () => {
    provider.person = { sub: 'kai-1', email: 'kai@example.net', email_verified: true };
    const client = site.client();
    await joinAs(client, await client.get(await begin(client, 'real')), 'kai_stone');
    const ask = await client.get('/account/again?back=/account/identities');
    const start = decode(ask.text.match(/href="(\/sign-in\/with\/real[^"]*)"/)[1]);
    provider.prompts = [];
    const before = client.cookies.get('session');
    const page = await client.get(start);
    const sent = await client.submit(page, '/sign-in/with/real');
    const back = await client.get(sent.headers.get('refresh').slice('0;url='.length));
    assert.equal(new URL(back.url).pathname, '/account/identities');
    assert.deepEqual(provider.prompts.slice(0, 1), ['login'], 'not taken from the session there');
    assert.notEqual(client.cookies.get('session'), before);

    provider.person = { sub: 'somebody-else' };
    for (const name of client.cookies.keys()) if (name.startsWith('_')) client.cookies.delete(name);
    const second = await client.submit(await client.get(start), '/sign-in/with/real');
    const wrong = await client.get(second.headers.get('refresh').slice('0;url='.length));
    assert.equal(wrong.status, 403);
    assert.equal(await whoIs(client), 'kai_stone');
  });

  test('two join forms of one arrival make one account', async () => {
    provider.person = { sub: 'lena-1', email: 'lena@example.net', email_verified: true };
    const client = site.client();
    const welcome = await client.get(await begin(client, 'real'));
    const copy = site.client();
    copy.cookies = new Map(client.cookies);
    const answers = await Promise.all([joinAs(client, welcome, 'lena_one'), joinAs(copy, welcome, 'lena_two')]);
    const names = [await whoIs(client), await whoIs(copy)].filter(Boolean);
    assert.equal(names.length, 1, answers.map((a) => a.status).join());
  });

  for (const [alg, method] of [['ES256', 'client_secret_basic'], ['EdDSA', 'client_secret_basic'], ['PS256', 'client_secret_post']]) {
    test(`tokens signed by ${alg} are taken where the section says so, and the secret sent by ${method}`, async () => {
      const other = await RealProvider.start({ client: { id_token_signed_response_alg: alg, token_endpoint_auth_method: method },
        configuration: { conformIdTokenClaims: false, clientAuthMethods: [method] } });
      const place = await startSite(other.section('real', `algorithm = ${alg}`));
      await other.serve([`${place.base}/sign-in/return/real`]);
      other.person = { sub: 'mia', email: 'mia@example.net', email_verified: true, name: 'Mia' };
      const reader = place.client();
      const welcome = await reader.get(await begin(reader, 'real'));
      assert.equal(new URL(welcome.url).pathname, '/join/provider', main(welcome));
      await place.close();
      await other.close();
    });
  }
});

describe('with a provider that cheats', () => {
  let fake, site, client;
  before(async () => {
    fake = await FakeProvider.start();
    site = await startSite(fake.section('fake') + fake.section('other').replace(fake.address, `${fake.address}/other`), { 'log.level': 'warn' });
  });
  beforeEach(() => { fake.reset(); client = site.client(); });
  after(async () => {
    await site.close();
    await fake.close();
  });

  async function comeBack(change = (query) => query, who = client) {
    const { code, state } = fake.code(await begin(client, 'fake'));
    const query = new URLSearchParams(change({ code, state }));
    return who.get(`/sign-in/return/fake?${query}`);
  }

  test('the way is begun with a proof key, a nonce and a state of their own', async () => {
    const one = new URL(await begin(client, 'fake')).searchParams, two = new URL(await begin(client, 'fake')).searchParams;
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.ok(one.get(name).length >= 43);
      assert.notEqual(one.get(name), two.get(name));
    }
    assert.equal(one.get('code_challenge_method'), 'S256');
    assert.equal(one.get('response_type'), 'code');
    assert.equal(one.get('redirect_uri'), `${site.base}/sign-in/return/fake`);
  });

  test('an honest answer leads to joining, with the secret in the header alone', async () => {
    const page = await comeBack();
    assert.equal(new URL(page.url).pathname, '/join/provider', main(page));
    const asked = fake.asked.find((one) => one.path === '/token');
    assert.equal(Buffer.from(asked.headers.authorization.slice(6), 'base64').toString(), 'us:s%26c%20r%2Bt');
    assert.equal(asked.form.get('client_secret'), null);
  });

  const refused = {
    'another issuer in the token': () => { fake.claims = (c) => ({ ...c, iss: 'https://id.example' }); },
    'a token for another client': () => { fake.claims = (c) => ({ ...c, aud: 'them' }); },
    'a token for several without a party': () => { fake.claims = (c) => ({ ...c, aud: ['us', 'them'] }); },
    'a token for another party': () => { fake.claims = (c) => ({ ...c, azp: 'them' }); },
    'a token that has run out': () => { fake.claims = (c) => ({ ...c, exp: c.iat - 120 }); },
    'a token of tomorrow': () => { fake.claims = (c) => ({ ...c, iat: c.iat + 86400, exp: c.exp + 86400 }); },
    'no time of ending': () => { fake.claims = ({ exp, ...c }) => c; },
    'another nonce': () => { fake.claims = (c) => ({ ...c, nonce: 'another' }); },
    'no nonce': () => { fake.claims = ({ nonce, ...c }) => c; },
    'no subject': () => { fake.claims = ({ sub, ...c }) => c; },
    'no signature (alg none)': () => { fake.token = (c) => signToken('none', null, c, { kid: fake.kid }); },
    'an HMAC with the public key as secret': () => { fake.token = (c) => signToken('HS256', fake.key.publicKey.export({ type: 'spki', format: 'pem' }), c, { kid: fake.kid }); },
    'an HMAC with the client secret': () => { fake.token = (c) => signToken('HS256', 's&c r+t', c); },
    'another algorithm of the same key': () => { fake.token = (c) => signToken('PS256', fake.key.privateKey, c, { kid: fake.kid }); },
    'the key of somebody else': () => { const other = keyPair('rsa'); fake.token = (c) => signToken('RS256', other.privateKey, c, { kid: fake.kid }); },
    'a key it does not publish': () => { const other = keyPair('rsa'); fake.token = (c) => signToken('RS256', other.privateKey, c, { kid: 'unheard of' }); },
    'a key brought along in the header': () => { const other = keyPair('rsa'); fake.token = (c) => signToken('RS256', other.privateKey, c, { jwk: other.jwk }); },
    'a critical header': () => { fake.header = { crit: ['exp'] }; },
    'no ID token': () => { fake.tokens = ({ id_token, ...t }) => t; },
    'no JSON': () => { fake.tokens = () => 'text'; },
  };
  for (const [what, cheat] of Object.entries(refused)) {
    test(`refused: ${what}`, async () => {
      cheat();
      const page = await comeBack();
      assert.ok(page.status >= 400, `${page.status} ${page.url}`);
      assert.equal(client.cookies.has('arrival'), false);
      assert.equal(await whoIs(client), undefined);
    });
  }

  test('an answer that names another issuer is refused before the code is shown (RFC 9207)', async () => {
    const page = await comeBack((query) => ({ ...query, iss: 'https://attacker.example' }));
    assert.ok(page.status >= 400);
    assert.equal(fake.asked.filter((one) => one.path === '/token').length, 0);
    const named = await comeBack((query) => ({ ...query, iss: fake.address }));
    assert.equal(new URL(named.url).pathname, '/join/provider');
  });

  test('an answer without an issuer is refused where the provider says it names it', async () => {
    const strict = await FakeProvider.start();
    strict.description = (d) => ({ ...d, authorization_response_iss_parameter_supported: true });
    const place = await startSite(strict.section('fake'));
    const reader = place.client();
    const { code, state } = strict.code(await begin(reader, 'fake'));
    assert.ok((await reader.get(`/sign-in/return/fake?${new URLSearchParams({ code, state })}`)).status >= 400);
    const next = strict.code(await begin(reader, 'fake'));
    const page = await reader.get(`/sign-in/return/fake?${new URLSearchParams({ code: next.code, state: next.state, iss: strict.address })}`);
    assert.equal(new URL(page.url).pathname, '/join/provider');
    await place.close();
    await strict.close();
  });

  test('a state is good once, in the browser that began, at the provider it is for', async () => {
    const { code, state } = fake.code(await begin(client, 'fake'));
    const query = new URLSearchParams({ code, state });
    const stranger = await site.client().get(`/sign-in/return/fake?${query}`);
    assert.equal(stranger.status, 403, 'in another browser');
    const mixed = await client.get(`/sign-in/return/other?${query}`);
    assert.equal(mixed.status, 403, 'at another provider');
    const page = await client.get(`/sign-in/return/fake?${query}`);
    assert.equal(new URL(page.url).pathname, '/join/provider');
    const replayed = await client.get(`/sign-in/return/fake?${query}`);
    assert.equal(replayed.status, 403, 'a second time');
    for (const made of ['', 'x', 'A'.repeat(43), state.slice(1)])
      assert.equal((await client.get(`/sign-in/return/fake?${new URLSearchParams({ code, state: made })}`)).status, 403);
  });

  test('two that come back with one state at once are let in once', async () => {
    fake.person = { sub: 'twice' };
    const { code, state } = fake.code(await begin(client, 'fake'));
    const query = new URLSearchParams({ code, state });
    const answers = await Promise.all([1, 2, 3, 4].map(() => {
      const copy = site.client();
      copy.cookies = new Map(client.cookies);
      return copy.get(`/sign-in/return/fake?${query}`);
    }));
    assert.equal(answers.filter((a) => a.status === 200).length, 1, answers.map((a) => a.status).join());
    assert.equal(fake.asked.filter((one) => one.path === '/token').length, 1);
  });

  test('a signed-in reader cannot be made to connect what another began', async () => {
    const victim = site.client();
    await victim.signIn(site.addUser('victim'));
    await victim.get('/account/identities');
    const { code, state } = fake.code(await begin(client, 'fake'));
    const page = await victim.get(`/sign-in/return/fake?${new URLSearchParams({ code, state })}`);
    assert.equal(page.status, 403);
    assert.match(main(await victim.get('/account/identities')), /Nothing is connected/);
  });

  test('keys that change are fetched anew, but not for every made-up name', async () => {
    const rotating = await FakeProvider.start();
    const place = await startSite(rotating.section('fake'));
    const reader = place.client();
    const go = async () => {
      const { code, state } = rotating.code(await begin(reader, 'fake'));
      return reader.get(`/sign-in/return/fake?${new URLSearchParams({ code, state })}`);
    };
    assert.equal((await go()).status, 200);
    const other = keyPair('rsa');
    rotating.token = (c) => signToken('RS256', other.privateKey, c, { kid: 'made up' });
    for (let i = 0; i < 5; i++) assert.ok((await go()).status >= 400);
    const fetched = rotating.asked.filter((one) => one.path === '/keys').length;
    assert.ok(fetched <= 2, `${fetched} times`);
    await place.close();
    await rotating.close();
  });

  test('a description of another issuer is not followed', async () => {
    const liar = await FakeProvider.start();
    liar.description = (d) => ({ ...d, issuer: 'https://accounts.google.com' });
    const place = await startSite(liar.section('fake'));
    const reader = place.client();
    const page = await reader.submit(await reader.get('/sign-in'), '/sign-in/with/fake');
    assert.equal(page.status, 503);
    assert.match(main(page), /does not work at the moment/);
    assert.match(place.log, /another issuer/);
    await place.close();
    await liar.close();
  });

  test('a provider that is away keeps nobody from signing in otherwise', async () => {
    const gone = await FakeProvider.start();
    gone.away = true;
    const place = await startSite(gone.section('fake'));
    const reader = place.client();
    const page = await reader.submit(await reader.get('/sign-in'), '/sign-in/with/fake');
    assert.equal(page.status, 503);
    assert.match(main(page), /does not answer at the moment/);
    const asked = gone.asked.length;
    await reader.submit(await reader.get('/sign-in'), '/sign-in/with/fake');
    assert.equal(gone.asked.length, asked, 'not asked again at once');
    const other = place.addUser('steady');
    const signedIn = await reader.signIn(other);
    assert.equal(signedIn.status, 200);
    assert.equal(await whoIs(reader), 'steady');
    await place.close();
    await gone.close();
  });

  test('a provider that takes its time holds up neither pages nor the end of the process', async () => {
    const slow = await FakeProvider.start();
    const place = await startSite(slow.section('fake'), { 'providers.timeout': 10, 'http.loops': 1 });
    const reader = place.client();
    slow.delay_ms = 600000;
    let waits = true;
    const asked = slow.asked.length;
    const pending = reader.submit(await reader.get('/sign-in'), '/sign-in/with/fake').catch(() => null).then(() => { waits = false; });
    await until(() => slow.asked.length > asked, 'the provider is not asked');
    const begun = performance.now();
    assert.equal((await place.client().get('/')).status, 200);
    assert.ok(waits, 'pages go on');
    await place.close();
    assert.ok(performance.now() - begun < 9500, 'the process ends without it');
    await pending;
    await slow.close();
  });

  test('no code, token or secret stands in the log', () => {
    assert.match(site.log, /provider_failed/);
    for (const secret of ['s&c r+t', 'an access token', 'eyJ', 'code=', 'state='])
      assert.ok(!site.log.includes(secret), secret);
  });
});

describe('addresses that are asked', () => {
  test('a provider on a private address is refused unless the operator allows it', async () => {
    const fake = await FakeProvider.start();
    await assert.rejects(startSite(fake.section('fake'), { 'providers.private_addresses': false }), /no https address/);
    await fake.close();
  });

  test('a redirect of a provider is not followed', async () => {
    const fake = await FakeProvider.start();
    fake.description = (d) => ({ ...d, token_endpoint: `${fake.address}/elsewhere` });
    const site = await startSite(fake.section('fake'));
    const client = site.client();
    const { code, state } = fake.code(await begin(client, 'fake'));
    assert.equal((await client.get(`/sign-in/return/fake?${new URLSearchParams({ code, state })}`)).status, 403);
    await site.close();
    await fake.close();
  });

  test('a faulty file keeps the site from starting and says where', async () => {
    await assert.rejects(startSite('[a]\nkind = myspace\n'), /\[a\], \\?"kind\\?"/);
    await assert.rejects(Site.start({ settings: { 'providers.file': '/nowhere/providers.ini' } }), /cannot read/);
  });

  test('without providers there is no such room', async () => {
    const site = await Site.start();
    const client = site.client();
    assert.ok(!(await client.get('/sign-in')).text.includes('without a password of ours'));
    assert.equal((await client.get('/sign-in/with/google')).status, 404);
    assert.equal((await client.get('/sign-in/return/google?code=a&state=b')).status, 404);
    await client.signIn(site.addUser('nora'));
    assert.ok(!(await client.get('/account')).text.includes('/account/identities'));
    await site.close();
  });
});

describe('networks that speak OAuth 2 alone', () => {
  const people = {
    facebook: { answer: { id: '1020304050', name: 'Paula Vale', email: 'paula@example.net' }, name: 'Paula Vale', email: 'paula@example.net' },
    x: { answer: { data: { id: '2244994945', name: 'Quentin', username: 'quentin_m' } }, name: 'quentin_m', email: '' },
    vk: { answer: { user: { user_id: '777', first_name: 'Раиса', email: 'raisa@example.net' } }, name: 'Раиса', email: 'raisa@example.net' },
    github: { answer: { id: 583231, login: 'octo', name: 'Octavia' }, name: 'octo', email: '' },
  };
  for (const [kind, person] of Object.entries(people)) {
    test(`${kind}: who it is comes from its user info, and its address is asked to be confirmed`, async () => {
      const fake = await FakeProvider.start();
      fake.userInfo = person.answer;
      const own = `authorize = ${fake.address}/authorize\ntoken = ${fake.address}/token\nuser_info = ${fake.address}/user\n`;
      const site = await startSite(`[net]\nkind = ${kind}\nclient_id = us\nsecret = hush\n${own}`, { 'accounts.confirm_email': true });
      const client = site.client();
      const { code, state, asked } = fake.code(await begin(client, 'net'));
      assert.equal(asked.get('code_challenge_method'), 'S256');
      const welcome = await client.get(`/sign-in/return/net?${new URLSearchParams({ code, state, device_id: 'a device' })}`);
      assert.equal(new URL(welcome.url).pathname, '/join/provider', main(welcome));
      const form = formsOf(welcome.text).find((f) => f.action === '/join/provider');
      assert.equal(form.fields.name, person.name);
      assert.equal(form.fields.email, person.email);
      const exchange = fake.asked.find((one) => one.path === '/token'), info = fake.asked.find((one) => one.path === '/user');
      if (kind === 'vk') {
        assert.equal(exchange.form.get('device_id'), 'a device');
        assert.equal(exchange.form.get('client_secret'), null);
        assert.equal(info.method, 'POST');
        assert.equal(info.form.get('access_token'), 'an access token');
      } else {
        assert.equal(info.headers.authorization, 'Bearer an access token');
      }
      await joinAs(client, welcome, `${kind}_reader`, { email: `${kind}@example.net` });
      const [mail] = await site.mails(`${kind}@example.net`);
      assert.equal(mail.kind, 'confirm');
      const again = site.client();
      const second = fake.code(await begin(again, 'net'));
      await again.get(`/sign-in/return/net?${new URLSearchParams({ code: second.code, state: second.state, device_id: 'd' })}`);
      assert.equal(await whoIs(again), `${kind}_reader`);
      await site.close();
      await fake.close();
    });
  }
});
