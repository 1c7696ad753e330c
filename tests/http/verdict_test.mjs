// What an author and a moderator read about a decision, who may read it at all, and the ledger of what was decided.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';
import { until } from '../support/wait.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
let site, mary, boss, people = 0;

before(async () => {
  site = await Site.start();
  mary = await site.signedIn(site.addUser('mod_mary', 'moderator'));
  boss = await site.signedIn(site.addUser('the_boss', 'administrator'));
});
after(() => site.close());

async function write(text) {
  const client = await site.signedIn(site.addUser(`person_${++people}`));
  const form = await client.get(`${article}/comment`);
  let sent = await client.submit(form, `${article}/comment`, { text });
  if (/Nothing has been posted yet/.test(sent.text))
    sent = await client.submit(sent, `${article}/comment`, { as_is: '1' });
  return { client, id: (sent.url.match(/#c(\d+)$/) ?? sent.url.match(/\/comment\/(\d+)/))[1] };
}

async function decide(id, word, values = {}) {
  const page = await mary.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => new RegExp(`name="do" value="${word}"`).test(f.inside));
  assert.ok(form, `no form to ${word}`);
  return mary.request(form.action, { method: 'POST', form: { ...form.fields, do: word, ...values } });
}

const rude = 'What a load of sh1t this ministry has written again.';

test('an author reads what was read as what, which words decided, and which clause it was', async () => {
  const { client, id } = await write(rude);
  const page = await client.get(`/comment/${id}/verdict`);
  assert.equal(page.status, 200);
  assert.match(page.text, /<mark class="evidence">sh1t/);
  assert.match(page.text, /<code dir="auto">sh1t<\/code> was read as <code dir="auto">shit<\/code>/);
  assert.match(page.text, /“1” stands for “i”/);
  assert.match(page.text, /Without “sh1t”, this clause would not have held the comment/);
  assert.match(page.text, /href="\/standards#obscene-language"/);
  assert.match(page.text, /A program, by the community standards, without a person/);
  assert.doesNotMatch(page.text, /Condition and measurements/);
});

test('an author in need is offered help before a comment goes out and after, and nothing of theirs is underlined', async () => {
  const client = await site.signedIn(site.addUser(`person_${++people}`));
  const nudged = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text: 'I can\'t go on any more.' });
  assert.match(nudged.text, /Nothing has been posted yet\. You have broken no rule/);
  assert.match(nudged.text, /116 123[\s\S]*findahelpline\.com/);
  assert.doesNotMatch(nudged.text, /<mark|looks like it breaks/);
  const sent = await client.submit(nudged, `${article}/comment`, { as_is: '1' });
  assert.match(sent.text, /A person will read your comment[\s\S]*116 123/);
  assert.doesNotMatch((await client.get('/account')).text, /<mark/);
});

test('who tells another to die is told what was removed, and is not spoken to as one in need', async () => {
  const { client, id } = await write('Nobody would miss you, so go kill yourself.');
  const page = await client.get(`/comment/${id}/verdict`);
  assert.match(page.text, /<h1>Your comment was not published<\/h1>/);
  assert.match(page.text, /<mark class="evidence">/);
  assert.doesNotMatch(page.text, /A person will read|held against you/);
});

test('a removed comment is written anew from its own text, by its author alone', async () => {
  const { client, id } = await write('My card is 4111 1111 1111 1111 and they charged it twice.');
  const page = await client.get(`/comment/${id}/verdict`);
  const anew = page.text.match(/href="([^"]*anew=\d+)">Write it anew/)[1];
  const form = formsOf((await client.get(anew)).text).find((f) => 'text' in f.fields);
  assert.match(form.fields.text, /^My card is 4111/);
  const other = await site.signedIn(site.addUser(`person_${++people}`));
  assert.doesNotMatch((await other.get(anew)).text, /4111/);
});

test('where no words count, it is said what was measured, and where no clause applied, why it waits', async () => {
  const client = await site.signedIn(site.addUser(`person_${++people}`));
  let sent;
  for (const text of ['My aunt used plums and never told anybody.', 'The oven in the station is older than the rails.', 'Cinnamon is the whole question here.',
    'A heron does not care which bank it stands on.', 'And now I am hungry, thank you very much.', 'Somebody should write down what the old cook said.'])
    sent = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text });
  assert.match(sent.text, /Because of the number of comments the author sent in the last minute[^<]*: 5, where the clause asks for 5 or more/);
  const room = await mary.get('/moderation/article/women-row-the-strait');
  await mary.submit(room, /moderation\/article/, { mode: 'premoderated' });
  const other = await site.signedIn(site.addUser(`person_${++people}`)), strait = '/article/women-row-the-strait';
  const held = await other.submit(await other.get(`${strait}/comment`), `${strait}/comment`, { text: 'They rowed it faster than the ferry.' });
  assert.match(held.text, /Nobody yet: a moderator reads every comment of this discussion/);
  assert.match((await mary.get(held.url.replace(/.*\/comment\/(\d+).*/, '/moderation/comment/$1'))).text, /No clause applied/);
});

test('a moderator reads the condition, what was measured, and what else was known', async () => {
  const { id } = await write(rude);
  const room = await mary.get(`/moderation/comment/${id}`);
  assert.match(room.text, /Condition and measurements/);
  assert.match(room.text, /<code>profanity\./);
  const page = await mary.get(`/comment/${id}/verdict`);
  assert.match(page.text, /What else was known/);
  assert.match(page.text, /Account’s age, days/);
  assert.match(page.text, /Open in the moderators’ room/);
  const again = await mary.get(page.text.match(/href="([^"]*again=yes)"/)[1].replaceAll('&amp;', '&'));
  assert.match(again.text, /comes out the same, bit for bit/);
  assert.match(again.text, /The standards in force would say “hold”, by “Obscene language”/);
});

test('to others there is no verdict, and to strangers not even a page to look for it', async () => {
  const { id } = await write(rude);
  const other = await site.signedIn(site.addUser(`person_${++people}`));
  for (const path of [`/comment/${id}/verdict`, `/comment/${id}/verdict.json`, `/comment/${id}/sent`]) {
    assert.equal((await other.get(path)).status, 404, path);
    const stranger = await site.client().get(path);
    assert.doesNotMatch(stranger.text, /sh1t/, path);
    assert.ok(stranger.status !== 200 || /sign-in/.test(stranger.url), path);
  }
  const published = await write('The eels have been here longer than the ministry, and will outlast it.');
  assert.equal((await other.get(`/comment/${published.id}/verdict`)).status, 404);
  assert.equal((await published.client.get(`/comment/${published.id}/verdict`)).status, 200);
});

test('an author learns what a moderator decided and why, and not who', async () => {
  const { client, id } = await write('The ferry timetable is a work of fiction, and not a good one.');
  await decide(id, 'remove', { clause: 'on-topic', reason: 'This is about ferries <b>only</b>.' });
  const page = await client.get(`/comment/${id}/verdict`);
  assert.match(page.text, /A moderator removed it –/);
  assert.match(page.text, /This is about ferries &lt;b&gt;only&lt;\/b&gt;\./);
  assert.match(page.text, /href="\/standards#on-topic"/);
  assert.doesNotMatch(page.text, /mod_mary/);
  const { decisions: [{ record, by, action }] } = JSON.parse((await client.get(`/comment/${id}/verdict.json`)).text);
  assert.equal(by, undefined);
  assert.equal(action, 'removed');
  assert.equal(record.decided_by, 'moderator');
  assert.equal(record.before, 'published');
  assert.equal(record.findings[0].clause, 'on-topic');
  const staff = JSON.parse((await mary.get(`/comment/${id}/verdict.json`)).text);
  assert.equal(staff.decisions[0].by, 'mod_mary');
  assert.match((await mary.get(`/comment/${id}/verdict`)).text, /mod_mary removed it –/);
});

test('words a moderator marks stand marked for the author', async () => {
  const text = 'Nobody asked the café owners about <any> of this.';
  const { client, id } = await write(text);
  const begin = Buffer.from(text.slice(0, text.indexOf('café'))).length;
  const refused = await decide(id, 'remove', { clause: 'on-topic', marks: `${begin}-${begin + 4}` });
  assert.equal(refused.status, 400);
  assert.match(refused.text, /are not in the comment/);
  for (const marks of ['x', '5', '9-5', '1-2,', '0-999999999999'])
    assert.equal((await decide(id, 'remove', { clause: 'on-topic', marks })).status, 400, marks);
  await decide(id, 'remove', { clause: 'on-topic', marks: `${begin}-${begin + 5}` });
  const page = await client.get(`/comment/${id}/verdict`);
  assert.match(page.text, /<mark class="evidence">café/);
  assert.match(page.text, /&lt;any&gt;/);
});

test('every decision on a comment can be looked at, on the text as it was then', async () => {
  const { client, id } = await write(rude);
  await decide(id, 'approve');
  const form = await client.get(`/comment/${id}/edit`);
  await client.submit(form, `/comment/${id}/edit`, { text: 'What a load of paper this ministry has written again.' });
  const first = await client.get(`/comment/${id}/verdict?decision=1`);
  assert.match(first.text, /text as it was then/);
  assert.match(first.text, /<mark class="evidence">sh1t/);
  const second = await client.get(`/comment/${id}/verdict?decision=2`);
  assert.match(second.text, /A moderator approved it –/);
  assert.equal((await client.get(`/comment/${id}/verdict?decision=9`)).status, 404);
});

test('a deleted comment keeps its decisions and loses the words in their records', async () => {
  const { client, id } = await write(rude);
  const form = await client.get(`/comment/${id}/delete`);
  await client.submit(form, `/comment/${id}/delete`);
  const page = await client.get(`/comment/${id}/verdict`);
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /sh1t/);
  assert.doesNotMatch((await client.get(`/comment/${id}/verdict.json`)).text, /sh1t/);
  assert.match(site.cli(['audit', 'verify']), /all is as it was entered/);
});

test('the log of staff actions has decisions on comments, newest first, and pages through them', async () => {
  const { id } = await write('A remark that a moderator takes away for the log to know.');
  await decide(id, 'remove', { clause: 'on-topic', reason: 'For the log.' });
  const log = await boss.get('/admin/log');
  assert.match(log.text, /mod_mary/);
  assert.match(log.text, /Removed a comment/);
  assert.match(log.text, new RegExp(`/comment/${id}/verdict`));
  assert.ok(log.text.indexOf('For the log.') > 0);
  const [, who] = /\/admin\/log\?who=(\d+)"><bdi>mod_mary/.exec(log.text);
  assert.match((await boss.get(`/admin/log?who=${who}`)).text, /Only by <bdi>mod_mary.*For the log\./s);
  assert.doesNotMatch((await boss.get(`/admin/log?who=1`)).text, /For the log\./);
  assert.doesNotMatch((await boss.get('/admin/log?show=actions')).text, /For the log\./);
  assert.match((await boss.get('/admin/log?show=decisions&until=2100-01-01')).text, /For the log\./);
  assert.match((await boss.get('/admin/log?until=2020-01-01')).text, /Nothing in the log is like that/);
  assert.equal((await mary.get('/admin/log')).status, 403);
});

test('a server that is killed leaves a whole ledger, and the next one goes on with a chain of its own', async () => {
  await write(rude);
  const heads = site.cli(['audit', 'head']);
  assert.match(heads, /^\d+ \d+ [0-9a-f]{64}\n/);
  // In the middle of decisions being written.
  const writers = await Promise.all(Array.from({ length: 6 }, async (_, n) => {
    const client = await site.signedIn(site.addUser(`writer_${n}`, 'moderator'));
    const form = formsOf((await client.get(`${article}/comment`)).text).find((f) => f.method === 'post' && 'text' in f.fields);
    return { client, form };
  }));
  let killed = false, written = 0;
  const load = writers.map(async ({ client, form }, n) => {
    const { draft: _, ...fields } = form.fields;
    for (let i = 0; !killed; i++)
      await client.request(form.action, { method: 'POST', follow: false, form: { ...fields, text: `${rude} Number ${n}, ${i}.`, as_is: '1' } })
        .then(() => { written++; }, () => {});
  });
  await until(() => written > 20, () => `only ${written} were written`);
  killed = true;
  site.process.kill('SIGKILL');
  await Promise.all(load);
  await site.exited;
  assert.match(site.cli(['audit', 'verify']), /all is as it was entered/);
  await site.serve();
  mary = await site.signedIn(site.addUser('mod_after', 'moderator'));
  const { id } = await write(rude);
  await decide(id, 'approve');
  assert.match(site.cli(['audit', 'verify']), /all is as it was entered/);
});
