// Statements of reasons: the page, who sees it, its JSON, the mails that lead to it, the export and the yearly numbers.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site, formsOf } from '../support/site.mjs';
import { sanction } from '../support/sanctions.mjs';

const article = '/article/eels-without-passports';
let site, mary, people = 0;

async function signedIn(name, role) {
  const client = site.client();
  client.user = site.addUser(name, role);
  client.address = `${name}@example.org`;
  await client.signIn(client.user);
  return client;
}
const reader = () => signedIn(`reader_${++people}`);

before(async () => {
  site = await Site.start({ settings: { 'http.base_url': 'https://courier.example', 'sanctions.dispute_body': 'Disputes are settled by the Board of the Fens.' } });
  mary = await signedIn('mod_mary', 'moderator');
});
after(() => site.close());

async function write(client, text, parent) {
  const form = await client.get(`${article}/comment${parent ? `?reply=${parent}` : ''}`);
  const sent = await client.submit(form, `${article}/comment`, { text });
  const held = sent.text.match(/\/comment\/(\d+)\//);
  return sent.url.match(/#c(\d+)$/)?.[1] ?? held?.[1];
}

async function decide(id, word, fields = {}) {
  const page = await mary.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => new RegExp(`name="do" value="${word}"`).test(f.inside));
  return mary.request(form.action, { method: 'POST', form: { ...form.fields, do: word, ...fields } });
}

const statementOf = async (client, id) => (await client.get(`/comment/${id}/verdict`)).text.match(/\/statement\/(c-\d+-\d+)/)?.[1];

async function removed(words = 'Written to be removed by hand, about the eels.') {
  const author = await reader();
  const id = await write(author, words);
  await decide(id, 'remove', { clause: 'insults', reason: 'It calls the skipper names.' });
  return { author, id, name: await statementOf(author, id) };
}

test('whoever is decided on reads what was decided, on what ground, by whom, and what to do', async () => {
  const { author, id, name } = await removed();
  const page = await author.get(`/statement/${name}`);
  assert.equal(page.status, 200);
  for (const part of [/The comment is removed/, /Everywhere this site is read/, /Without an end/, /Insults and threats/,
    /It calls the skipper names\./, /A person decided\./, /No program found it\./, /free of charge/, /Board of the Fens/,
    /go to a court/, new RegExp(`/comment/${id}/appeal`)])
    assert.match(page.text, part);
  assert.doesNotMatch(page.text, /mod_mary/, 'who decided is not told');
});

test('to others there is no such statement', async () => {
  const { id, name } = await removed();
  const other = await reader();
  assert.equal((await other.get(`/statement/${name}`)).status, 404);
  assert.equal((await other.get(`/statement/${name}/statement.json`)).status, 404);
  assert.equal((await site.client().get(`/statement/${name}`, { follow: false })).status, 303);
  assert.equal((await mary.get(`/statement/${name}`)).status, 200);
  for (const wrong of [`c-${id}-999`, `c-${id}`, `s-${id}-1`, 'x-1-2', 'c-0-0', `c-${id}-99999999999999999999`])
    assert.equal((await mary.get(`/statement/${wrong}`)).status, 404, wrong);
});

test('a decision that restricts nothing has no statement', async () => {
  const { author, id, name } = await removed();
  await decide(id, 'restore', { reason: 'I had misread it.' });
  assert.equal(await statementOf(author, id), undefined);
  const seq = Number(name.split('-')[2]) + 1;
  assert.equal((await author.get(`/statement/c-${id}-${seq}`)).status, 404);
  assert.equal((await author.get(`/statement/${name}`)).status, 200, 'the earlier one stays');
});

test('what the program decides alone says so', async () => {
  const author = await reader();
  const id = await write(author, 'Fuck this, you fucking idiots.');
  const name = await statementOf(author, id);
  const page = await author.get(`/statement/${name}`);
  assert.match(page.text, /A program found it/);
  assert.match(page.text, /The program decided, without a person/);
  const json = JSON.parse((await author.get(`/statement/${name}/statement.json`)).text);
  assert.equal(json.automated_detection, 'Yes');
  assert.equal(json.automated_decision, 'AUTOMATED_DECISION_FULLY');
});

test('the statement goes by mail when it is decided, and tells nothing of what was written', async () => {
  const { author, id } = await removed('A secret about the sluice-keeper that nobody else shall read.');
  const [mail] = await site.mails(author.address);
  assert.match(mail.subject, /Statement of reasons/);
  assert.match(mail.text, /Insults and threats/);
  assert.match(mail.text, /It calls the skipper names/);
  assert.equal(mail.link, `https://courier.example/comment/${id}/verdict`);
  assert.doesNotMatch(mail.text + mail.html, /sluice-keeper|mod_mary/);
  await decide(id, 'restore', { reason: 'I had misread it.' });
  const [, back] = await site.mails(author.address, { count: 2 });
  assert.match(back.subject, /is published/);
});

test('an answer and a report are told of only to who asked for it, and never from a muted reader', async () => {
  const author = await reader(), other = await reader();
  const choose = async (client, change) => {
    const form = formsOf((await client.get('/account/settings')).text).find((f) => f.action === '/account/settings');
    return client.request('/account/settings', { method: 'POST', form: { ...form.fields, ...change } });
  };
  const id = await write(author, 'The weir at Ely was built in 1906, says the plaque.');
  await write(other, 'And it was rebuilt in 1953, says the other plaque.', id);
  await choose(author, { replies: 'yes' });
  const answer = await write(other, 'There is a third plaque on the far side.', id);
  const [mail] = await site.mails(author.address);
  assert.match(mail.subject, /answered you/);
  assert.equal(mail.link, `https://courier.example/comment/${answer}`);
  const theirs = JSON.parse((await other.get('/me')).text).profile;
  await author.submit(await author.get(theirs), `${theirs}/mute`, { mute: 'yes' });
  await write(other, 'And a fourth that nobody has read.', id);
  await choose(other, { reports: 'yes' });
  const report = await other.get(`/comment/${id}/report`);
  await other.submit(report, `/comment/${id}/report`, { clause: 'on-topic' });
  await decide(id, 'approve');
  const [outcome] = await site.mails(other.address);
  assert.match(outcome.subject, /What came of your report/);
  assert.equal((await site.mails(author.address)).length, 1, 'the muted reader’s answer was not told of');
});

test('the export is what the database takes, says nothing of persons, and finds its own faults', async () => {
  const { author, name } = await removed('Anna Kerridge of 12 Quay Lane wrote this.');
  const out = site.cli(['statements', 'export', '--since', '1d']);
  const all = out.trim().split('\n').flatMap((line) => JSON.parse(line).statements);
  const mine = all.find((s) => s.puid === name);
  assert.equal(mine.category, 'STATEMENT_CATEGORY_CYBER_VIOLENCE');
  assert.deepEqual(mine.decision_visibility, ['DECISION_VISIBILITY_CONTENT_REMOVED']);
  assert.equal(mine.decision_ground, 'DECISION_GROUND_INCOMPATIBLE_CONTENT');
  assert.match(mine.incompatible_content_explanation, /https:\/\/courier\.example\/standards#insults/);
  assert.equal(mine.automated_decision, 'AUTOMATED_DECISION_NOT_AUTOMATED');
  assert.match(mine.content_date, /^\d{4}-\d\d-\d\d$/);
  assert.doesNotMatch(out, /Kerridge|Quay Lane|reader_|mod_mary|skipper/);
  assert.equal(new Set(all.map((s) => s.puid)).size, all.length, 'each once');
  const json = JSON.parse((await author.get(`/statement/${name}/statement.json`)).text);
  assert.deepEqual(json, mine, 'the page’s JSON is the same');

  const file = join(site.folder, 'statements.jsonl');
  const check = (document, status) => {
    writeFileSync(file, JSON.stringify(document));
    return site.cli(['statements', 'check', file], { status });
  };
  check({ statements: all.slice(0, 100) }, 0);
  check(mine, 0);
  for (const [fault, change] of Object.entries({
    category: 'STATEMENT_CATEGORY_BAD_MANNERS', puid: 'no blanks', content_date: '22.11.2026', automated_detection: 'yes',
    decision_visibility: [], source_type: undefined, decision_facts: '', decision_ground: 'DECISION_GROUND_ILLEGAL_CONTENT' }))
    assert.throws(() => { check({ ...mine, [fault]: change }, 0); }, new RegExp(fault), fault);
  assert.throws(() => { check({ ...mine, name: 'Anna' }, 0); }, /name is no field/);
  assert.throws(() => { check({ statements: Array(101).fill(mine) }, 0); }, /no list of 1 to 100/);
});

test('the yearly numbers count what was decided', async () => {
  await removed();
  const csv = site.cli(['statements', 'report', '--since', '1d']);
  assert.ok(csv.endsWith('\r\n'));
  const rows = csv.trim().split('\r\n').map((line) => line.split(','));
  assert.ok(rows.every((row) => row.length === 5));
  const measures = rows.filter((r) => r[1] === 'measures').reduce((sum, r) => sum + Number(r[4]), 0);
  const statements = site.cli(['statements', 'export', '--since', '1d']).trim().split('\n').flatMap((l) => JSON.parse(l).statements);
  assert.equal(measures, statements.length);
  const { author, id } = await removed('Written to be appealed against, about the sluice.');
  const page = await author.get(`/comment/${id}/appeal`);
  await author.submit(page, `/comment/${id}/appeal`, { text: 'It was about the sluice and called nobody names.' });
  await decide(id, 'restore', { reason: 'So it was.' });
  const later = site.cli(['statements', 'report', '--since', '1d']);
  assert.match(later, /^d,complaints decided,removals and changes of comments,,1\r$/m);
  assert.match(later, /^d,decisions reversed,removals and changes of comments,,1\r$/m);
  assert.match(later, /^d,hours until a decision,removals and changes of comments,median,0\r$/m);
  assert.ok(rows.some((r) => r[0] === 'e' && r[1] === 'share that was wrong'));
});

test('a moderator’s edit is a decision with reasons: statement, mail, export, and a way to have one’s own words back', async () => {
  const author = await reader();
  const id = await write(author, 'The skipper of the Anna is a calf, and the eels were fine.');
  const without = await decide(id, 'edit', { text: 'The eels were fine.', reason: 'It calls the skipper names.', clause: '' });
  assert.equal(without.status, 400, 'no edit without a clause');
  assert.equal((await decide(id, 'edit', { text: 'The eels were fine.', reason: 'It calls the skipper names.', clause: 'insults' })).status, 200);
  const name = await statementOf(author, id);
  const page = await author.get(`/statement/${name}`);
  for (const part of [/A moderator changed the text/, /Insults and threats/, /It calls the skipper names\./, new RegExp(`/comment/${id}/appeal`)])
    assert.match(page.text, part);
  const [mail] = await site.mails(author.address, { kind: 'statement_edited' });
  assert.match(mail.text, /Insults and threats/);
  assert.doesNotMatch(mail.text, /calf|mod_mary/);
  const all = site.cli(['statements', 'export', '--since', '1d']).trim().split('\n').flatMap((line) => JSON.parse(line).statements);
  const mine = all.find((s) => s.puid === name);
  assert.deepEqual(mine.decision_visibility, ['DECISION_VISIBILITY_OTHER']);
  assert.match(mine.decision_visibility_other, /changed or removed in part/);
  const file = join(site.folder, 'edit.json');
  writeFileSync(file, JSON.stringify(mine));
  site.cli(['statements', 'check', file]);
  assert.match(site.cli(['statements', 'report', '--since', '1d']), /,changed,1\r$/m);

  const form = await author.get(`/comment/${id}/appeal`);
  assert.match(form.text, /A moderator changed your comment/);
  const sent = await author.submit(form, `/comment/${id}/appeal`, { text: 'A calf is no insult where we live.' });
  const number = sent.url.match(/\/redress\/(\d+)/)[1];
  const other = await signedIn('mod_otto', 'moderator');
  const room = await other.get(`/moderation/redress/${number}`);
  assert.match(room.text, /Bring back the text before/);
  assert.match(room.text, /is a calf/);
  const act = formsOf(room.text).find((f) => f.action === `/moderation/redress/${number}`);
  const done = await other.request(act.action, { method: 'POST', form: { ...act.fields, do: 'restore', text: 'So it is.' } });
  assert.equal(done.status, 200);
  assert.match((await site.client().get(article)).text, /The skipper of the Anna is a calf, and the eels were fine\./);
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /given back its text/);
});

test('the statement of a sanction names the comment it came of, and what brought that to attention', async () => {
  const author = await reader(), other = await reader();
  const number = JSON.parse((await author.get('/me')).text).profile.split('/')[2];
  const id = await write(author, 'Written to be reported, about the skipper of the Anna.');
  const form = await other.get(`/comment/${id}/report`);
  await other.submit(form, `/comment/${id}/report`, { clause: 'insults', words: 'It calls the skipper names.' });
  const from = await mary.get(`/moderation/reader/${number}?comment=${id}`);
  assert.equal((await sanction(mary, number, 'premoderate', { clause: 'insults', reason: 'It calls the skipper names.' }, from)).status, 200);
  const name = (await author.get('/account/standing')).text.match(/\/statement\/(s-\d+-\d+)/)[1];
  const page = await author.get(`/statement/${name}`);
  assert.match(page.text, /Readers had reported it/);
  assert.match(page.text, new RegExp(`/comment/${id}/verdict`));
  assert.equal(JSON.parse((await author.get(`/statement/${name}/statement.json`)).text).source_type, 'SOURCE_TYPE_OTHER_NOTIFICATION');
});

test('every sanction has its statement: for its reader, with the way to write about it, and in the export', async () => {
  const author = await reader(), other = await reader();
  const id = JSON.parse((await author.get('/me')).text).profile.split('/')[2];
  for (const [kind, said, measure] of [['warn', /is warned/, null], ['premoderate', /reads what this account writes/, 'DECISION_PROVISION_PARTIAL_SUSPENSION'],
    ['block', /is blocked/, 'DECISION_ACCOUNT_SUSPENDED']]) {
    await sanction(mary, id, kind, { clause: 'insults', reason: 'It calls the skipper names.' });
    const again = site.client();
    await again.signIn(author.user);
    const standing = await again.get('/account/standing');
    const names = [...standing.text.matchAll(/\/statement\/(s-\d+-\d+)/g)].map((m) => m[1]);
    const name = names.sort((a, b) => (BigInt(a.split('-')[2]) < BigInt(b.split('-')[2]) ? 1 : -1))[0];
    const page = await again.get(`/statement/${name}`);
    assert.equal(page.status, 200, kind);
    assert.match(page.text, said);
    assert.match(page.text, /It calls the skipper names/);
    assert.equal((await other.get(`/statement/${name}`)).status, 404);
    const json = await again.get(`/statement/${name}/statement.json`);
    assert.equal(json.status, measure ? 200 : 404);
    if (!measure) continue;
    assert.match(page.text, /\/account\/letter/);
    const made = JSON.parse(json.text);
    assert.equal(made.decision_provision ?? made.decision_account, measure);
    const all = site.cli(['statements', 'export', '--since', '1d']).trim().split('\n').flatMap((l) => JSON.parse(l).statements);
    assert.deepEqual(all.find((s) => s.puid === name), made);
  }
});
