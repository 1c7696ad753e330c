// The Perspective API as its clients meet it: every field, every error, hostile bodies, keys. Scores are not pinned here:
// models change, and docs/QUALITY.md measures them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site } from '../support/site.mjs';
import { addKey, call } from '../support/programs.mjs';
import { until } from '../support/wait.mjs';

const ANALYZE = '/v1alpha1/comments:analyze';
const SUGGEST = '/v1alpha1/comments:suggestscore';
const INSULT = 'You are an idiot, and everybody here knows that.';

let site, key;

before(async () => {
  site = await Site.start({ edition: null, settings: { 'api.learned': true } });
  key = await addKey(site, 'tester');
});
after(() => site.close());

const analyze = (json, options = {}) => call(site, ANALYZE, { key, json, ...options });
const suggest = (json, options = {}) => call(site, SUGGEST, { key, json, ...options });
const toxicity = { TOXICITY: {} };

function details(errorType, more = {}) {
  return [{ '@type': 'type.googleapis.com/google.commentanalyzer.v1alpha1.Error', errorType, ...more }];
}

function violation(field, description) {
  const fields = field ? { field, description } : { description };
  return [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [fields] }];
}

function assertError(answer, code, status, message, expectedDetails) {
  assert.equal(answer.status, code, answer.text);
  const error = { code, message, status };
  if (expectedDetails) error.details = expectedDetails;
  assert.deepEqual(answer.body, { error });
  assert.match(answer.headers.get('content-type'), /^application\/json; charset=utf-8$/);
}

test('every field of a request is taken and every field of an answer is there', async () => {
  const text = 'You are an idiot. Thank you for the recipe!';
  const { status, body, headers } = await analyze({
    comment: { text, type: 'PLAIN_TEXT' },
    requestedAttributes: { 'TOXICITY@6': { scoreType: 'PROBABILITY', scoreThreshold: 0 }, PROFANITY: {} },
    context: { articleAndParentComment: { article: { text: 'About cake.', type: 'PLAIN_TEXT' }, parentComment: { text: 'I like it.' } } },
    spanAnnotations: true,
    languages: ['en'],
    doNotStore: true,
    dropUnsupportedAttributes: false,
    clientToken: 'token <1>',
    sessionId: '42',
    communityId: 'somewhere',
  });
  assert.equal(status, 200);
  assert.deepEqual(Object.keys(body).sort(), ['attributeScores', 'clientToken', 'detectedLanguages', 'languages']);
  assert.equal(body.clientToken, 'token <1>');
  assert.deepEqual(body.languages, ['en']);
  assert.deepEqual(body.detectedLanguages, ['en']);
  assert.deepEqual(Object.keys(body.attributeScores), ['TOXICITY@6', 'PROFANITY']);
  const { spanScores, summaryScore } = body.attributeScores['TOXICITY@6'];
  assert.equal(summaryScore.type, 'PROBABILITY');
  assert.ok(summaryScore.value > spanScores[1].score.value && summaryScore.value <= 1);
  assert.deepEqual(spanScores.map(({ begin, end }) => text.slice(begin, end)), ['You are an idiot.', 'Thank you for the recipe!']);
  assert.ok(spanScores[0].score.value > spanScores[1].score.value);
  assert.ok(spanScores.every(({ score }) => score.type === 'PROBABILITY'));
  assert.equal(headers.get('set-cookie'), null);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('cache-control'), 'no-store');
});

test('field names are taken in the spelling of protocol buffers too, and null is absent', async () => {
  const { status, body } = await analyze({
    comment: { text: INSULT, type: null }, requested_attributes: toxicity, client_token: 'x', do_not_store: true,
    span_annotations: null, context: null, languages: null, session_id: null,
  });
  assert.equal(status, 200);
  assert.equal(body.clientToken, 'x');
  const twice = await analyze({ comment: { text: INSULT }, requestedAttributes: toxicity, clientToken: 'a', client_token: 'b' });
  assert.equal(twice.status, 400);
});

test('without span annotations one span covers the whole text', async () => {
  const text = `  ${INSULT} \u{1f600} `;
  const { body } = await analyze({ comment: { text }, requestedAttributes: toxicity });
  const { spanScores, summaryScore } = body.attributeScores.TOXICITY;
  assert.deepEqual(spanScores, [{ begin: 0, end: text.length, score: summaryScore }]);
});

test('spans are counted in UTF-16 units, through surrogate pairs and combining marks', async () => {
  const sentences = ['\u{1f600}\u{1f469}\u200d\u{1f680} wow.', 'The cafe\u0301 is n\u0303ice!', 'You \u{1d41a}re an idiot?', 'Really, 漢!'];
  const text = ` ${sentences.join('  ')}\n`;
  const { body } = await analyze({ comment: { text }, requestedAttributes: { TOXICITY: {}, THREAT: {} }, languages: ['en'], spanAnnotations: true });
  for (const name of ['TOXICITY', 'THREAT']) {
    const spans = body.attributeScores[name].spanScores;
    assert.deepEqual(spans.map(({ begin, end }) => text.slice(begin, end)), sentences);
  }
});

test('a sentence in another language than requested has no score of its own', async () => {
  const text = 'Thank you for the recipe! Большое спасибо за этот подробный рассказ о городском совете.';
  const { body } = await analyze({ comment: { text }, requestedAttributes: toxicity, languages: ['en'], dropUnsupportedAttributes: true, spanAnnotations: true });
  const spans = body.attributeScores.TOXICITY?.spanScores ?? [];
  assert.ok(spans.every(({ end }) => end <= 25));
});

test('of many sentences neighbours are scored together', async () => {
  const text = 'Well done. '.repeat(1000);
  const { body } = await analyze({ comment: { text }, requestedAttributes: toxicity, languages: ['en'], spanAnnotations: true });
  const spans = body.attributeScores.TOXICITY.spanScores;
  assert.equal(spans.length, 128);
  assert.equal(spans[0].begin, 0);
  assert.equal(spans.at(-1).end, text.trimEnd().length);
  for (let i = 1; i < spans.length; i++) assert.ok(spans[i].begin >= spans[i - 1].end);
});

test('scores below the threshold are left out', async () => {
  const text = 'Thank you for the recipe! You are an idiot.';
  const { spanScores } = (await analyze({ comment: { text }, languages: ['en'], spanAnnotations: true, requestedAttributes: toxicity })).body.attributeScores.TOXICITY;
  const high = spanScores[1].score.value;
  const ask = (scoreThreshold) => analyze({ comment: { text }, languages: ['en'], spanAnnotations: true, requestedAttributes: { TOXICITY: { scoreThreshold } } });
  assert.deepEqual((await ask(high)).body.attributeScores.TOXICITY.spanScores, [spanScores[1]]);
  assert.deepEqual((await ask(1.5)).body.attributeScores, {});
  assert.equal((await ask(-1)).body.attributeScores.TOXICITY.spanScores.length, 2);
});

test('the language is requested, or detected, or assumed, or told to be missing', async () => {
  const ask = async (text, more = {}) => analyze({ comment: { text }, requestedAttributes: toxicity, ...more });
  const long = await ask('Thank you for this article; I learnt a great deal about how the council works.');
  assert.deepEqual([long.body.languages, long.body.detectedLanguages], [['en'], ['en']]);
  const short = await ask('Nope');
  assert.deepEqual([short.body.languages, short.body.detectedLanguages], [['en'], undefined]);
  const region = await ask('Nope', { languages: ['en-GB'] });
  assert.deepEqual(region.body.languages, ['en-GB']);
  // Some clients write the colon of the address so.
  assert.equal((await call(site, ANALYZE.replace(':', '%3A'), { key, json: { comment: { text: 'Nope' }, requestedAttributes: toxicity } })).status, 200);
  const silent = await ask('\u{1f44d}\u{1f44d} 10/10', { languages: ['en'] });
  assert.equal(silent.status, 200);
  for (const text of ['\u{1f44d}\u{1f44d}', '12345 !!', 'да', '漢'])
    assertError(await ask(text), 400, 'INVALID_ARGUMENT', 'Unable to detect language.', details('LANGUAGE_DETECTION_FAILED'));
});

test('a requested language is believed of texts too short to tell', async () => {
  for (const text of ['porn porn porn', 'Nein', 'hola', 'lol', 'ça va'])
    assert.equal((await analyze({ comment: { text }, requestedAttributes: toxicity, languages: ['en'] })).status, 200, text);
});

test('an attribute is refused in languages it was not measured in', async () => {
  const german = 'Ich danke Ihnen sehr für diesen Artikel, denn ich habe viel über die Arbeit des Rates gelernt.';
  const message = 'Attribute THREAT does not support request languages: ';
  const refused = (languages) => details('LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE', { languageNotSupportedByAttributeError: { ...languages, attribute: 'THREAT' } });
  const ask = (text, more) => analyze({ comment: { text }, requestedAttributes: { THREAT: {} }, ...more });
  assertError(await ask('Akkam jirta', { languages: ['om'] }), 400, 'INVALID_ARGUMENT', `${message}om`, refused({ requestedLanguages: ['om'] }));
  assertError(await ask('Akkam', { languages: ['en', 'om', 'hi-Latn'] }), 400, 'INVALID_ARGUMENT', `${message}om,hi-Latn`,
    refused({ requestedLanguages: ['om', 'hi-Latn'] }));
  assertError(await ask(german), 400, 'INVALID_ARGUMENT', `${message}de`, refused({ detectedLanguages: ['de'] }));
  // The engine knows better than the request: this is no English.
  assertError(await ask(german, { languages: ['en'] }), 400, 'INVALID_ARGUMENT', `${message}de`, refused({ detectedLanguages: ['de'] }));
  const dropped = await ask(german, { dropUnsupportedAttributes: true });
  assert.deepEqual([dropped.status, dropped.body.attributeScores, dropped.body.languages], [200, {}, ['de']]);
});

test('context is taken in both forms, and not in both at once', async () => {
  const base = { comment: { text: INSULT }, requestedAttributes: toxicity };
  const entries = [{ text: 'First.' }, { text: 'Second.', type: 'PLAIN_TEXT' }];
  assert.equal((await analyze({ ...base, context: { entries } })).status, 200);
  assert.equal((await analyze({ ...base, context: { entries: [] } })).status, 200);
  assert.equal((await analyze({ ...base, context: {} })).status, 200);
  assert.equal((await analyze({ ...base, context: { articleAndParentComment: {} } })).status, 200);
  assert.equal((await analyze({ ...base, context: { articleAndParentComment: { article: { text: 'é'.repeat(20000) } } } })).status, 200);
  assertError(await analyze({ ...base, context: { entries, articleAndParentComment: {} } }), 400, 'INVALID_ARGUMENT',
    'Context must have only one of entries and articleAndParentComment.', details('INVALID_REQUEST'));
});

test('requests that cannot be served have the errors clients look for', async () => {
  const invalid = 'INVALID_ARGUMENT';
  assertError(await analyze({ comment: { text: '' }, requestedAttributes: toxicity }), 400, invalid, 'Comment must be non-empty.', details('COMMENT_EMPTY'));
  assertError(await analyze({ comment: { text: ' \n\t' }, requestedAttributes: toxicity }), 400, invalid, 'Comment must be non-empty.', details('COMMENT_EMPTY'));
  assertError(await analyze({ requestedAttributes: toxicity }), 400, invalid, 'Comment must be non-empty.', details('COMMENT_EMPTY'));
  assertError(await analyze(''), 400, invalid, 'Comment must be non-empty.', details('COMMENT_EMPTY'));
  assertError(await analyze({ comment: { text: 'a'.repeat(23368) }, requestedAttributes: toxicity }), 400, invalid,
    'Comment text was too many bytes. Value (23368) exceeded limit (20480).', details('COMMENT_TOO_LONG'));
  assertError(await analyze({ comment: { text: 'é'.repeat(10241) }, requestedAttributes: toxicity }), 400, invalid,
    'Comment text was too many bytes. Value (20482) exceeded limit (20480).', details('COMMENT_TOO_LONG'));
  assert.equal((await analyze({ comment: { text: 'Good day. '.repeat(2048) }, requestedAttributes: toxicity, languages: ['en'] })).status, 200);
  for (const requestedAttributes of [{}, undefined, null])
    assertError(await analyze({ comment: { text: 'x' }, requestedAttributes }), 400, invalid, 'No requested attributes.', details('NO_REQUESTED_ATTRIBUTES'));
  for (const name of ['FLIRTATION', 'OFF_TOPIC', 'toxicity', 'CURIOSITY_EXPERIMENTAL', 'TOXICITY@x', ''])
    assertError(await analyze({ comment: { text: 'x' }, requestedAttributes: { [name]: {} } }), 400, invalid, `Unknown requested attribute: ${name}`, details('INVALID_REQUEST'));
  assertError(await analyze({ comment: { text: 'x', type: 'HTML' }, requestedAttributes: toxicity }), 400, invalid,
    'Text of type HTML is not supported. Send plain text, type PLAIN_TEXT.', details('INVALID_REQUEST'));
  for (const scoreType of ['STD_DEV_SCORE', 'PERCENTILE', 'RAW'])
    assertError(await analyze({ comment: { text: 'x' }, requestedAttributes: { TOXICITY: { scoreType } } }), 400, invalid,
      `Score type ${scoreType} is not supported. Ask for PROBABILITY.`, details('INVALID_REQUEST'));
  assertError(await analyze({ comment: { text: 'x' }, requestedAttributes: toxicity, languages: ['<b>'] }), 400, invalid,
    '"<b>" is not a language: send ISO 639-1 codes such as "en".', details('INVALID_REQUEST'));
});

test('bodies of the wrong shape are refused with the field named', async () => {
  const unknown = (name, at) => `Invalid JSON payload received. Unknown name "${name}"${at ? ` at '${at}'` : ''}: Cannot find field.`;
  const ok = { comment: { text: 'x' }, requestedAttributes: toxicity };
  const cases = [
    [{ ...ok, foo: 1 }, '', unknown('foo')],
    [{ ...ok, comment: { text: 'x', foo: 1 } }, 'comment', unknown('foo', 'comment')],
    [{ ...ok, requestedAttributes: { TOXICITY: { foo: 1 } } }, 'requested_attributes[0].value', unknown('foo', 'requested_attributes[0].value')],
    [{ ...ok, context: { foo: 1 } }, 'context', unknown('foo', 'context')],
    [{ ...ok, comment: { text: 5 } }, 'comment.text', "Invalid value at 'comment.text' (TYPE_STRING), 5"],
    [{ ...ok, comment: { text: true } }, 'comment.text', "Invalid value at 'comment.text' (TYPE_STRING), true"],
    [{ ...ok, comment: { text: {} } }, 'comment.text', "Invalid value at 'comment.text' (TYPE_STRING), Starting an object on a scalar field"],
    [{ ...ok, comment: { text: [] } }, 'comment.text', "Invalid value at 'comment.text' (TYPE_STRING), Starting a list on a single field"],
    [{ ...ok, comment: 'x' }, 'comment', "Invalid value at 'comment' (TYPE_MESSAGE), \"x\""],
    [{ ...ok, comment: { text: 'x', type: 'MARKDOWN' } }, 'comment.type',
      "Invalid value at 'comment.type' (type.googleapis.com/google.commentanalyzer.v1alpha1.TextEntry.TextType), \"MARKDOWN\""],
    [{ ...ok, requestedAttributes: ['TOXICITY'] }, 'requested_attributes', "Invalid value at 'requested_attributes' (TYPE_MESSAGE), Starting a list on a single field"],
    [{ ...ok, requestedAttributes: { TOXICITY: 1 } }, 'requested_attributes[0].value', "Invalid value at 'requested_attributes[0].value' (TYPE_MESSAGE), 1"],
    [{ ...ok, requestedAttributes: { TOXICITY: { scoreThreshold: 'high' } } }, 'requested_attributes[0].value.score_threshold',
      "Invalid value at 'requested_attributes[0].value.score_threshold' (TYPE_FLOAT), \"high\""],
    [{ ...ok, languages: 'en' }, 'languages', "Invalid value at 'languages' (TYPE_STRING), \"en\""],
    [{ ...ok, languages: [1] }, 'languages[0]', "Invalid value at 'languages[0]' (TYPE_STRING), 1"],
    [{ ...ok, doNotStore: 'yes' }, 'do_not_store', "Invalid value at 'do_not_store' (TYPE_BOOL), \"yes\""],
    [{ ...ok, clientToken: 7 }, 'client_token', "Invalid value at 'client_token' (TYPE_STRING), 7"],
    [{ ...ok, context: { entries: {} } }, 'context.entries', "Invalid value at 'context.entries' (TYPE_MESSAGE), Starting an object on a scalar field"],
    [[], '', 'Invalid JSON payload received. Unknown name "": Root element must be a message.'],
    ['null', '', 'Invalid JSON payload received. Unknown name "": Root element must be a message.'],
  ];
  for (const [json, field, message] of cases) assertError(await analyze(json), 400, 'INVALID_ARGUMENT', message, violation(field, message));
});

test('hostile bodies are refused with their place and harm nothing', async () => {
  const wrap = (text) => `{"comment":{"text":${text}},"requestedAttributes":{"TOXICITY":{}}}`;
  const bodies = [
    '{', '{"comment"', '}', '"', '{"comment":{"text":"x"},}', "{'comment':1}", '{"a":1}{"b":2}', 'nul', '\u0000', '[1,2', '// x\n{}',
    '['.repeat(100000), '{"a":'.repeat(50000), `{"a":${'['.repeat(60)}${']'.repeat(60)}}`,
    `[${'0,'.repeat(50000)}0]`, `{${Array.from({ length: 2000 }, (_, i) => `"k${i}":0`).join()}}`,
    '{"comment":{"text":"a"},"comment":{"text":"b"}}', '{"comment":{"text":"a","\\u0074ext":"b"}}',
    wrap('"\\ud83d"'), wrap('"\\ude00\\ud83d"'), wrap('"a\\u0000b"'), wrap('"a\u0000b"'), wrap('"a\nb"'), wrap('"\\x41"'), wrap('"\\u12"'),
    wrap('1e999'), wrap('-'), wrap('01'), wrap('1'.repeat(5000)), wrap('NaN'), wrap('Infinity'), wrap('.5'), wrap('+1'), wrap('0x10'),
    Buffer.concat([Buffer.from('{"comment":{"text":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}}')]),
    Buffer.concat([Buffer.from('{"comment":{"text":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}}')]),
    Buffer.from('{"comment":{"text":"x"}}', 'utf16le'), 'comment=x', '<xml/>', `\ufeff${wrap('"x"')}`,
  ];
  for (const json of bodies) {
    const { status, body, text } = await analyze(json);
    assert.equal(status, 400, `${String(json).slice(0, 80)}: ${text}`);
    assert.equal(body.error.status, 'INVALID_ARGUMENT');
    assert.match(body.error.message, /^Invalid JSON payload received\. Line \d+, column \d+: .+\.$/, String(json).slice(0, 80));
  }
  assert.equal((await analyze({ comment: { text: INSULT }, requestedAttributes: toxicity })).status, 200);
});

test('nothing that was sent comes back as markup, nor longer than a line', async () => {
  const evil = '<script>alert(1)</script>';
  const answers = [
    await analyze({ comment: { text: 'x' }, requestedAttributes: { [evil.repeat(100)]: {} } }),
    await analyze({ comment: { text: 'x' }, [evil]: 1 }),
    await analyze({ comment: { text: 'x', type: evil }, requestedAttributes: toxicity }),
    await analyze({ comment: { text: INSULT }, requestedAttributes: toxicity, clientToken: evil }),
    await analyze({}, { query: { [evil]: '1' } }),
    await analyze({ comment: { text: INSULT }, requestedAttributes: toxicity }, { query: { fields: evil } }),
    await call(site, `/v1alpha1/${encodeURIComponent(evil)}`, { key }),
  ];
  for (const { text, headers } of answers) {
    assert.ok(!text.includes('<'), text);
    assert.ok(text.length < 2000);
    assert.match(headers.get('content-type'), /^application\/json/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
});

test('a key is needed, in the query or the header, and made for what is asked', async () => {
  const json = { comment: { text: INSULT }, requestedAttributes: toxicity };
  const missing = "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.";
  const info = (reason) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata: { service: 'commentanalyzer.googleapis.com' } });
  assertError(await call(site, ANALYZE, { json }), 403, 'PERMISSION_DENIED', missing);
  const invalid = 'API key not valid. Please pass a valid API key.';
  assertError(await call(site, ANALYZE, { json, key: 'no-such-key-at-all' }), 400, 'INVALID_ARGUMENT', invalid,
    [info('API_KEY_INVALID'), { '@type': 'type.googleapis.com/google.rpc.LocalizedMessage', locale: 'en-US', message: invalid }]);
  assert.equal((await call(site, ANALYZE, { json, headers: { 'x-goog-api-key': key } })).status, 200);
  const narrow = await addKey(site, 'narrow', '--scope', 'suggest');
  const refused = await call(site, ANALYZE, { json, key: narrow });
  assert.equal(refused.status, 403);
  assert.equal(refused.body.error.status, 'PERMISSION_DENIED');
  assert.deepEqual(refused.body.error.details, [info('API_KEY_SERVICE_BLOCKED')]);
});

test('over its quota a key is told when to come again', async () => {
  const slow = await addKey(site, 'slow', '--quota', '60', '--burst', '3');
  const json = { comment: { text: INSULT }, requestedAttributes: toxicity };
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await call(site, ANALYZE, { json, key: slow }));
  const refused = answers.find(({ status }) => status === 429);
  assert.ok(refused, 'never refused');
  assert.equal(refused.body.error.status, 'RESOURCE_EXHAUSTED');
  assert.equal(refused.body.error.details[0].reason, 'RATE_LIMIT_EXCEEDED');
  assert.match(refused.headers.get('retry-after'), /^[1-9]\d*$/);
});

test("a browser on another site is let in only where the key names its origin", async () => {
  const json = { comment: { text: INSULT }, requestedAttributes: toxicity };
  const origin = 'https://news.example';
  const open = await addKey(site, 'pages', '--origin', origin);
  const preflight = (k, from) => call(site, ANALYZE, { key: k, method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'POST' } });
  const asked = await preflight(open, origin);
  assert.equal(asked.status, 204);
  assert.equal(asked.headers.get('access-control-allow-origin'), origin);
  assert.equal(asked.headers.get('access-control-allow-methods'), 'POST');
  assert.equal(asked.headers.get('access-control-allow-credentials'), null);
  assert.equal((await preflight(open, 'https://evil.example')).headers.get('access-control-allow-origin'), null);
  assert.equal((await preflight(key, origin)).headers.get('access-control-allow-origin'), null);
  const answer = await call(site, ANALYZE, { json, key: open, headers: { origin } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  assert.match(answer.headers.get('vary') ?? '', /origin/i);
  const foreign = await call(site, ANALYZE, { json, key: open, headers: { origin: 'https://evil.example' } });
  assert.equal(foreign.status, 403);
  assert.equal(foreign.headers.get('access-control-allow-origin'), null);
});

test("Google's system parameters are understood, and others refused", async () => {
  const json = { comment: { text: INSULT }, requestedAttributes: { TOXICITY: {}, THREAT: {} }, clientToken: 'x' };
  const ask = (query) => analyze(json, { query });
  assert.match((await ask({})).text, /^{\n {2}"attributeScores": {\n/);
  assert.match((await ask({ prettyPrint: 'false' })).text, /^{"attributeScores":{"TOXICITY":{/);
  assert.equal((await ask({ alt: 'json', '$.xgafv': '2', quotaUser: 'me', uploadType: 'x', upload_protocol: 'raw', access_token: 'x', oauth_token: 'x' })).status, 200);
  const scores = (await ask({})).body.attributeScores;
  const { TOXICITY: { summaryScore }, THREAT } = scores;
  assert.deepEqual((await ask({ fields: 'attributeScores/TOXICITY/summaryScore' })).body, { attributeScores: { TOXICITY: { summaryScore } } });
  assert.deepEqual((await ask({ fields: 'clientToken,attributeScores(TOXICITY(summaryScore/value),THREAT)' })).body,
    { attributeScores: { TOXICITY: { summaryScore: { value: summaryScore.value } }, THREAT }, clientToken: 'x' });
  assert.deepEqual((await ask({ fields: 'attributeScores.*.spanScores.begin' })).body,
    { attributeScores: { TOXICITY: { spanScores: [{ begin: 0 }] }, THREAT: { spanScores: [{ begin: 0 }] } } });
  assert.deepEqual((await ask({ fields: '*' })).body, (await ask({})).body);
  for (const query of [{ fields: 'nothing' }, { fields: 'attributeScores(' }, { fields: ',' }, { fields: '('.repeat(500) }, { alt: 'media' }, { alt: 'proto' },
    { callback: 'alert' }, { prettyPrint: 'maybe' }, { '$.xgafv': '3' }, { foo: '1' }])
    assert.equal((await ask(query)).body.error?.status, 'INVALID_ARGUMENT', JSON.stringify(query));
  assert.equal((await call(site, `${ANALYZE}?key=${key}&key=${key}`, { json })).status, 400);
});

test('bodies may be packed with gzip, and no bomb unpacks', async () => {
  const json = JSON.stringify({ comment: { text: INSULT }, requestedAttributes: toxicity });
  const send = (bytes, encoding = 'gzip') => analyze(bytes, { headers: { 'content-encoding': encoding } });
  assert.equal((await send(gzipSync(json))).status, 200);
  const packed = gzipSync(json);
  for (const bytes of [packed.subarray(0, 30), Buffer.concat([packed, Buffer.from('x')]), Buffer.from(json), Buffer.alloc(0)])
    assert.equal((await send(bytes)).status, 400);
  assert.equal((await send(gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20)))).status, 413);
  assert.equal((await send(Buffer.from(json), 'br')).status, 415);
  // As a browser's fetch sends a string, and as curl sends what it takes for a form.
  assert.equal((await analyze(json, { headers: { 'content-type': 'text/plain;charset=UTF-8' } })).status, 200);
  assert.equal((await analyze(json, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 415);
});

test('what the server refuses before reading is told in the same form', async () => {
  const large = await analyze('x'.repeat(300000));
  assert.equal(large.status, 413);
  assert.equal(large.body.error.code, 413);
  const get = await call(site, ANALYZE, { method: 'GET', key });
  assert.equal(get.status, 405);
  assert.equal(get.headers.get('allow'), 'POST');
  assert.equal(get.body.error.code, 405);
  const nowhere = await call(site, '/v1alpha1/comments:nothing', { key });
  assert.equal(nowhere.body.error.status, 'NOT_FOUND');
});

test("Coral's request is answered within the time Coral gives it", async () => {
  const json = { comment: { text: INSULT }, doNotStore: true, requestedAttributes: { TOXICITY: {} }, languages: ['en'] };
  await analyze(json);
  const begun = site.workMs();
  const { body } = await analyze(json);
  assert.ok(site.workMs() - begun < 800);
  assert.equal(typeof body.attributeScores.TOXICITY.summaryScore.value, 'number');
});

test('a suggestion is taken, and checked like everything else', async () => {
  const base = { comment: { text: INSULT }, attributeScores: { TOXICITY: { summaryScore: { value: 1 } } } };
  const taken = await suggest({ ...base, languages: ['en'], communityId: 'Coral:tenant', clientToken: 'comment:1', sessionId: 's',
    context: { articleAndParentComment: { parentComment: { text: 'What it answers.' } } } });
  assert.equal(taken.status, 200, taken.text);
  assert.deepEqual(taken.body, { clientToken: 'comment:1', detectedLanguages: ['en'], requestedLanguages: ['en'] });
  assert.equal((await suggest({ ...base, attributeScores: { 'SPAM@2': { spanScores: [{ begin: 0, end: 3, score: { value: 0, type: 'PROBABILITY' } }] } } })).status, 200);
  const bad = [{}, undefined, { TOXICITY: {} }, { TOXICITY: { summaryScore: {} } }, { TOXICITY: { summaryScore: { value: 1.01 } } },
    { TOXICITY: { summaryScore: { value: -1 } } }, { TOXICITY: { summaryScore: { value: '1' } } }, { FLIRTATION: { summaryScore: { value: 1 } } },
    { TOXICITY: { spanScores: [{ score: { value: 1 } }] } }, { TOXICITY: { spanScores: [{ begin: 5, end: 4, score: { value: 1 } }] } }, { TOXICITY: { spanScores: {} } }];
  for (const attributeScores of bad)
    assert.equal((await suggest({ ...base, attributeScores })).body.error?.status, 'INVALID_ARGUMENT', JSON.stringify(attributeScores));
  assert.equal((await suggest({ ...base, spanAnnotations: true })).status, 400);
  assert.equal((await suggest({ ...base, comment: { text: '' } })).body.error.details[0].errorType, 'COMMENT_EMPTY');
});

test('what is analyzed is never stored, nor what is suggested with doNotStore', { skip: process.env.COMITY_TEST_ENGINE === 'postgres' && 'reads the database file' }, async () => {
  const word = (n) => `unforgettable${n}marker`;
  const attributeScores = { TOXICITY: { summaryScore: { value: 0 } } };
  await analyze({ comment: { text: `${word(1)} is here` }, requestedAttributes: toxicity, languages: ['en'], clientToken: word(1), communityId: word(1) });
  await suggest({ comment: { text: `${word(2)} is here` }, attributeScores, doNotStore: true, clientToken: word(2) });
  await suggest({ comment: { text: `${word(3)} is here` }, attributeScores });
  const files = readdirSync(site.folder).filter((name) => name.startsWith('comity.db'));
  const found = (n) => files.some((name) => readFileSync(join(site.folder, name)).includes(word(n)));
  assert.deepEqual([found(1), found(2), found(3)], [false, false, true]);
  assert.ok(!site.log.includes('unforgettable'));
});

test('the discovery document bears this address and describes what is answered', async () => {
  for (const path of ['/$discovery/rest?version=v1alpha1', '/$discovery/rest', '/discovery/v1/apis/commentanalyzer/v1alpha1/rest', `/$discovery/rest?version=v1alpha1&key=${key}`]) {
    const { status, body } = await call(site, path, { method: 'GET' });
    assert.equal(status, 200);
    assert.equal(body.rootUrl, `${site.base}/`);
    assert.equal(body.kind, 'discovery#restDescription');
    assert.deepEqual(Object.keys(body.resources.comments.methods), ['analyze', 'suggestscore']);
    const refs = [...JSON.stringify(body).matchAll(/"\$ref":"(\w+)"/g)].map((m) => m[1]);
    for (const name of refs) assert.ok(body.schemas[name], name);
  }
  assert.equal((await call(site, '/$discovery/rest?version=v2', { method: 'GET' })).status, 404);
});

test('where the site says so, scores follow what programs suggest', async () => {
  const score = async () => (await analyze({ comment: { text: 'The zorbling came back to the meeting today.' }, requestedAttributes: toxicity, languages: ['en'] }))
    .body.attributeScores.TOXICITY.summaryScore.value;
  const say = (texts, value) => Promise.all(texts.map((text) => suggest({ comment: { text }, languages: ['en'], attributeScores: { TOXICITY: { summaryScore: { value } } } })));
  const shipped = await score();
  await say(['Only a zorbling would write that about our schools.', 'Here comes the next zorbling with his bicycle lanes.', 'What a zorbling you are.',
    'Every zorbling in town signed this.', 'I knew it, zorbling politics again.', 'Go home zorbling, nobody asked.'], 1);
  await say(['The ferry was late again because of fog.', 'I like the new library opening hours.', 'Where can one read the report itself?',
    'Our street got its trees back, thank you.', 'The article forgets to say what it costs.', 'Prices for heating rose again in winter.'], 0);
  await until(async () => await score() > shipped, `it stays at ${shipped}`);
});

test('what programs were answered is counted', async () => {
  const { text } = await call(site, '/metrics', { method: 'GET' });
  assert.match(text, /^comity_api_answered_total\{method="analyze"\} [1-9]/m);
  assert.match(text, /^comity_api_answered_total\{method="suggestscore"\} [1-9]/m);
  assert.match(text, /^comity_api_refused_total [1-9]/m);
});
