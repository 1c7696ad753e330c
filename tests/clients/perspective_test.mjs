// Public clients of the Perspective API, as npm has them, moved by changing the address they ask. googleapis-common is the
// part of googleapis that google.discoverAPI(url) runs; the whole package is ten times as large and adds nothing to it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Site } from '../support/site.mjs';
import { addKey } from '../support/programs.mjs';

const require = createRequire(import.meta.url);
const { Discovery } = require('googleapis-common');
const Perspective = require('perspective-api-client');
const { Client } = require('@conversationai/perspectiveapi-js-client');
// The one perspective-api-client itself loads: it takes no address, so the request is turned to ours on its way out.
const axios = createRequire(require.resolve('perspective-api-client'))('axios');

const GOOGLE = 'https://commentanalyzer.googleapis.com';
const INSULT = 'You are such a stupid moron, shut up.';

let site, key;

before(async () => {
  site = await Site.start({ edition: null });
  key = await addKey(site, 'clients');
  axios.interceptors.request.use((config) => ({ ...config, url: config.url.replace(GOOGLE, site.base) }));
});
after(() => site.close());

test("Google's discovery client finds both methods and calls them", async () => {
  const makeClient = await new Discovery().discoverAPI(`${site.base}/$discovery/rest?version=v1alpha1`);
  const client = makeClient({});
  const { status, data } = await client.comments.analyze({
    key,
    resource: { comment: { text: INSULT }, requestedAttributes: { TOXICITY: {}, SPAM: {} }, languages: ['en'], clientToken: 'mine' },
  });
  assert.equal(status, 200);
  assert.equal(data.clientToken, 'mine');
  assert.ok(data.attributeScores.TOXICITY.summaryScore.value > data.attributeScores.SPAM.summaryScore.value);
  const part = await client.comments.analyze({ key, fields: 'languages', prettyPrint: false, requestBody: { comment: { text: INSULT }, requestedAttributes: { TOXICITY: {} }, languages: ['en'] } });
  assert.deepEqual(part.data, { languages: ['en'] });
  const suggested = await client.comments.suggestscore({
    key,
    requestBody: { comment: { text: INSULT }, attributeScores: { TOXICITY: { summaryScore: { value: 1 } } }, clientToken: 'mine' },
  });
  assert.equal(suggested.data.clientToken, 'mine');
});

test("Google's discovery client tells our errors as it tells Google's", async () => {
  const client = (await new Discovery().discoverAPI(`${site.base}/$discovery/rest?version=v1alpha1`))({});
  const ask = (requestBody, k = key) => client.comments.analyze({ key: k, requestBody });
  await assert.rejects(ask({ comment: { text: 'Akkam jirta' }, languages: ['om'], requestedAttributes: { THREAT: {} } }), (error) => {
    assert.match(error.message, /does not support request languages: om/);
    assert.equal(error.response.data.error.details[0].errorType, 'LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE');
    assert.equal(error.status ?? error.response.status, 400);
    return true;
  });
  await assert.rejects(ask({}, 'no-such-key-at-all'), /API key not valid/);
});

test('perspective-api-client works unchanged', async () => {
  const perspective = new Perspective({ apiKey: key });
  const plain = await perspective.analyze(`<b>${INSULT}</b>`);
  assert.equal(plain.attributeScores.TOXICITY.summaryScore.type, 'PROBABILITY');
  const several = await perspective.analyze(INSULT, { attributes: ['toxicity', 'insult', 'threat'] });
  assert.deepEqual(Object.keys(several.attributeScores), ['TOXICITY', 'INSULT', 'THREAT']);
  const whole = await perspective.analyze({ comment: { text: INSULT }, requestedAttributes: { TOXICITY: { scoreThreshold: 0 } }, languages: ['en'], spanAnnotations: true });
  assert.equal(whole.attributeScores.TOXICITY.spanScores.length, 1);
  await assert.rejects(perspective.analyze(INSULT, { attributes: ['unspecified'] }),
    { name: 'ResponseError', message: 'Unknown requested attribute: UNSPECIFIED' });
  await assert.rejects(new Perspective({ apiKey: 'no-such-key-at-all' }).analyze(INSULT), { name: 'ResponseError', message: /API key not valid/ });
});

test('the official JavaScript client works with its defaults', async () => {
  const client = new Client(key);
  client.perspectiveApiUrl = client.perspectiveApiUrl.replace(GOOGLE, site.base);
  const scores = await client.getScores(`<p>${INSULT}</p>`);
  assert.deepEqual(Object.keys(scores), ['SPAM', 'TOXICITY']);
  assert.ok(scores.TOXICITY > scores.SPAM);
  const context = { entries: [{ text: 'What do you think?' }] };
  assert.deepEqual(Object.keys(await client.getScores(INSULT, { attributes: ['INSULT'], context, doNotStore: false })), ['INSULT']);
});
