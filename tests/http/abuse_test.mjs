// Programs that mean no good, with a key and without: what they send holds up nobody else, and stays where it belongs.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { Site } from '../support/site.mjs';
import { addKey, call } from '../support/programs.mjs';
import { WAIT_MS, until } from '../support/wait.mjs';

const SECRET = 'ssec_first_signing_secret';
const LONG = 'a@ $! f_u '.repeat(6000);
let site, key, begin;
before(async () => {
  site = await Site.start({ edition: null, settings: { 'http.loops': 1, 'http.stop_grace': 2, 'log.level': 'debug' } });
  site.cli(['key', 'add', 'coral', '--coral'], { input: `${SECRET}\n` });
  key = await addKey(site, 'everything');
  begin = threads();
});
after(() => site.close());

// Nanoseconds of processor time of every thread of the server.
const threads = () => Object.fromEntries(readdirSync(`/proc/${site.process.pid}/task`).map((id) =>
  [id, Number(readFileSync(`/proc/${site.process.pid}/task/${id}/schedstat`, 'utf8').split(' ')[0])]));

async function coral(body) {
  const bytes = JSON.stringify({ comment: { body, parentID: null }, author: { role: 'COMMENTER' }, story: {} });
  const signature = createHmac('sha256', SECRET).update(bytes).digest('hex');
  const answer = await fetch(new URL('/coral/moderate', site.base), { method: 'POST', body: bytes,
    headers: { 'content-type': 'application/json', 'x-coral-signature': `sha256=${signature}` } });
  await answer.text();
  return answer.status;
}
async function akismet(path, fields) {
  const answer = await fetch(new URL(`/1.1/${path}`, site.base), { method: 'POST',
    body: new URLSearchParams({ api_key: key, blog: 'http://blog.example', user_ip: '192.0.2.1', ...fields }) });
  await answer.text();
  return answer.status;
}
const analyze = async (text, more) => (await call(site, '/v1alpha1/comments:analyze', { key,
  json: { comment: { text }, languages: ['en'], requestedAttributes: { TOXICITY: {} }, ...more } })).status;

// --- answers that grow ---

test('every attribute for every sentence is answered, whole or in part, and more than there are is refused', async () => {
  const versions = (n) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`TOXICITY@${i + 1}`, {}]));
  const asked = (n, query) => call(site, '/v1alpha1/comments:analyze', { key, query, json: { comment: { text: 'Hi, you. '.repeat(300) },
    languages: ['en'], spanAnnotations: true, requestedAttributes: versions(n) } });
  for (const query of [{}, { prettyPrint: 'false' }, { fields: 'attributeScores(*(spanScores(begin,end,score/value)))' }]) {
    const { status, body } = await asked(64, query);
    assert.equal(status, 200, JSON.stringify(query));
    assert.equal(Object.keys(body.attributeScores).length, 64);
    assert.equal(body.attributeScores['TOXICITY@64'].spanScores.length, 128);
  }
  assert.match((await asked(65)).body.error.message, /more than 64 attributes/);
  const { status } = await call(site, '/v1alpha1/comments:analyze', { key,
    json: { comment: { text: 'Hi' }, languages: ['en'], requestedAttributes: { [`TOXICITY@${'0'.repeat(200000)}1`]: {} } } });
  assert.equal(status, 400);
});

// --- event loops ---

test('long texts are judged beside the event loops, which serve others meanwhile', async () => {
  const asks = {
    coral: () => coral(LONG),
    'comment-check': () => akismet('comment-check', { comment_content: LONG, is_test: '1' }),
    analyze: () => analyze(LONG.slice(0, 20000), { spanAnnotations: true,
      context: { articleAndParentComment: { article: { text: LONG }, parentComment: { text: LONG } } } }),
    suggestscore: async () => (await call(site, '/v1alpha1/comments:suggestscore', { key, json: { comment: { text: LONG.slice(0, 20000) },
      doNotStore: true, attributeScores: { TOXICITY: { summaryScore: { value: 1 } } } } })).status,
  };
  for (const [name, ask] of Object.entries(asks)) {
    const before = threads();
    assert.deepEqual(await Promise.all(Array.from({ length: 6 }, ask)), Array(6).fill(200), name);
    const spent = Object.entries(threads()).map(([id, ns]) => ({ old: id in begin, ms: (ns - (before[id] ?? 0)) / 1e6 }));
    const sum = (list) => list.reduce((n, t) => n + t.ms, 0);
    assert.ok(sum(spent.filter((t) => t.old)) < sum(spent) / 3, `${name}: ${JSON.stringify(spent)}`);
  }
});

// --- one key among others ---

const ROUGH = 'you stupid idiot, f u c k you sh1t, kill them all, http://a.example buy cheap pills now';
function judge(used, lines) {
  const body = Array(lines).fill(JSON.stringify({ text: ROUGH, explain: true })).join('\n');
  return fetch(new URL('/v1/judge', site.base), { method: 'POST', body, headers: { authorization: `Bearer ${used}` } })
    .then(async (answer) => { await answer.text(); return answer.status; }, () => 'closed');
}

test('a key with many batches takes no other key\'s place, and a server that is told to stop stops in time', async () => {
  const other = await addKey(site, 'other');
  let refused = 0;
  const many = Array.from({ length: 90 }, async () => {
    const status = await judge(key, 400);
    refused += status === 503;
    return status;
  });
  await until(() => refused >= 90 - 40, () => `${refused} of 90 batches are turned away`);
  const answer = await Promise.race([judge(other, 1), new Promise((done) => setTimeout(done, 300)).then(() => 'waits')]);
  assert.notEqual(answer, 503);
  const told = Date.now();
  assert.equal((await site.stop()).code, 0);
  assert.ok(Date.now() - told < WAIT_MS, `${Date.now() - told} ms`);
  await Promise.all(many);
  await site.serve();
});
