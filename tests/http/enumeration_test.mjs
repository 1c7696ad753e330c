// Whether somebody has an account here is not told by text, status, headers, time or mail: every form that takes a name or an
// address is sent for somebody who is known and for somebody who is not, and the answers are compared.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, shipped } from '../support/site.mjs';
import { solve } from '../support/captcha.mjs';

let site;
const known = [];
before(async () => {
  site = await Site.start({ program: shipped, settings: { 'accounts.confirm_email': true, 'http.trusted_proxies': '127.0.0.1' } });
  for (const name of ['known_kim', 'known_kai', 'known_kit']) known.push(site.addUser(name));
});
after(() => site.close());

const PASSWORD = 'violet kettle under seven moons';
const ROUNDS = 24;

// Everybody comes from an address of their own, so that no limit speaks.
let visitors = 0;
const visitor = () => site.client({ 'x-forwarded-for': `198.51.${100 + (visitors >> 8)}.${visitors++ & 255}` });
const proof = async (client) => solve(JSON.parse((await client.get('/captcha/challenge')).text));

// What is different on any page: tokens, questions, what was typed.
function bare(answer, typed) {
  let text = answer.text.replaceAll(/value="[\w.-]{32,}"/g, 'value="…"').replace(/<label for="captcha_answer">[^<]*/, '<label>');
  for (const word of typed) text = text.replaceAll(word, '…');
  const headers = [...answer.headers].filter(([name]) => !['date', 'x-request-id', 'content-length'].includes(name))
    .map(([name, value]) => [name, name === 'set-cookie' ? value.replace(/=[\w.-]{20,}/g, '=…') : value]);
  return { status: answer.status, headers, text };
}

async function timed(send) {
  const from = process.hrtime.bigint();
  const answer = await send();
  return { answer, ms: Number(process.hrtime.bigint() - from) / 1e6 };
}

// How often one of `a` took longer than one of `b`: a half when nothing is to be learned from it, 1 or 0 when everything is.
function slower(a, b) {
  let more = 0;
  for (const x of a) for (const y of b) more += x > y ? 1 : x === y ? 0.5 : 0;
  return more / (a.length * b.length);
}

const tells = (share) => share <= 0.2 || share >= 0.8;

// In turn, so that both see the same weather.
async function shareSlower(what, ask, first) {
  const times = { known: [], unknown: [] };
  for (let round = first; round < first + ROUNDS; round++) {
    const pair = {};
    for (const who of round % 2 ? ['known', 'unknown'] : ['unknown', 'known']) {
      const { send, typed } = await ask(who, round);
      const { answer, ms } = await timed(send);
      pair[who] = bare(answer, typed);
      times[who].push(ms);
    }
    assert.deepEqual(pair.known, pair.unknown, `${what}: the answers differ`);
  }
  return slower(times.known, times.unknown);
}

// `ask(who, round)` gives what to send, prepared, and the words typed. Where nothing is to be learned, one measurement in some
// thousands says otherwise by chance, and not three on end; a difference that is there is there each time.
async function compare(what, ask) {
  const shares = [];
  do shares.push(await shareSlower(what, ask, shares.length * ROUNDS));
  while (tells(shares.at(-1)) && shares.length < 3);
  assert.ok(!tells(shares.at(-1)), `${what}: the time tells, ${shares.map((s) => s.toFixed(2))} of the known ones took longer`);
}

test('the measure itself tells a difference where there is one', () => {
  const even = Array.from({ length: ROUNDS }, (_, i) => 30 + (i * 7) % 11);
  const late = even.map((ms) => ms + 9);
  assert.ok(slower(even, even) > 0.4 && slower(even, even) < 0.6);
  assert.ok(tells(slower(late, even)) && !tells(slower(even, even)));
});

for (const by of ['name', 'address'])
  test(`signing in with a wrong password, by ${by}`, () => compare(`sign-in by ${by}`, async (who, round) => {
    const client = visitor();
    const name = who === 'known' ? known[round % known.length].name : `nobody_${round}`;
    const login = by === 'name' ? name : `${name}@example.org`;
    const page = await client.get('/sign-in');
    return { typed: [login], send: () => client.submit(page, '/sign-in', { login, password: 'not the password at all' }, { follow: false }) };
  }));

for (const path of ['/sign-in/link', '/recover'])
  test(`asking for a link at ${path}`, () => compare(path, async (who, round) => {
    const client = visitor();
    const name = who === 'known' ? known[round % known.length].name : `nobody_${path.length}_${round}`;
    const login = round % 2 ? name : `${name}@example.org`;
    const page = await client.get(path);
    const values = path === '/recover' ? { login, altcha: await proof(client) } : { login };
    return { typed: [login], send: () => client.submit(page, path, values, { follow: false }) };
  }));

test('joining with an address that is taken, and with one that is not', async () => {
  await compare('joining', async (who, round) => {
    const client = visitor();
    const name = `joiner_${who}_${round}`;
    const email = who === 'known' ? `${known[round % known.length].name}@example.org` : `fresh_${round}@example.org`;
    const page = await client.get('/register');
    const values = { name, email, password: PASSWORD, consent_standards: 'yes', consent_privacy: 'yes', altcha: await proof(client) };
    return { typed: [name, email], send: () => client.submit(page, '/register', values) };
  });
  const mails = await site.mails(`${known[0].name}@example.org`, { kind: 'known', count: 3 });
  assert.ok(mails.length >= 3 && mails.length <= 10, 'the owner is told, and not without end');
  for (const mail of mails) {
    assert.doesNotMatch(mail.raw, /token=/, 'with no link that confirms anything');
    assert.doesNotMatch(mail.text, /joiner_/, 'and nothing of the one who joined');
  }
  assert.equal((await site.mails(`${known[0].name}@example.org`, { kind: 'confirm', count: 0 })).length, 0);
});

test('giving one\'s account an address that is taken', () => compare('change of address', async (who, round) => {
  const client = visitor();
  const name = `changer_${who}_${round}`;
  const email = who === 'known' ? `${known[round % known.length].name}@example.org` : `other_${round}@example.org`;
  const joining = await client.get('/register');
  await client.submit(joining, '/register', { name, email: `${name}@example.org`, password: PASSWORD, consent_standards: 'yes',
    consent_privacy: 'yes', altcha: await proof(client) });
  const page = await client.get('/account/email');
  return { typed: [email, name], send: () => client.submit(page, '/account/email', { email }) };
}));

test('no mail goes to an address that was only claimed', async () => {
  const client = visitor();
  const page = await client.get('/sign-in/link');
  await client.submit(page, '/sign-in/link', { login: 'fresh_1@example.org' });
  const all = await site.mails('fresh_1@example.org', { count: 0 });
  assert.deepEqual([...new Set(all.map((mail) => mail.kind))], ['confirm']);
});
