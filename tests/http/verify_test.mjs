// The blind check, error rates, trust and the emergency brake over HTTP.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site, formsOf } from '../support/site.mjs';
import { until } from '../support/wait.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
const layer = (condition) => `# Standards of the test

\`\`\`standards
extends: shipped
\`\`\`

\`\`\`verify
published: 100 %
acted: 100 %
\`\`\`

\`\`\`brake
window: 60 minutes
at least: 8 comments
share: 30 %
\`\`\`

## Herons {#herons}

No herons.

\`\`\`clause
when: ${condition}
then: hold
\`\`\`

\`\`\`list herons
heron
herons
\`\`\`
`;
let site, folder, file, mary, max, people = 0;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-verify-'));
  file = join(folder, 'standards.md');
  writeFileSync(file, layer('list.herons >= 1'));
  site = await Site.start({ settings: { 'standards.file': file } });
  mary = await site.signedIn(site.addUser('mary_mod', 'moderator'));
  max = await site.signedIn(site.addUser('max_mod', 'moderator'));
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

async function write(text) {
  const user = site.addUser(`person_${++people}`);
  const client = await site.signedIn(user);
  const sent = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text });
  assert.equal(sent.status, 200, sent.text);
  return { client, user, id: (sent.url.match(/#c(\d+)$/) ?? sent.url.match(/comment\/(\d+)\/sent/))[1] };
}

function form(page, word, action) {
  const found = formsOf(page.text).find((f) => (!action || f.action === action) && new RegExp(`value="${word}"`).test(f.inside));
  assert.ok(found, `no form to ${word} at ${page.url}`);
  return found;
}

const press = (client, page, word, values = {}) => {
  const f = form(page, word);
  return client.request(f.action, { method: 'POST', form: { ...f.fields, do: word, ...values } });
};

test('strangers and readers are kept out of all of it', async () => {
  const { client } = await write('A quiet word about eels and their long way home.');
  for (const path of ['/moderation/verify', '/moderation/standards', '/api/standards/errors', '/moderation/verify/1']) {
    assert.notEqual((await site.client().request(path, { follow: false })).status, 200, path);
    assert.equal((await client.get(path)).status, 403, path);
  }
  const forged = await mary.request('/moderation/verify', { method: 'POST', form: { do: 'next' } });
  assert.notEqual(forged.status, 200);
  const brake = await mary.request('/moderation/brake/herons', { method: 'POST', form: { reason: 'x' } });
  assert.notEqual(brake.status, 200);
});

test('a text is shown without verdict, status and author, and all come after the answer', async () => {
  const { id, user } = await write('The heron by the bridge ate two of the eels that were to be counted.');
  let page = await mary.get('/moderation/verify');
  page = await press(mary, page, 'next');
  while (!page.text.includes('The heron by the bridge')) page = await press(mary, page, 'skip');
  assert.doesNotMatch(page.text, /status-held|status-published|<mark/);
  assert.ok(!page.text.includes(user.name));
  assert.match(page.text, /Eels/i);
  // Nobody else is given what is in this hand.
  let other = await press(max, await max.get('/moderation/verify'), 'next');
  assert.doesNotMatch(other.text, /The heron by the bridge/);
  page = await press(mary, page, 'fine');
  assert.match(page.url, new RegExp(`/moderation/verify/${id}$`));
  assert.match(page.text, /disagree/);
  assert.match(page.text, /Held or removed under Herons/);
  assert.match(page.text, /stands in front of the queue/);
  assert.ok(page.text.includes(user.name));
  const queue = await mary.get('/moderation');
  assert.match(queue.text, /a second look/);
  assert.match(queue.text, new RegExp(`href="/moderation/comment/${id}[^"]*" aria-current="true"`));
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /Blind check, [^<]*: found fine/);
});

test('a published comment found to break a clause is flagged', async () => {
  const { id } = await write('Nobody at the harbour can say where the eels go in the winter.');
  let page = await press(mary, await mary.get('/moderation/verify'), 'next');
  while (!page.text.includes('where the eels go in the winter')) page = await press(mary, page, 'skip');
  const f = formsOf(page.text).find((x) => x.fields.do === 'breaks');
  const wrong = await mary.request(f.action, { method: 'POST', form: { ...f.fields, clause: 'no-such' } });
  assert.equal(wrong.status, 400);
  page = await mary.request(f.action, { method: 'POST', form: { ...f.fields, clause: 'herons' } });
  assert.match(page.text, /It is flagged now/);
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /status-flagged/);
  const twice = await mary.request(f.action, { method: 'POST', form: { ...f.fields, clause: 'herons' } });
  assert.equal(twice.status, 409);
  assert.match(twice.text, /not in your hand any more/);
});

test('the rates stand on the page, in the API and on the command line', async () => {
  const page = await mary.get('/moderation/standards');
  assert.match(page.text, /Herons[\s\S]*1: 100\.0 % \(/);
  const report = JSON.parse((await mary.get('/api/standards/errors')).text);
  const herons = report.in_force.clauses.find((c) => c.clause === 'herons');
  assert.equal(herons.actions_checked, 1);
  assert.equal(herons.actions_wrong, 1);
  assert.equal(herons.missed, 1);
  assert.equal(report.in_force.published_checked, 1);
  assert.equal(herons.missed_per_1000.estimate, 1000);
  assert.ok(herons.missed_per_1000.low > 200 && herons.missed_per_1000.low < 210);
  assert.match(herons.sentence, /1 of 1 actions checked was wrong/);
  assert.match(site.cli(['standards', 'errors']), /herons +1 +1/);
  assert.equal(JSON.parse(site.cli(['standards', 'errors', '--json'])).standards, report.standards);
});

test('trust is shown to its owner, to moderators and on the command line', async () => {
  const { client, user, id } = await write('One heron is no flock, whatever the council says about it.');
  assert.match((await client.get('/account')).text, /Trust<\/dt><dd>new, 0 points/);
  const item = await mary.get(`/moderation/comment/${id}`);
  assert.match(item.text, /trust: new, 0 points/);
  await press(mary, item, 'approve');
  assert.match((await client.get('/account')).text, /new, 1 point/);
  assert.match(site.cli(['user', 'trust', user.name]), /1 points, level new[\s\S]*found good\tby mary_mod/);
  site.cli(['user', 'verify', user.name]);
  assert.match(site.cli(['user', 'trust', user.name]), /verified/);
  assert.match((await client.get('/account')).text, /verified who you are/);
  const admin = await site.signedIn(site.addUser('ada_admin', 'administrator'));
  let users = await admin.get(`/admin/users?find=${user.name}`);
  users = await press(admin, users, 'unverify');
  assert.doesNotMatch(site.cli(['user', 'trust', user.name]), /verified:/);
  assert.match((await admin.get('/admin/log')).text, /Took the mark “verified” off/);
});

test('a clause that acts too much is braked, said so, and released with a reason', async () => {
  for (let i = 0; i < 8; i++) await write(`Herons, herons, heron number ${i} of the ${i}th pond.`);
  await until(async () => /role="alert"[\s\S]*Herons<\/strong> only flags since/.test((await mary.get('/moderation')).text), 'nothing is braked');
  const { id } = await write('And one more heron, which nobody had counted before.');
  const demoted = await mary.get(`/moderation/comment/${id}`);
  assert.match(demoted.text, /status-flagged/);
  assert.match(demoted.text, /By the clause alone it would have been held/);
  assert.match((await site.client().get(article)).text, /which nobody had counted before/);
  assert.match((await site.client().get('/metrics')).text, /comity_brake_active 1/);
  assert.match(site.log, /clause_braked/);
  let page = await max.get('/moderation/standards');
  const f = formsOf(page.text).find((x) => x.action === '/moderation/brake/herons');
  const empty = await max.request(f.action, { method: 'POST', form: { ...f.fields, reason: ' ' } });
  assert.equal(empty.status, 400);
  page = await max.request(f.action, { method: 'POST', form: { ...f.fields, reason: 'It is the week of the herons.' } });
  assert.match(page.text, /Released/);
  assert.match(page.text, /by max_mod: It is the week of the herons/);
  const again = await max.request(f.action, { method: 'POST', form: { ...f.fields, reason: 'Again.' } });
  assert.equal(again.status, 409);
  const held = await write('A heron again, and this one waits for a person.');
  assert.match((await mary.get(`/moderation/comment/${held.id}`)).text, /status-held/);
});

test('a moderator who reads Russian finds the clauses in it, and what is in another language says in which', async () => {
  await write('A heron of its own, which waits for a person too.');
  const rita = await site.signedIn(site.addUser('rita_mod', 'moderator'));
  await rita.submit(await rita.get('/account/settings'), '/account/settings', { language: 'ru' });
  const page = await press(rita, await rita.get('/moderation/verify'), 'next');
  assert.match(page.text, /<span>Оскорбления и угрозы<\/span><\/button>/);
  assert.match(page.text, /<span lang="en">Herons<\/span><\/button>/);
  assert.match(page.text, /class="verify-article" dir="auto" lang="en"/);
  const queue = await rita.get('/moderation');
  assert.match(queue.text, /<span class="hint" lang="en">Herons<\/span>/);
  assert.match(queue.text, /class="excerpt" dir="auto" lang="en"/);
  assert.match((await rita.get('/account/settings')).text, /<option value="ar" lang="ar">العربية<\/option>/);
  assert.doesNotMatch((await mary.get('/moderation')).text, /class="hint" lang=/);
});
