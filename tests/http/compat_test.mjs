// Akismet's protocol, Coral's moderation phase and batches of JSON Lines, from outside: what they answer, and that without
// a key, with a wrong, revoked or used up one, nothing is judged. tests/clients has real clients of Akismet.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { Site } from '../support/site.mjs';
import { addKey } from '../support/programs.mjs';
import { until } from '../support/wait.mjs';

const SECRETS = ['ssec_first_signing_secret', 'ssec_second_signing_secret'];
const THREAT = 'I will find you and kill you, you worthless idiot.';
const SPAM = 'BUY CHEAP VIAGRA NOW http://a.example http://b.example whatsapp +1555123456 earn money from home';
const KIND = 'The ferry was late again this morning, and the captain said nothing about it.';

let site, key, analyzeOnly;
before(async () => {
  site = await Site.start({ edition: null, settings: { 'log.level': 'debug' } });
  SECRETS.forEach((secret, i) => site.cli(['key', 'add', `coral-${i}`, '--coral'], { input: `${secret}\n` }));
  analyzeOnly = await addKey(site, 'scorer', '--scope', 'analyze');
  key = await addKey(site, 'everything');
});
after(() => site.close());

const base = { blog: 'http://blog.example', user_ip: '192.0.2.1' };
async function akismet(path, fields, headers = {}) {
  const answer = await fetch(new URL(`/1.1/${path}`, site.base), { method: 'POST', headers, body: new URLSearchParams(fields) });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}
const check = (fields) => akismet('comment-check', { api_key: key, ...base, ...fields });

async function coral(body, { secret = SECRETS[0], header } = {}) {
  const bytes = typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  const signed = header ?? `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
  const answer = await fetch(new URL('/coral/moderate', site.base), {
    method: 'POST', body: bytes, headers: { 'content-type': 'application/json', ...(signed && { 'x-coral-signature': signed }) } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, body: JSON.parse(text) };
}
const comment = (body, more = {}) => ({ action: 'NEW', comment: { body, parentID: null }, author: { id: 'a', role: 'COMMENTER' },
  story: { id: 's', url: 'https://news.example/s' }, site: { id: 'x' }, tenantID: 't', tenantDomain: 'news.example', ...more });

async function judge(lines, { with: used = key, headers = {} } = {}) {
  const body = Array.isArray(lines) ? lines.map((l) => (typeof l === 'string' ? l : JSON.stringify(l))).join('\n') : lines;
  const answer = await fetch(new URL('/v1/judge', site.base), { method: 'POST', body,
    headers: { 'content-type': 'application/jsonl', ...(used && { authorization: `Bearer ${used}` }), ...headers } });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text,
    lines: answer.status === 200 ? text.split('\n').filter(Boolean).map((l) => JSON.parse(l)) : null };
}

// --- keys ---

test('a key in force is valid, anything else is not', async () => {
  assert.equal((await akismet('verify-key', { key, blog: base.blog })).text, 'valid');
  for (const wrong of [{}, { key: '' }, { key: 'no-such-key-here' }, { key: analyzeOnly }, { key: SECRETS[0] }, { key: 'x'.repeat(5000) }]) {
    const answer = await akismet('verify-key', { ...wrong, blog: base.blog });
    assert.equal(answer.text, 'invalid');
    assert.ok(answer.headers.get('x-akismet-debug-help'));
  }
});

test('WordPress\'s plugin may keep the key, and asks about another than it has', async () => {
  assert.equal((await akismet('verify-key', { key, api_key: 'the-former-one', blog: base.blog })).text, 'valid');
  assert.equal((await akismet('verify-key', { key: 'the-new-one-is-wrong', api_key: key, blog: base.blog })).text, 'invalid');
  const account = await akismet('get-subscription', { key, blog: base.blog });
  assert.equal(JSON.parse(account.text).status, 'active');
  assert.equal((await akismet('get-subscription', { key: analyzeOnly, blog: base.blog })).text, 'invalid');
  assert.equal((await akismet('get-stats', { key, blog: base.blog, from: 'all' })).text, '');
});

test('without a key for it nothing is judged', async () => {
  for (const used of [{}, { api_key: 'no-such-key-here' }, { api_key: analyzeOnly }]) {
    const answer = await akismet('comment-check', { ...base, comment_content: SPAM, ...used });
    assert.equal(answer.text, 'invalid');
    assert.equal((await akismet('submit-spam', { ...base, comment_content: SPAM, ...used })).text, 'invalid');
  }
  assert.equal((await judge([{ text: KIND }], { with: null })).status, 403);
  assert.equal((await judge([{ text: KIND }], { with: 'no-such-key-here' })).status, 400);
  assert.equal((await judge([{ text: KIND }], { with: analyzeOnly })).status, 403);
  assert.equal((await coral(comment(KIND), { secret: 'ssec_another_secret' })).status, 401);
  assert.equal((await coral(comment(KIND), { header: '' })).status, 401);
});

test('a key before the name of the host is a key, as it was once', async () => {
  const ask = (host) => new Promise((done, fail) => {
    const body = new URLSearchParams({ ...base, comment_content: KIND }).toString();
    const { hostname, port } = new URL(site.base);
    request({ hostname, port, method: 'POST', path: '/1.1/comment-check',
      headers: { host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) } }, (answer) => {
      let text = '';
      answer.on('data', (d) => { text += d; }).on('end', () => done(text));
    }).on('error', fail).end(body);
  });
  assert.equal(await ask(`${key}.akismet.news.example`), 'false');
  assert.equal(await ask('akismet.news.example'), 'invalid');
});

test('a revoked key opens nothing a moment later', async () => {
  const short = await addKey(site, 'short-lived');
  assert.equal((await akismet('verify-key', { key: short })).text, 'valid');
  site.cli(['key', 'revoke', 'short-lived']);
  await until(async () => (await akismet('verify-key', { key: short })).text !== 'valid', 'it opens all it opened');
  assert.equal((await judge([{ text: KIND }], { with: short })).status, 400);
});

test('over its quota a key is told when to come again', async () => {
  const few = await addKey(site, 'few', '--scope', 'akismet,batch', '--quota', '60', '--burst', '3');
  const tooMany = await judge([1, 2, 3, 4, 5].map((id) => ({ id, text: KIND })), { with: few });
  assert.equal(tooMany.status, 429);
  assert.match(tooMany.text, /allows 3 at once/);
  let refused;
  for (let i = 0; i < 4 && !refused; i++) {
    const answer = await akismet('comment-check', { ...base, api_key: few, comment_content: KIND });
    if (answer.status === 429) refused = answer;
  }
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  assert.ok(refused.headers.get('x-akismet-alert-code'));
  assert.ok(!['true', 'false', 'valid'].includes(refused.text));
  const judged = await judge([{ text: KIND }], { with: few });
  assert.equal(judged.status, 429);
  assert.ok(Number(judged.headers.get('retry-after')) >= 1);
});

test('keys, secrets and comments stand in no log', async () => {
  await check({ comment_content: 'unmistakable-words' });
  await judge([{ text: 'unmistakable-words' }]);
  await coral(comment('unmistakable-words'));
  for (const secret of [key, analyzeOnly, ...SECRETS, 'unmistakable-words']) assert.ok(!site.log.includes(secret));
  assert.ok(site.log.includes('/v1/judge'));
});

// --- Akismet ---

test('spam is true, what is none is false, blatant spam is to be discarded', async () => {
  const spam = await check({ comment_content: SPAM });
  assert.equal(spam.text, 'true');
  assert.equal(spam.headers.get('x-akismet-pro-tip'), 'discard');
  assert.equal(spam.headers.get('content-type'), 'text/plain; charset=utf-8');
  for (const comment_content of [KIND, '', '0', 'caf\u00e9 \u{1F600}', 'https://news.example/report says the same']) {
    const ham = await check({ comment_content });
    assert.equal(ham.text, 'false', comment_content);
    assert.equal(ham.headers.get('x-akismet-pro-tip'), null);
  }
  // What breaks other clauses is no spam.
  assert.equal((await check({ comment_content: THREAT })).text, 'false');
});

test('Akismet\'s ways to try a client out do what they are documented to', async () => {
  for (const sure of [{ comment_author: 'viagra-test-123' }, { comment_author: 'akismet-guaranteed-spam' },
    { comment_author_email: 'akismet-guaranteed-spam@example.com' }])
    assert.equal((await check({ ...sure, comment_content: KIND, is_test: 'true' })).text, 'true');
  const discarded = await check({ comment_author: 'akismet-guaranteed-spam', test_discard: '1', is_test: '1' });
  assert.equal(discarded.headers.get('x-akismet-pro-tip'), 'discard');
  assert.equal((await check({ user_role: 'administrator', comment_content: SPAM, is_test: '1' })).text, 'false');
});

test('whoever fills in the trap is no person', async () => {
  assert.equal((await check({ comment_content: KIND, honeypot_field_name: 'trap', trap: 'filled in' })).text, 'true');
  assert.equal((await check({ comment_content: KIND, honeypot_field_name: 'trap', trap: '' })).text, 'false');
  assert.equal((await check({ comment_content: KIND, POST_ak_hp_textarea: 'x' })).text, 'true');
});

test('what several addresses send in nearly the same words is spam', async () => {
  const words = (n) => `As a worried citizen number ${n} I ask that the council keep the honey tariff, because it protects all our beekeepers from ruin.`;
  const from = (n, more = {}) => check({ user_ip: `192.0.2.${n}`, comment_content: words(n), ...more });
  for (let n = 1; n <= 4; n++) assert.equal((await from(n)).text, 'false');
  assert.equal((await from(5)).text, 'true');
  // One address, one person who tries again; a check that is repeated; a test: none of them makes a campaign.
  const other = 'The old lighthouse keeper told us yesterday that the lamp has been dark since the storm took the power line down.';
  for (let i = 0; i < 8; i++) assert.equal((await check({ comment_content: other })).text, 'false');
  for (let n = 10; n < 18; n++) assert.equal((await check({ user_ip: `192.0.2.${n}`, comment_content: `${other} Sad.`, is_test: '1' })).text, 'false');
});

test('what one client says of addresses makes no campaign of another client\'s comments', async () => {
  const words = (n) => `Our choir of ${n} voices sings in the old customs house on Sunday evening, and everybody may come and listen for nothing.`;
  const keys = await Promise.all([1, 2, 3, 4, 5].map((n) => addKey(site, `blog-${n}`, '--scope', 'akismet')));
  const from = (used, n) => check({ api_key: used, user_ip: `198.51.100.${n}`, comment_content: words(n) });
  for (let n = 1; n <= 8; n++) await from(key, n);
  assert.equal((await from(key, 9)).text, 'true');
  for (const [n, used] of keys.slice(0, 3).entries()) assert.equal((await from(used, 20 + n)).text, 'false');
  assert.equal((await from(keys[3], 30)).text, 'true');
});

test('a missing field is named, in words and in the header', async () => {
  const { user_ip, ...noAddress } = base;
  const answer = await akismet('comment-check', { api_key: key, ...noAddress, comment_content: KIND });
  assert.equal(answer.text, 'Missing required field: user_ip.');
  assert.equal(answer.headers.get('x-akismet-debug-help'), 'Empty "user_ip" value');
  assert.match((await akismet('comment-check', { api_key: key, user_ip })).text, /blog/);
});

test('what was wrong is thanked for, and given on to learning', async () => {
  for (const path of ['submit-spam', 'submit-ham'])
    assert.equal((await akismet(path, { api_key: key, ...base, comment_content: KIND })).text, 'Thanks for making the web a better place.');
  assert.match((await akismet('submit-spam', { api_key: key, blog: base.blog })).text, /user_ip/);
  assert.equal((await akismet('submit-spam', { api_key: key, ...base, comment_content: KIND, is_test: '1' })).status, 200);
});

test('forms of any shape are answered, never repeated', async () => {
  const shapes = ['', '&&&&', '=', '%', 'comment_content=%ff%fe%00', `${'a=b&'.repeat(20000)}blog=b`, 'blog[]=a&user_ip[x]=b',
    `comment_content=${'%3Cscript%3Ealert(1)%3C/script%3E'.repeat(100)}`, `comment_content=${'a'.repeat(70000)}`, '\x00\x01\x02'];
  for (const shape of shapes) {
    const body = `api_key=${key}&user_ip=1&blog=x&${shape}`;
    const answer = await fetch(new URL('/1.1/comment-check', site.base), { method: 'POST', body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    const text = await answer.text();
    assert.ok([200, 413].includes(answer.status), `${answer.status} for ${shape.slice(0, 40)}`);
    assert.ok(['true', 'false', 'error'].includes(text), text);
  }
});

// --- Coral ---

test('Coral is told what the standards say', async () => {
  const good = await coral(comment(KIND));
  assert.equal(good.status, 200);
  assert.equal(good.body.status, 'NONE');
  assert.equal(good.body.actions, undefined);
  const bad = await coral(comment(THREAT));
  assert.ok(['REJECTED', 'SYSTEM_WITHHELD'].includes(bad.body.status));
  assert.deepEqual(bad.body.actions, [{ actionType: 'FLAG', reason: 'COMMENT_DETECTED_TOXIC' }]);
  const spam = await coral(comment(SPAM));
  assert.ok(spam.body.actions.some((a) => a.reason === 'COMMENT_DETECTED_SPAM'));
  const html = await coral(comment(`<div>${THREAT}</div>`));
  assert.equal(html.body.status, bad.body.status);
});

test('two signing secrets are in force at once, and either of two signatures will do', async () => {
  const body = JSON.stringify(comment(KIND));
  const hex = (secret) => createHmac('sha256', secret).update(body).digest('hex');
  for (const secret of SECRETS) assert.equal((await coral(body, { secret })).status, 200);
  assert.equal((await coral(body, { header: `sha256=${hex('old')},sha256=${hex(SECRETS[1])}` })).status, 200);
  for (const header of [hex(SECRETS[0]), `sha1=${hex(SECRETS[0])}`, `sha256=${hex(SECRETS[0]).slice(1)}`, 'sha256=', `sha256=${'0'.repeat(64)}`])
    assert.equal((await coral(body, { header })).status, 401);
  const signed = `sha256=${hex(SECRETS[0])}`;
  assert.equal((await coral(`${body} `, { header: signed })).status, 401);
});

test('a signed body of any shape gets an answer that names the fault and repeats nothing', async () => {
  for (const body of ['', 'null', '[]', '{}', '{"comment":null}', '{"comment":{"body":7}}', '{"comment":{"body":"a"}', '{"comment":{"body":"\\ud800"}}',
    `${'['.repeat(5000)}${']'.repeat(5000)}`, '{"comment":{"body":"SECRET"},"author":{"role":["SECRET"]}}']) {
    const answer = await coral(body);
    assert.equal(answer.status, 400, body.slice(0, 60));
    assert.ok(answer.body.error.message.length > 10);
    assert.ok(!answer.text.includes('SECRET'));
  }
  const long = await coral(comment('a'.repeat(70000)));
  assert.ok([400, 413].includes(long.status));
});

// --- batches ---

test('each line is answered in order, and the fault of one is no other\'s', async () => {
  const answer = await judge([{ id: 1, text: THREAT, attributes: ['TOXICITY', 'SPAM'] }, 'nonsense', '', { id: 'c', text: KIND },
    { id: 4 }, { id: 5, text: KIND, attributes: ['TOXICITY'], verdict: false }]);
  assert.equal(answer.headers.get('content-type'), 'application/jsonl; charset=utf-8');
  const [first, broken, third, empty, scored] = answer.lines;
  assert.equal(answer.lines.length, 5);
  assert.deepEqual([first.id, first.line], [1, 1]);
  assert.ok(first.attributes.TOXICITY > 0.5);
  assert.ok(['hold', 'remove'].includes(first.consequence));
  assert.ok(first.findings[0].evidence.length > 0);
  assert.deepEqual(Object.keys(broken), ['line', 'error']);
  assert.equal(broken.line, 2);
  assert.deepEqual([third.id, third.line, third.consequence], ['c', 4, 'publish']);
  assert.deepEqual([empty.id, empty.line], [4, 5]);
  assert.match(empty.error, /text/);
  assert.deepEqual(Object.keys(scored), ['id', 'line', 'attributes']);
});

test('decisive words are sought where a line asks for them', async () => {
  const { lines: [plain, explained] } = await judge([{ text: THREAT }, { text: THREAT, explain: true }]);
  assert.equal(plain.consequence, explained.consequence);
  assert.ok(JSON.stringify(explained).length > JSON.stringify(plain).length);
});

test('batches have limits, and say them', async () => {
  const many = await judge('{"text":"a"}\n'.repeat(1001));
  assert.equal(many.status, 413);
  assert.match(many.text, /1000/);
  assert.equal((await judge('{"text":"a"}\n'.repeat(1000))).lines.length, 1000);
  assert.equal((await judge('x'.repeat(300000))).status, 413);
  assert.equal((await judge('')).text, '');
  assert.equal((await judge([{ text: KIND }], { headers: { 'content-type': 'multipart/form-data' } })).status, 415);
});

test('readers are served while batches are judged', async () => {
  let judged = 0;
  const batches = Array.from({ length: 8 }, async () => {
    const answer = await judge(Array.from({ length: 1000 }, (_, id) => ({ id, text: `${KIND} ${id}` })));
    judged++;
    return answer;
  });
  for (let i = 0; i < 20; i++) assert.equal((await fetch(new URL('/healthz', site.base))).status, 200);
  assert.ok(judged < batches.length, 'readers waited for all of them');
  for (const answer of await Promise.all(batches)) assert.equal(answer.lines?.length, 1000);
});

test('no address of these takes a GET or sets a cookie', async () => {
  for (const path of ['/1.1/verify-key', '/1.1/comment-check', '/1.1/submit-spam', '/1.1/submit-ham', '/coral/moderate', '/v1/judge']) {
    const answer = await fetch(new URL(path, site.base));
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('set-cookie'), null);
  }
});
