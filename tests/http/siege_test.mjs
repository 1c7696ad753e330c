// Accounts besieged: what somebody with a stolen session, a mailbox of old, a name that is not theirs or an account that
// was taken from them tries in order to keep, take or see what is not theirs.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Authenticator } from '../support/authenticator.mjs';
import { solve } from '../support/captcha.mjs';
import { FakeProvider } from '../support/provider.mjs';
import { endSanction, readerId, sanction } from '../support/sanctions.mjs';
import { Client, Site, decode, formsOf, freePort } from '../support/site.mjs';

const PASSWORD = 'violet kettle under seven moons';
const ARTICLE = '/article/eels-without-passports';
const folder = mkdtempSync(joinPath(tmpdir(), 'comity-siege-'));
let site, fake, origin, address, boss, mary;

function providers(name, text) {
  const path = joinPath(folder, name);
  writeFileSync(path, text);
  return path;
}

before(async () => {
  const port = await freePort();
  [origin, address] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  fake = await FakeProvider.start();
  site = await Site.start({ settings: {
    'http.port': port, 'http.base_url': origin, 'accounts.confirm_email': true, 'accounts.reserved_names': 'ombuds*',
    'redress.address': 'letters@paper.example', 'providers.private_addresses': true,
    'providers.file': providers('one.ini', fake.section('fake', 'email = confirmed')) } });
  boss = await signedIn('siege_boss', 'administrator');
  mary = await signedIn('siege_mary', 'moderator');
});
after(async () => {
  await site.close();
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

const visitor = () => new Client(address);
const pathOf = (link) => { const url = new URL(link); return url.pathname + url.search; };
const main = (page) => page.text.match(/<main[\s\S]*<\/main>/)?.[0] ?? page.text;
const whoIs = async (client) => JSON.parse((await client.get('/me', { headers: { accept: 'application/json' } })).text).name;

async function signedIn(name, role) {
  const client = visitor();
  client.user = site.addUser(name, role);
  client.mail = `${name}@example.org`;
  await client.signIn(client.user);
  return client;
}

async function register(name, email = `${name}@example.org`) {
  const client = visitor();
  client.user = { name, password: PASSWORD };
  client.mail = email;
  const altcha = solve(JSON.parse((await client.get('/captcha/challenge')).text));
  client.page = await client.submit(await client.get('/register'), '/register',
    { name, email, password: PASSWORD, consent_standards: 'yes', consent_privacy: 'yes', altcha });
  return client;
}

async function follow(client, mail, values = {}) {
  return client.submit(await client.get(pathOf(mail.link)), new URL(mail.link).pathname, values);
}

async function write(client, text) {
  const sent = await client.submit(await client.get(`${ARTICLE}/comment`), `${ARTICLE}/comment`, { text });
  return sent.url.match(/#c(\d+)$/)?.[1];
}

async function leave(client) {
  const page = await client.submit(await client.get('/account/delete'), '/account/delete', { answer: 'yes' });
  assert.match(page.url, /\/goodbye$/);
}

// Comes back from the provider as `person`.
async function throughProvider(client, person, sent) {
  fake.person = person;
  sent ??= await client.submit(await client.get('/sign-in'), '/sign-in/with/fake');
  const { code, state } = fake.code(decode(sent.headers.get('refresh').match(/^0;url=(.*)$/)[1]));
  return client.get(`/sign-in/return/fake?${new URLSearchParams({ code, state })}`);
}

async function connect(client, person) {
  const room = await client.get('/account/identities');
  return throughProvider(client, person, await client.submit(room, '/account/identities', { connect: 'fake' }));
}

async function joinAs(client, page, name, values = {}) {
  return client.submit(page, '/join/provider', { name, consent_standards: 'yes', consent_privacy: 'yes', ...values });
}

async function changeAddress(client, to) {
  await client.submit(await client.get('/account/email'), '/account/email', { email: to });
  const mail = (await site.mails(to, { kind: 'change_email' })).at(-1);
  assert.match((await follow(client, mail, { asked: 'yes' })).text, /Your address is changed/);
}

async function addPasskey(client) {
  const key = new Authenticator({ origin });
  const page = await client.get('/account/security/passkey');
  const options = JSON.parse(decode(page.text.match(/data-passkey-make="([^"]*)"/)[1]));
  const done = await client.submit(page, '/account/security/passkey', { ...key.make(options), name: 'Mine' });
  assert.match(done.text, /The passkey is added/);
  return key;
}

test('names of the site\'s own list, and names given up, are not to be had by way of a provider either', async () => {
  const former = await signedIn('left_this_name');
  await former.submit(await former.get('/account/name'), '/account/name', { name: 'has another now' });
  const client = visitor();
  const page = await throughProvider(client, { sub: 'siege-1', email: 'siege1@example.net', email_verified: true });
  assert.equal(new URL(page.url).pathname, '/join/provider', main(page));
  const reserved = await joinAs(client, page, 'Ombudswoman');
  assert.equal(reserved.status, 400);
  assert.match(main(reserved), /reserved/);
  assert.equal((await joinAs(client, page, 'left_this_name')).status, 409);
  await joinAs(client, page, 'plain_paula');
  assert.equal(await whoIs(client), 'plain_paula');
});

test('whoever changes an address twice cannot take back the second change to be rid of the first', async () => {
  const thief = await register('robbed_rosa');
  await follow(thief, (await site.mails(thief.mail, { kind: 'confirm' }))[0]);
  await changeAddress(thief, 'thief-one@example.net');
  await changeAddress(thief, 'thief-two@example.net');
  const [toOwner] = await site.mails(thief.mail, { kind: 'email_changed' });
  const [toThief] = await site.mails('thief-one@example.net', { kind: 'email_changed' });
  await follow(visitor(), toThief);
  const owner = visitor();
  const back = await follow(owner, toOwner);
  assert.match(back.text, /Your address is back/, main(back));
  await site.mails(thief.mail, { kind: 'email_back' });
  // And the other way round nothing is left to take back.
  assert.equal((await visitor().get(pathOf(toThief.link))).status, 403);
});

test('taking a change of address back ends the ways in through other sites and passkeys too', async () => {
  const thief = await signedIn('robbed_rita');
  await connect(thief, { sub: 'siege-thief', email: 'thief@example.net', email_verified: true });
  await addPasskey(thief);
  await changeAddress(thief, 'thief-rita@example.net');
  const [told] = await site.mails(thief.mail, { kind: 'email_changed' });
  const back = main(await follow(visitor(), told));
  assert.match(back, /Passkeys<\/dt><dd>1<[\s\S]*Connections with other sites<\/dt><dd>1</);
  assert.match((await site.mails(thief.mail, { kind: 'email_back' }))[0].text, /Passkeys removed: 1[\s\S]*Connections with other sites removed: 1/);
  const again = visitor();
  const page = await throughProvider(again, { sub: 'siege-thief', email: 'thief@example.net', email_verified: true });
  assert.equal(new URL(page.url).pathname, '/join/provider', 'it is nobody\'s any more');
  assert.equal(await whoIs(again), undefined);
});

test('whoever changes the address and then deletes the account takes it from nobody', async () => {
  const thief = await signedIn('robbed_rolf');
  await changeAddress(thief, 'thief-rolf@example.net');
  const [told] = await site.mails(thief.mail, { kind: 'email_changed' });
  await leave(thief);
  const [farewell] = await site.mails(thief.mail, { kind: 'farewell' });
  const owner = visitor();
  assert.match((await follow(owner, farewell, { confirmed: 'yes' })).text, /Your account is back/);
  const [other] = await site.mails('thief-rolf@example.net', { kind: 'farewell' });
  assert.equal((await visitor().get(pathOf(other.link))).status, 403, 'the other link has died with it');
  assert.match((await follow(owner, told)).text, /Your address is back/);
  const page = await boss.get('/admin/users?find=robbed_rolf');
  assert.match(page.text, /robbed_rolf@example\.org/);
});

test('whoever changes the address and gets the account blocked takes it from nobody either', async () => {
  const thief = await signedIn('robbed_ruth');
  await changeAddress(thief, 'thief-ruth@example.net');
  const [told] = await site.mails(thief.mail, { kind: 'email_changed' });
  const id = await readerId(boss, 'robbed_ruth');
  await sanction(mary, id, 'block');
  await thief.signIn(thief.user);
  const room = await thief.get('/account/email');
  assert.match(main(room), /its address stays as it is/);
  assert.equal(formsOf(room.text).filter((f) => f.action === '/account/email').length, 0);
  const { csrf } = formsOf((await thief.get('/account/delete')).text).find((f) => f.action === '/account/delete').fields;
  assert.equal((await thief.request('/account/email', { method: 'POST', form: { csrf, email: 'thief-two@example.net' } })).status, 403);
  const owner = visitor();
  const back = await follow(owner, told);
  assert.match(main(back), /Your address is back/);
  assert.equal(await whoIs(thief), undefined);
  const altcha = solve(JSON.parse((await owner.get('/captcha/challenge')).text));
  await owner.submit(await owner.get('/recover'), '/recover', { login: thief.mail, altcha });
  const [recover] = await site.mails(thief.mail, { kind: 'recover' });
  await follow(owner, recover, { password: 'eight lanterns along a quiet canal' });
  await owner.signIn({ name: 'robbed_ruth', password: 'eight lanterns along a quiet canal' });
  assert.match(main(await owner.get('/account/standing')), /blocked/);
  const letter = await owner.submit(await owner.get('/account/letter'), '/account/letter',
    { text: 'It was not I who wrote this: somebody had taken my account from me.' });
  assert.match(letter.url, /\/account\/redress\/\d+/, main(letter));
});

test('of an account that was robbed and deleted, the mail to the former address alone brings it back', async () => {
  const thief = await signedIn('robbed_rene');
  await changeAddress(thief, 'thief-rene@example.net');
  const [told] = await site.mails(thief.mail, { kind: 'email_changed' });
  await leave(thief);
  const [thiefs] = await site.mails('thief-rene@example.net', { kind: 'farewell' });
  const owner = visitor();
  assert.match(main(await follow(owner, told)), /The account was deleted meanwhile/);
  assert.equal((await visitor().get(pathOf(thiefs.link))).status, 403);
  const farewells = await site.mails(thief.mail, { kind: 'farewell', count: 2 });
  assert.match((await follow(owner, farewells.at(-1), { confirmed: 'yes' })).text, /Your account is back/);
});

test('a passkey is a way in: then the last connection can be taken off', async () => {
  const port = await freePort(), base = `http://localhost:${port}`;
  const place = await Site.start({ settings: { 'http.port': port, 'http.base_url': base, 'mail.url': '',
    'providers.private_addresses': true, 'providers.file': providers('two.ini', fake.section('fake')) } });
  try {
    const client = new Client(`http://127.0.0.1:${port}`);
    const page = await throughProvider(client, { sub: 'siege-ivo', email: 'ivo@example.net' });
    await joinAs(client, page, 'ivo_pond', { email: 'ivo@example.net' });
    const room = async () => client.get('/account/identities');
    const off = async () => {
      const shown = await room();
      return client.submit(shown, '/account/identities', { disconnect: main(shown).match(/name="disconnect" value="(\d+)"/)[1] });
    };
    assert.equal((await off()).status, 409);
    const key = new Authenticator({ origin: base });
    const add = await client.get('/account/security/passkey');
    const options = JSON.parse(decode(add.text.match(/data-passkey-make="([^"]*)"/)[1]));
    await client.submit(add, '/account/security/passkey', { ...key.make(options), name: 'Mine' });
    assert.match(main(await off()), /It is disconnected/);
  } finally {
    await place.close();
  }
});

async function decide(moderator, id, word, values = {}) {
  const page = await moderator.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => f.inside.includes(`name="do" value="${word}"`));
  return moderator.request(form.action, { method: 'POST', form: { ...form.fields, do: word, ...values } });
}

async function giveNotice(client, id) {
  const form = formsOf((await client.get('/notice')).text).find((f) => f.action === '/notice');
  return client.request('/notice', { method: 'POST', form: { ...form.fields, comment: `/comment/${id}`,
    category: 'illegal or harmful speech', words: 'It accuses the lock-keeper of a crime.', good_faith: 'yes' } });
}

test('who has deleted the account takes letters, appeals and their name along, is written no news, and finds it all again', async () => {
  const lou = await signedIn('leaver_lou'), ola = await signedIn('other_ola');
  const own = await write(lou, 'A remark of Lou about the eels and the weir.');
  const [reported, noticed] = [await write(ola, 'Ola writes about the weir here.'), await write(ola, 'Ola writes about the lock here.')];
  await lou.submit(await lou.get('/account/settings'), '/account/settings', { reports: 'yes' });
  await lou.submit(await lou.get(`/comment/${reported}/report`), `/comment/${reported}/report`, { clause: 'insults', words: 'Look.' });
  assert.equal((await giveNotice(lou, noticed)).status, 200);
  await decide(mary, own, 'remove', { clause: 'insults', reason: 'An insult.' });
  const appeal = await lou.submit(await lou.get(`/comment/${own}/appeal`), `/comment/${own}/appeal`, { text: 'It was no insult at all, please read it again.' });
  const id = await readerId(boss, 'leaver_lou');
  await sanction(mary, id, 'block');
  await lou.signIn(lou.user);
  const letter = await lou.submit(await lou.get('/account/letter'), '/account/letter', { text: 'I called somebody names and I am sorry for that, truly.' });
  const cases = [appeal, letter].map((page) => page.url.match(/redress\/(\d+)/)[1]);
  const open = await boss.get(`/moderation/redress/${cases[1]}`);
  await leave(lou);
  const places = ['/moderation/redress', ...cases.map((c) => `/moderation/redress/${c}`), '/moderation/notices', '/moderation',
    `/moderation/comment/${noticed}`, `/moderation/comment/${reported}`, `/moderation/reader/${id}`, '/admin/users', '/admin/users?find=leaver_lou',
    '/admin/users?find=leaver_lou@example.org', '/admin/log'];
  for (const client of [mary, boss])
    for (const path of places)
      assert.equal((await client.get(path)).text.replaceAll('value="leaver_lou', '').match(/.{0,60}(leaver_lou|truly|no insult at all).{0,20}/)?.[0], undefined, path);
  const form = formsOf(open.text).find((f) => f.action === `/moderation/redress/${cases[1]}`);
  assert.equal((await boss.request(form.action, { method: 'POST', form: { ...form.fields, do: 'refuse', text: 'No.' } })).status, 404);
  await decide(mary, reported, 'approve');
  await site.mails(undefined, { count: 0 });
  assert.equal((await site.mails(lou.mail, { kind: 'report_outcome', count: 0 })).length, 0);
  const [mail] = await site.mails(lou.mail, { kind: 'farewell' });
  await follow(visitor(), mail, { confirmed: 'yes' });
  assert.match((await boss.get('/moderation/redress')).text, /leaver_lou/);
  assert.match((await boss.get('/admin/users?find=leaver_lou')).text, /leaver_lou@example\.org/);
});

test('an account that nobody confirmed is no way to fill somebody\'s mailbox', async () => {
  const victim = 'mailbox_of_vera@example.net';
  const accounts = [await register('claims_vera_a', victim), await register('claims_vera_b', victim)];
  const author = await signedIn('author_of_much');
  const id = await write(author, 'What notices are given of, again and again.');
  for (const client of accounts)
    for (let i = 0; i < 7; i++) await giveNotice(client, id);
  await site.mails(undefined, { count: 0 });
  const all = await site.mails(victim, { count: 0 });
  assert.ok(all.length <= 10, `${all.length} mails: ${all.map((m) => m.kind)}`);
});

test('a trusted flagger who is blocked has no lane of their own any more', async () => {
  const law = await signedIn('flagger_fen');
  const author = await signedIn('author_of_law');
  site.cli(['user', 'flagger', 'flagger_fen']);
  const lane = async () => (await mary.get('/moderation/notices?lane=flaggers')).text;
  await giveNotice(law, await write(author, 'The first remark about the law of the fen.'));
  assert.match(await lane(), /flagger_fen/);
  await sanction(boss, await readerId(boss, 'flagger_fen'), 'block');
  await law.signIn(law.user);
  const second = await write(author, 'The second remark about the law of the fen.');
  await giveNotice(law, second);
  assert.doesNotMatch(await lane(), new RegExp(second));
  assert.match((await mary.get('/moderation/notices?lane=others')).text, new RegExp(second), 'it is read all the same');
});

// data.json of the archive, by its local headers.
function dataOf(bytes) {
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06')) + 16);
  for (;; at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)) {
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    if (name !== 'data.json') continue;
    const local = bytes.readUInt32LE(at + 42);
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(begin, begin + bytes.readUInt32LE(at + 20));
    return JSON.parse((bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(packed) : packed).toString('utf8'));
  }
}

test('the download holds choices, mutes, connections, notices, sanctions with what came of them, and redress with its outcome', async () => {
  const dana = await signedIn('data_dana'), ola = await signedIn('data_ola');
  await connect(dana, { sub: 'siege-dana', email: 'dana@elsewhere.example', email_verified: true });
  await dana.submit(await dana.get('/account/settings'), '/account/settings', { replies: 'yes' });
  const others = await write(ola, 'Ola writes about the ladder at the weir.');
  await dana.submit(await dana.get(`/reader/${await readerId(boss, 'data_ola')}`), /mute$/, { mute: 'yes' });
  await giveNotice(dana, others);
  const id = await readerId(boss, 'data_dana');
  await sanction(mary, id, 'block', { grave: 'It was a threat against a neighbour.' });
  await dana.signIn(dana.user);
  const letter = await dana.submit(await dana.get('/account/letter'), '/account/letter', { text: 'I called somebody names and I am sorry for that, truly.' });
  const number = letter.url.match(/redress\/(\d+)/)[1];
  const form = formsOf((await boss.get(`/moderation/redress/${number}`)).text).find((f) => f.action === `/moderation/redress/${number}`);
  await boss.request(form.action, { method: 'POST', form: { ...form.fields, do: 'lift', text: 'You have explained it well.' } });
  const ask = formsOf((await dana.get('/account/data')).text).find((f) => f.action === '/account/data').fields;
  const answer = await fetch(new URL('/account/data', address), { method: 'POST', body: new URLSearchParams(ask),
    headers: { cookie: [...dana.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const data = dataOf(bytes);
  assert.equal(data.choices.find((c) => /answers one of my comments/.test(c.choice)).on, 1);
  assert.equal(data.muted[0].name, 'data_ola');
  assert.equal(data.identities[0].subject, 'siege-dana');
  assert.match(data.notices[0].words, /lock-keeper/);
  assert.equal(data.sanctions[0].kind, 'block');
  assert.ok(data.sanctions[0].ended);
  assert.deepEqual(data.sanction_words.map((w) => w.text), ['It was a threat against a neighbour.', 'You have explained it well.']);
  assert.deepEqual(data.cases.map((c) => [c.case, c.kind, c.status, c.reason]), [[number, 'letter', 'granted', 'You have explained it well.']]);
  assert.match(data.letters[0].text, /sorry for that/);
  assert.doesNotMatch(JSON.stringify(data), /siege_mary|siege_boss|argon2/);
});

test('what its owner deleted and moderators deleted too does not come back when moderators were wrong', async () => {
  const gus = await signedIn('gone_gus');
  const id = await readerId(boss, 'gone_gus');
  const own = await write(gus, 'A remark of Gus that he wants to be gone.');
  const opened = await boss.get(`/moderation/reader/${id}`);
  await leave(gus);
  const [first] = await site.mails(gus.mail, { kind: 'farewell' });
  assert.equal((await sanction(boss, id, 'delete', {}, opened)).status, 200);
  assert.equal((await visitor().get(pathOf(first.link))).status, 403, 'only moderators bring it back now');
  assert.equal((await endSanction(boss, id, { end: 'annul' })).status, 200);
  assert.equal((await visitor().get(`/comment/${own}`)).status, 404);
  assert.equal((await visitor().get(`/reader/${id}`)).status, 404);
  const mails = await site.mails(gus.mail, { kind: 'farewell', count: 2 });
  assert.match((await follow(visitor(), mails[1], { confirmed: 'yes' })).text, /Your account is back/);
  assert.equal((await visitor().get(`/comment/${own}`)).status, 200);
});
