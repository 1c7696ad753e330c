// Joining and the rules around it, over HTTP without JavaScript: the question in place of the puzzle, weak passwords on
// every path, consent, closed registration, roles.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { Site, decode, formsOf, program } from '../support/site.mjs';
import { solve } from '../support/captcha.mjs';

let site, admin;
before(async () => {
  site = await Site.start();
  admin = site.addUser('admin_ada', 'administrator');
});
after(() => site.close());

const numbers = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve',
  'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen'];
const kinds = {
  'a colour': 'green purple yellow brown red blue white black',
  'an animal': 'horse otter goose badger tiger mouse whale sheep',
  'a day of the week': 'monday tuesday wednesday thursday friday saturday sunday',
  'a piece of furniture': 'table chair wardrobe sofa desk bookcase stool cupboard',
  'a fruit': 'apple cherry banana pear grape melon apricot quince',
  'something to wear': 'jacket trousers scarf shirt glove sock hat shoe',
  'a tool': 'hammer saw spanner screwdriver chisel pliers drill rake',
};

// What a person answers: from the words of the question alone.
function answerTo(question) {
  let m;
  if ((m = question.match(/How much is (\w+) (plus|minus) (\w+)\?/))) {
    const [x, y] = [numbers.indexOf(m[1]), numbers.indexOf(m[3])];
    return String(m[2] === 'plus' ? x + y : x - y);
  }
  if ((m = question.match(/Which of these is (.+): (\w+), (\w+) or (\w+)\?/)))
    return m.slice(2).find((word) => kinds[m[1]].split(' ').includes(word.toLowerCase()));
  if ((m = question.match(/What is the (\w+) word of these four: (\w+), (\w+), (\w+), (\w+)\?/)))
    return { first: m[2], second: m[3], third: m[4], last: m[5] }[m[1]];
  if ((m = question.match(/Which letter does the word "(\w+)" (begin|end) with\?/)))
    return m[2] === 'begin' ? m[1][0] : m[1].at(-1);
  throw new Error(`a question nobody can answer: ${question}`);
}

const questionOf = (page) => decode(page.text.match(/<label for="captcha_answer">([^<]*)<\/label>/)[1]);

async function join(client, name, values = {}) {
  const page = await client.get('/register');
  return client.submit(page, '/register', { name, email: `${name}@example.org`, password: `seven herons above ${name}`,
    consent_standards: 'yes', consent_privacy: 'yes', captcha_answer: answerTo(questionOf(page)), ...values });
}

test('whoever answers the question in plain words joins, and each question is good once', async () => {
  const seen = new Set();
  for (let i = 0; i < 12; i++) {
    const page = await site.client().get('/register');
    assert.ok(answerTo(questionOf(page)), questionOf(page));
    seen.add(questionOf(page));
  }
  assert.ok(seen.size >= 6, 'questions differ');
  const client = site.client();
  const page = await client.get('/register');
  const values = { password: 'seven herons above the weir', consent_standards: 'yes', consent_privacy: 'yes' };
  const wrong = await client.submit(page, '/register', { ...values, name: 'plain_wrong', email: 'w@example.org', captcha_answer: 'a walrus' });
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /id="captcha_answer"/);
  const asked = await client.get('/register');
  const answer = answerTo(questionOf(asked));
  const joined = await client.submit(asked, '/register', { ...values, name: 'plain_paul', email: 'p@example.org', captcha_answer: `  ${answer.toUpperCase()}. ` });
  assert.equal(joined.status, 200, joined.text);
  assert.match((await client.get('/account')).text, /plain_paul/);
  const again = site.client();
  await again.get('/register');
  const twice = await again.submit(asked, '/register', { ...values, name: 'plain_twice', email: 't@example.org', captcha_answer: answer,
    csrf: formsOf((await again.get('/register')).text).find((f) => f.action === '/register').fields.csrf });
  assert.equal(twice.status, 403);
  assert.match(twice.text, /used before/);
});

test('the answer can be typed on a phone, words as well as numbers', async () => {
  const page = await site.client().get('/register');
  assert.doesNotMatch(page.text.match(/<input id="captcha_answer"[^>]*>/)[0], /inputmode/);
});

test('weak passwords are refused on every path: joining, changing, the command line', async () => {
  const weak = { short: 'fourteen chars', common: 'password12345678', known: 'correct horse battery staple', repeated: 'abababababababab',
    along: '12345678901234567890' };
  const member = site.addUser('weak_willa');
  for (const [what, password] of Object.entries(weak)) {
    const joined = await join(site.client(), `weak_${what}`, { password });
    assert.equal(joined.status, 400, `joining: ${what}`);
    const client = site.client();
    await client.signIn(member);
    const page = await client.get('/account/password');
    const names = Object.keys(formsOf(page.text).find((f) => f.action === '/account/password').fields);
    const fields = Object.fromEntries(names.filter((n) => n !== 'csrf').map((n) => [n, n === 'current' ? member.password : password]));
    assert.equal((await client.submit(page, '/account/password', fields)).status, 400, `changing: ${what}`);
    for (const args of [['user', 'add', `cli_${what}`, '--email', `cli_${what}@example.org`], ['user', 'password', 'weak_willa']]) {
      const run = spawnSync(program, site.arguments(args), { input: `${password}\n`, encoding: 'utf8', cwd: site.folder });
      assert.equal(run.status, 1, `${args.join(' ')}: ${what}`);
      assert.match(run.stderr, /password/i);
    }
  }
  assert.equal((await site.client().signIn(member)).url.endsWith('/sign-in'), false, 'the old password still holds');
});

test('consent is to the documents in force: a version that is not gets the form back', async () => {
  const client = site.client();
  const forged = await join(client, 'version_vera', { standards_version: 'x'.repeat(5000) });
  assert.equal(forged.status, 409);
  assert.match(forged.text, /changed/);
  assert.match(forged.text, /value="version_vera"/);
  const page = await client.get('/register');
  const [, version] = page.text.match(/name="standards_version" value="([^"]+)"/);
  const standards = await client.get('/standards');
  assert.ok(standards.text.includes(version), 'the version agreed to is the one the standards page shows');
  assert.equal((await join(client, 'version_vera')).status, 200);
});

test('a closed registration says so, takes nobody in, and is not offered', async () => {
  await site.stop();
  site.settings['accounts.registration'] = false;
  await site.serve();
  try {
    const client = site.client();
    const page = await client.get('/register');
    assert.equal(page.status, 403);
    assert.match(page.text, /Registration is closed/);
    for (const path of ['/', '/sign-in', '/article/eels-without-passports/comment'])
      assert.doesNotMatch((await client.get(path)).text, /href="\/register/, path);
    const sign = await client.get('/sign-in');
    const csrf = formsOf(sign.text).find((f) => f.fields.csrf).fields.csrf;
    const challenge = JSON.parse((await client.get('/captcha/challenge')).text);
    const answer = await client.request('/register', { method: 'POST', form: { csrf, name: 'late_lars', email: 'l@example.org',
      password: 'seven herons above late lars', consent_standards: 'yes', consent_privacy: 'yes', altcha: solve(challenge) } });
    assert.equal(answer.status, 403);
    assert.doesNotMatch(site.cli(['user', 'list']), /late_lars/);
    assert.equal((await client.signIn(admin)).status, 200, 'members still sign in');
  } finally {
    await site.stop();
    delete site.settings['accounts.registration'];
    await site.serve();
  }
});

test('whoever signs in or joins to answer a comment comes back to the answer', async () => {
  const page = await site.client().get('/article/eels-without-passports');
  const reply = decode(page.text.match(/href="([^"]*comment\?reply=\d+)/)[1]);
  const member = site.addUser('back_again_bea');
  for (const way of ['sign-in', 'register']) {
    const client = site.client();
    const asked = await client.get(reply);
    const form = await client.get(decode(asked.text.match(new RegExp(`href="(/${way}\\?back=[^"]*)"`))[1]));
    const landed = way === 'sign-in'
      ? await client.submit(form, '/sign-in', { login: member.name, password: member.password })
      : await client.submit(form, '/register', { name: 'new_here_ned', email: 'ned@example.org', password: 'seven herons above ned',
        consent_standards: 'yes', consent_privacy: 'yes', captcha_answer: answerTo(questionOf(form)) });
    assert.equal(landed.url, new URL(reply, site.base).href, way);
    assert.match(landed.text, /name="parent" value="\d+"/);
  }
});

test('a role given on the administration page is in force at once, and taken away as fast', async () => {
  const member = site.addUser('rising_ruth');
  const client = site.client(), boss = site.client();
  await client.signIn(member);
  await boss.signIn(admin);
  const setRole = async (role) => {
    const page = await boss.get('/admin/users?find=rising_ruth');
    const form = formsOf(page.text).find((f) => f.fields.role);
    assert.equal((await boss.request(form.action, { method: 'POST', form: { csrf: form.fields.csrf, role, do: 'role' } })).status, 200);
  };
  const queue = async () => {
    const answer = await client.get('/moderation', { follow: false });
    if (answer.status !== 303) return answer.status; // a changed role ends the sessions made under the earlier one
    await client.signIn(member);
    return (await client.get('/moderation', { follow: false })).status;
  };
  assert.equal(await queue(), 403);
  await setRole('moderator');
  assert.equal(await queue(), 200);
  assert.equal((await client.get('/admin')).status, 403);
  await setRole('reader');
  assert.notEqual((await client.get('/moderation', { follow: false })).status, 200);
  assert.equal(await queue(), 403);
  assert.match((await boss.get('/admin/log')).text, /rising_ruth/);
});

test('passwords of the operator\'s own list are taken nowhere, and a faulty list is named with its line', async () => {
  const folder = mkdtempSync(joinPath(tmpdir(), 'comity-list-'));
  const list = joinPath(folder, 'leak.txt');
  writeFileSync(list, 'Seven Herons Above The Leak\r\nshort\n');
  const settings = { 'accounts.password_list': list };
  const strict = await Site.start({ settings });
  try {
    const said = /This password is on a list of those that are tried first/;
    const leaked = 'seven herons above the leak', fine = 'seven herons above the weir';
    const client = strict.client();
    assert.match((await join(client, 'ava_bird', { password: leaked })).text, said);
    assert.equal((await join(client, 'ava_bird', { password: fine })).status, 200);
    const changed = await client.submit(await client.get('/account/password'), '/account/password', { current: fine, wanted: leaked });
    assert.match(changed.text, said);
    assert.throws(() => strict.cli(['user', 'add', 'trial_tom', '--email', 'tom@example.org'], { input: `${leaked}\n` }), said);
    writeFileSync(list, `${fine}\n\xff`, 'latin1');
    const tried = spawnSync(program, ['settings', '--check', '--set', `accounts.password_list=${list}`], { encoding: 'utf8' });
    assert.equal(tried.status, 1);
    assert.ok(tried.stderr.includes(`${list}:2: this line is not UTF-8`), tried.stderr);
  } finally {
    await strict.close();
    rmSync(folder, { recursive: true });
  }
});

describe('where more is asked of who joins', () => {
  let strict;
  before(async () => {
    strict = await Site.start({ settings: { 'accounts.refused_domains': 'Throwaway.example, bin.example', 'accounts.minimum_age': 16 } });
  });
  after(() => strict.close());

  test('addresses of domains that the site refuses are taken nowhere, and whoever had one keeps it', async () => {
    const refuses = async (email) => /Addresses of this provider are not taken/.test((await join(strict.client(), 'Ava Bird', { email })).text);
    for (const email of ['a@throwaway.example', 'A@THROWAWAY.Example', 'a@mx.throwaway.example', 'a@bin.example'])
      assert.ok(await refuses(email), email);
    const kept = strict.client();
    assert.equal((await join(kept, 'Ava Bird', { email: 'ava@notthrowaway.example', consent_age: '16' })).status, 200);
    assert.match((await kept.get('/me')).text, /Ava Bird/);
    const form = await kept.get('/account/email');
    const changed = await kept.submit(form, '/account/email', { email: 'ava@bin.example' });
    assert.match(changed.text, /Addresses of this provider are not taken/);
    // The operator knows whom they add.
    strict.cli(['user', 'add', 'trial_tom', '--email', 'tom@bin.example'], { input: 'seven herons above trial\n' });
    const tom = await strict.signedIn({ name: 'trial_tom', password: 'seven herons above trial' });
    assert.match((await tom.get('/me')).text, /trial_tom/);
  });

  test('nobody joins without saying that they are old enough, and what is kept of it is the number', async () => {
    const client = strict.client();
    assert.match((await client.get('/register')).text, /value="16" required><label for="consent_age">I am at least 16 years old\.</);
    for (const consent_age of ['', 'yes', '14', '99']) {
      const refused = await join(client, 'young_yan', { consent_age });
      assert.equal(refused.status, 400, consent_age);
      assert.match(refused.text, /<a href="#consent_age">To join, say that you have reached the age/);
      assert.match(refused.text, /<p class="field-problem" id="age-problem">/);
    }
    assert.equal((await join(client, 'young_yan', { consent_age: '16' })).status, 200);
    assert.doesNotMatch((await site.client().get('/register')).text, /consent_age/, 'asked only where the setting says so');
  });
});
