// `comity serve --scoring-only`: the routes for programs and for those who watch over the server, and nothing else.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site, root } from '../support/site.mjs';
import { until } from '../support/wait.mjs';

const analyze = '/v1alpha1/comments:analyze';
const body = { comment: { text: 'You are an idiot.' }, requestedAttributes: { PROFANITY: {}, INSULT: {} }, languages: ['en'] };
let site, key;
before(async () => {
  site = await Site.start({ edition: null, command: ['serve', '--scoring-only'] });
  key = site.cli(['key', 'add', 'newsroom']).trim();
});
after(() => site.close());

function ask(path, { method = 'GET', json } = {}) {
  return fetch(new URL(path, site.base), { method, redirect: 'manual',
    ...(json && { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }) });
}

// A key made while the server runs is known within a second or two.
const askedWithKey = () => until(async () => {
  const answer = await ask(`${analyze}?key=${key}`, { method: 'POST', json: body });
  return answer.status !== 400 && answer;
}, 'the key is never taken');

test('a comment is scored without a site', async () => {
  const answer = await askedWithKey();
  assert.equal(answer.status, 200);
  const { attributeScores } = await answer.json();
  assert.ok(attributeScores.INSULT.summaryScore.value > 0.5);
  assert.ok(attributeScores.PROFANITY.summaryScore.value < 0.5);
});

test('without a key nothing is scored', async () => {
  assert.equal((await ask(analyze, { method: 'POST', json: body })).status, 403);
});

test('every room of the site is shut, and says so as programs read it', async () => {
  const rows = readFileSync(join(root, 'docs/ROUTES.md'), 'utf8').matchAll(/^\| (GET|POST) \| `([^`]+)` \| [^|]+ \| (\w+) \|/gm);
  const rooms = [...rows].filter(([, , , kind]) => !['api', 'service'].includes(kind));
  assert.ok(rooms.length > 50);
  for (const [, method, path] of rooms) {
    const address = path.replace('{id}', '1').replace('{name}', 'eels').replace('{file...}', 'css/site.css');
    const answer = await ask(address, { method });
    assert.equal(answer.status, 404, `${method} ${path}`);
    assert.equal((await answer.json()).error.status, 'NOT_FOUND');
    assert.equal(answer.headers.get('set-cookie'), null);
  }
  assert.equal((await ask(analyze)).status, 405);
});

test('those who watch over it see its health and its metrics', async () => {
  assert.equal(await (await ask('/healthz')).text(), 'ok\n');
  assert.match(await (await ask('/metrics')).text(), /^comity_api_answered_total\{method="analyze"\} [1-9]/m);
});
