// The verdicts, the blind check, reports and the standards from the side of those who should not see or do more than
// theirs, and with what people write to break things.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site, formsOf } from '../support/site.mjs';
import { readerId, sanction } from '../support/sanctions.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
const script = '<script>alert(1)</script>', turned = '\u202e', quote = `"'><img src=x onerror=alert(1)>`;
// A site's own document, made by somebody who means no good: in every place that is shown somewhere.
const document = `# House ${script} rules ${turned}

\`\`\`standards
extends: shipped
\`\`\`

Introduction ${script} <iframe src=//evil.example></iframe> [a](javascript:alert(1)) ${quote}

\`\`\`verify
published: 100 %
acted: 100 %
\`\`\`

## Herons ${script} ${turned} ${quote} {#herons}

No ${script} herons. [b](javascript:alert(1)) ${quote}

\`\`\`list herons
heron
herons
<script>
\`\`\`

\`\`\`clause
when: list.herons >= 1
then: hold
\`\`\`

\`\`\`examples
hold ${script} herons ${quote}
\`\`\`
`;
let site, file, mary, max, boss, people = 0;

const person = async (role) => site.signedIn(site.addUser(`person_${++people}`, role));

before(async () => {
  site = await Site.start({ settings: { 'discussion.comment_max': 20000 } });
  await site.stop();
  file = join(site.folder, 'rules.md');
  writeFileSync(file, document);
  site.settings['standards.file'] = file;
  await site.serve();
  mary = await person('moderator');
  max = await person('moderator');
  boss = await person('administrator');
});
after(() => site.close());

async function write(text, client) {
  client ??= await person();
  const form = await client.get(`${article}/comment`);
  let sent = await client.submit(form, `${article}/comment`, { text });
  if (/Nothing has been posted yet/.test(sent.text))
    sent = await client.submit(sent, `${article}/comment`, { as_is: '1' });
  assert.equal(sent.status, 200, sent.text);
  return { client, id: (sent.url.match(/#c(\d+)$/) ?? sent.url.match(/\/comment\/(\d+)/))[1] };
}

const everywhere = (id) => ['/', article, `/comment/${id}`, `/comment/${id}/sent`, `/comment/${id}/verdict`, `/comment/${id}/verdict?decision=1`,
  `/comment/${id}/verdict?again=yes`, `/comment/${id}/verdict.json`, `/comment/${id}/edit`, `/comment/${id}/delete`, `/comment/${id}/report`,
  `${article}/comment?reply=${id}`, `/moderation/comment/${id}`, `/moderation/verify`, `/moderation/verify/${id}`, '/moderation', '/moderation/standards',
  '/api/standards', '/api/standards/errors', '/standards/versions', '/account/reports', '/me', '/admin/log'];

async function readsAnywhere(client, id, words) {
  const read = [];
  for (const path of everywhere(id)) {
    const page = await client.get(path);
    assert.ok(page.status < 500, `${path}: ${page.status}`);
    if (words.test(page.text)) read.push(path);
  }
  return read;
}

async function setMode(mode) {
  const page = await mary.get(`/moderation/article/${slug}`);
  const form = formsOf(page.text).find((f) => f.action === `/moderation/article/${slug}`);
  const answer = await mary.request(form.action, { method: 'POST', form: { ...form.fields, mode } });
  assert.equal(answer.status, 200, answer.text);
}

test('a held comment is read by its author and by staff, and by nobody else on any page', async () => {
  const secret = /zanzibar/;
  const { client, id } = await write('The zanzibar heron is nobody’s business.');
  for (const other of [site.client(), await person(), await person('author')])
    assert.deepEqual(await readsAnywhere(other, id, secret), []);
  for (const staff of [mary, boss])
    assert.ok((await readsAnywhere(staff, id, secret)).includes(`/moderation/comment/${id}`));
  const own = await readsAnywhere(client, id, secret);
  assert.ok(own.includes(`/comment/${id}/verdict`));
  assert.ok(own.every((path) => path.includes(id)), own.join());
});

test('a blocked author reads nothing of it any more, and a deleted one is read by nobody', async () => {
  const { client, id } = await write('The quagga heron was here.');
  const second = await write('The moa heron was here.');
  await sanction(boss, await readerId(boss, `person_${people}`), 'block');
  assert.deepEqual(await readsAnywhere(second.client, second.id, /\bmoa\b/), []);
  await client.submit(await client.get(`/comment/${id}/delete`), `/comment/${id}/delete`);
  for (const reader of [client, mary, boss, await person(), site.client()])
    assert.deepEqual(await readsAnywhere(reader, id, /quagga/), []);
});

test('a discussion that is switched off shows its comments to their authors and to staff alone', async () => {
  const secret = /okapi comment/;
  const { client, id } = await write('An okapi comment, published and plain.');
  assert.match((await site.client().get(article)).text, secret);
  const reporter = await person(), form = await reporter.get(`/comment/${id}/report`);
  await setMode('off');
  for (const other of [site.client(), await person(), reporter])
    assert.deepEqual(await readsAnywhere(other, id, secret), []);
  assert.equal((await reporter.submit(form, `/comment/${id}/report`, { clause: 'law' })).status, 404);
  assert.equal((await client.get(`/comment/${id}/verdict.json`)).status, 200);
  await setMode('open');
  assert.match((await site.client().get(article)).text, secret);
});

test('no form of these rooms is taken without its token, with another’s, from another site, or from who may not', async () => {
  const { id } = await write('An ordinary remark that somebody may report.');
  const reader = await person();
  const tokenOf = async (client) => formsOf((await client.get(`/comment/${id}/report`)).text).find((f) => f.fields.csrf)?.fields.csrf;
  const own = await tokenOf(reader), others = await tokenOf(await person()), marys = await tokenOf(mary);
  assert.ok(own && others && marys);
  const posts = [[reader, own, `/comment/${id}/report`, { clause: 'law' }], [mary, marys, '/moderation/verify', { do: 'next' }],
    [mary, marys, '/moderation/brake/herons', { reason: 'none' }]];
  for (const [client, token, path, form] of posts) {
    const post = (csrf, headers) => client.request(path, { method: 'POST', form: csrf ? { ...form, csrf } : form, headers, follow: false });
    assert.equal((await post()).status, 403, path);
    assert.equal((await post(others)).status, 403, path);
    assert.equal((await post(token, { origin: 'https://evil.example' })).status, 403, path);
    assert.equal((await post(token, { 'sec-fetch-site': 'cross-site' })).status, 403, path);
    assert.equal((await client.request(path, { method: 'PUT' })).status, 405, path);
  }
  for (const path of ['/moderation/verify', '/moderation/brake/herons'])
    for (const form of [{ do: 'next' }, { do: 'fine', id, revision: '0' }, { reason: 'Let it act.' }])
      assert.equal((await reader.request(path, { method: 'POST', form: { ...form, csrf: own }, follow: false })).status, 403, path);
});

test('an answer of the blind check counts once, for the text it was given to, from who has it in hand', async () => {
  const { id } = await write('One more heron for the blind check.');
  const verify = async (client, values) => {
    const csrf = formsOf((await client.get('/moderation/verify')).text).find((f) => f.fields.csrf).fields.csrf;
    return client.request('/moderation/verify', { method: 'POST', form: { csrf, ...values }, follow: false });
  };
  let item;
  for (let tries = 0; tries < 50; tries++) {
    await verify(mary, { do: 'next' });
    const page = await mary.get('/moderation/verify');
    item = formsOf(page.text).find((f) => f.fields.id)?.fields;
    assert.ok(item, page.text);
    if (item.id === id) break;
    await verify(mary, { do: 'skip', id: item.id });
  }
  assert.equal(item.id, id);
  const fine = { do: 'fine', id, revision: item.revision };
  assert.equal((await verify(max, fine)).status, 409, 'another moderator has it in hand');
  for (const wrong of [{ revision: '7' }, { revision: '-1' }, { id: '1' }, { id: '-9223372036854775808' }])
    assert.equal((await verify(mary, { ...fine, ...wrong })).status, 409, JSON.stringify(wrong));
  for (const wrong of [{ revision: 'x' }, { revision: '99999999999999999999' }, { do: 'breaks' }, { do: 'breaks', clause: quote }, { do: 'nothing' }])
    assert.equal((await verify(mary, { ...fine, ...wrong })).status, 400, JSON.stringify(wrong));
  const both = await Promise.all([verify(mary, fine), verify(mary, fine)]);
  assert.deepEqual(both.map((a) => a.status).sort(), [303, 409]);
  assert.match(site.cli(['audit', 'verify']), /all is as it was entered/);
});

test('a document meant to break the pages breaks none of them', async () => {
  const { client, id } = await write(`A heron ${script} ${quote} ${turned} and so on.`);
  const version = JSON.parse((await client.get('/api/standards')).text).version;
  const paths = ['/standards', '/standards/de', '/standards/versions', `/standards/versions/${version}`, '/account', ...everywhere(id)];
  const bad = [/<script>alert/, /<iframe/, /href="javascript:/i, /<img src=x/];
  for (const reader of [client, mary, site.client()])
    for (const path of paths) {
      const page = await reader.get(path);
      assert.ok(page.status < 500, `${path}: ${page.status}`);
      assert.equal(page.headers.get('x-content-type-options'), 'nosniff', path);
      const type = page.headers.get('content-type');
      if (type.startsWith('application/json')) JSON.parse(page.text);
      else for (const b of bad) assert.doesNotMatch(page.text, b, path);
    }
  const markdown = await client.get(`/standards/versions/${version}/standards.md`);
  assert.match(markdown.headers.get('content-type'), /^text\/(markdown|plain); charset=utf-8/i);
  assert.equal((await client.get('/standards/versions/0000000000000000')).status, 404);
  assert.equal((await client.get(`/standards/versions/${'a'.repeat(3000)}`)).status, 404);
  for (const name of ['..', '%2e%2e', '%00', quote, 'x'])
    assert.ok([400, 404].includes((await client.get(`/standards/versions/${encodeURIComponent(name)}`)).status), name);
});

test('a comment of nothing but evidence is posted, shown and exported in bounded time and size', async () => {
  for (const piece of ['sh1t heron ', 'ｆ\u200buck\u0301 ', '☃\u202eheron\u202c ']) {
    const text = piece.repeat(Math.floor(19900 / [...piece].length)), began = site.workMs();
    const { client, id } = await write(text);
    const page = await client.get(`/comment/${id}/verdict`);
    const staff = await mary.get(`/comment/${id}/verdict?again=yes`);
    const room = await mary.get(`/moderation/comment/${id}`);
    const json = JSON.parse((await client.get(`/comment/${id}/verdict.json`)).text);
    const spent = site.workMs() - began;
    for (const p of [page, staff, room]) assert.equal(p.status, 200);
    assert.ok(spent < 10000, `${spent} ms for ${JSON.stringify(piece)}`);
    assert.ok(page.text.length < 3e6, `${page.text.length}`);
    const { record } = json.decisions[0];
    for (const f of record.findings) {
      assert.ok(f.evidence.length <= 64);
      for (const e of f.evidence)
        assert.equal(Buffer.from(text).subarray(e.begin, e.end).toString(), e.quote);
    }
    assert.match(staff.text, /comes out the same, bit for bit/);
  }
});
