// Settings that only the whole program can obey: what the configuration says reaches the part it is about.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { Site, formsOf, program } from '../support/site.mjs';
import { WAIT_MS } from '../support/wait.mjs';

const article = '/article/eels-without-passports';
let site;
before(async () => {
  site = await Site.start({ settings: { 'http.body_max': 9000, 'http.header_max': 3000, 'http.url_max': 700,
    'http.base_url': 'https://courier.example', 'http.metrics_token': 'let-me-in' } });
  await site.stop();
  site.settings['discussion.comment_max'] = 200; // shorter than the sample edition's
  await site.serve();
});
after(() => site.close());

test('limits on bodies, headers and addresses are those of the settings', async () => {
  const client = site.client();
  assert.equal((await client.request('/sign-in', { method: 'POST', form: { login: 'x'.repeat(9100) } })).status, 413);
  assert.equal((await client.get('/', { headers: { 'x-long': 'x'.repeat(3100) } })).status, 431);
  assert.equal((await client.get('/', { headers: { 'x-long': 'x'.repeat(2000) } })).status, 200);
  assert.equal((await client.get(`/?q=${'x'.repeat(750)}`)).status, 414);
  assert.equal((await client.get(`/?q=${'x'.repeat(600)}`)).status, 200);
});

test('what is refused before it is routed has the form that programs know where they ask', async () => {
  const api = '/v1alpha1/comments:analyze', long = 'x'.repeat(3100);
  const ask = (path, options = {}) => fetch(site.base + path, { method: 'POST', headers: { 'content-type': 'application/json' }, ...options });
  const cases = [[414, await ask(`${api}?key=${'x'.repeat(750)}`)], [431, await ask(api, { headers: { 'x-long': long } })],
    [413, await ask(api, { body: JSON.stringify({ comment: { text: 'x'.repeat(9100) } }) })], [400, await ask('/v1/judge%zz')]];
  for (const [status, answer] of cases) {
    assert.equal(answer.status, status);
    assert.match(answer.headers.get('content-type'), /^application\/json/);
    assert.equal((await answer.json()).error.code, status);
  }
  const asked = await fetch(`${site.base}/?q=${'x'.repeat(750)}`, { headers: { accept: 'application/json' } });
  assert.deepEqual([asked.status, Object.keys(await asked.json())], [414, ['error', 'message', 'request']]);
  assert.match((await fetch(`${site.base}/?q=${'x'.repeat(750)}`)).headers.get('content-type'), /^text\/html/);
});

test('addresses are built from the public one, and behind https cookies are bound to it', async () => {
  const page = await site.client().get(article, { headers: { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'elsewhere.example' } });
  assert.ok(page.text.includes(`href="https://courier.example${article}"`));
  assert.doesNotMatch(page.text, /elsewhere\.example/);
  assert.match(page.headers.get('strict-transport-security'), /max-age=\d+/);
  const form = await site.client().get('/sign-in');
  for (const cookie of form.headers.getSetCookie()) assert.match(cookie, /^__Host-[^;]+;.*Secure/);
  assert.ok(form.headers.getSetCookie().length > 0);
});

test('the longest comment is that of the setting, to the character', async () => {
  const client = site.client(), origin = { headers: { origin: 'https://courier.example' } };
  const user = site.addUser('brief_bea');
  const page = await client.get('/sign-in');
  await client.submit(page, '/sign-in', { login: user.name, password: user.password }, origin);
  const words = 'The eel is a patient fish and knows the river well. '.repeat(4);
  const form = await client.get(`${article}/comment`);
  const long = await client.submit(form, `${article}/comment`, { text: `${words.slice(0, 200)}.` }, origin);
  assert.equal(long.status, 413);
  assert.ok(formsOf(long.text).some((f) => f.fields.text === `${words.slice(0, 200)}.`));
  const sent = await client.submit(form, `${article}/comment`, { text: `${words.slice(0, 199)}.` }, { ...origin, follow: false });
  assert.equal(sent.status, 303);
});

test('metrics want the token of the setting', async () => {
  const client = site.client();
  assert.notEqual((await client.get('/metrics')).status, 200);
  assert.equal((await client.get('/metrics', { headers: { authorization: 'Bearer let-me-in' } })).status, 200);
});

test('a setting that is misspelt or out of range stops the start with its name and the remedy', () => {
  for (const [set, said] of [['http.prot=80', /http\.port/], ['http.port=99999', /65535/], ['log.level=loud', /debug, info, warn/],
    ['accounts.registration=perhaps', /accounts\.registration/]]) {
    const run = spawnSync(program, ['serve', '--database', 'sqlite:unused.db', '--set', set], { cwd: site.folder, encoding: 'utf8', timeout: WAIT_MS });
    assert.notEqual(run.status, 0, set);
    assert.match(run.stderr, said, set);
  }
});
