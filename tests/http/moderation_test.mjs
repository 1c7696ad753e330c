// The moderators' room over HTTP: decide and go on, undo, stale decisions, context, opening and closing discussions.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
let site, mary, max, people = 0;

before(async () => {
  site = await Site.start();
  mary = await site.signedIn(site.addUser('mod_mary', 'moderator'));
  max = await site.signedIn(site.addUser('mod_max', 'moderator'));
});
after(() => site.close());

async function write(text, { client, reply, held } = {}) {
  client ??= await site.signedIn(site.addUser(`person_${++people}`));
  const form = await client.get(`${article}/comment${reply ? `?reply=${reply}` : ''}`);
  const sent = await client.submit(form, `${article}/comment`, { text });
  if (!held) return { client, id: sent.url.match(/#c(\d+)$/)[1] };
  const done = await client.submit(sent, `${article}/comment`, { as_is: '1' });
  return { client, id: done.url.match(/comment\/(\d+)\/sent/)[1] };
}

const shouted = (what) => `EVERYBODY OUGHT TO KNOW THAT ${what} AND NOBODY EVER DARES TO SAY SO ALOUD IN PUBLIC.`;

function form(page, word) {
  const found = formsOf(page.text).find((f) => new RegExp(`name="do" value="${word}"`).test(f.inside));
  assert.ok(found, `no form to ${word} at ${page.url}`);
  return found;
}

async function decide(client, page, word, values = {}) {
  const f = form(page, word);
  return client.request(f.action, { method: 'POST', form: { ...f.fields, do: word, ...values } });
}

const shown = async () => (await site.client().get(article)).text;
const chosen = (page) => page.text.match(/href="\/moderation\/comment\/(\d+)[^"]*" aria-current="true"/)?.[1];

test('after a decision the next comment opens by itself, in the same list', async () => {
  const ids = [];
  for (const what of ['THE TIDE IS LATE', 'THE TIDE IS EARLY', 'THE TIDE IS WET'])
    ids.push((await write(shouted(what), { held: true })).id);
  let page = await mary.get(`/moderation/comment/${ids[0]}?show=held`);
  page = await decide(mary, page, 'approve');
  assert.equal(page.status, 200);
  assert.match(page.url, /show=held/);
  assert.equal(chosen(page), ids[1]);
  page = await decide(mary, page, 'remove', { reason: 'Enough of tides.' });
  assert.equal(chosen(page), ids[2]);
  const seen = await shown();
  assert.match(seen, /THE TIDE IS LATE/);
  assert.doesNotMatch(seen, /THE TIDE IS EARLY/);
});

test('an approval and a removal are undone exactly, by who decided and only while it is the last word', async () => {
  const { id, client } = await write(shouted('THE LAMP IS OUT'), { held: true });
  let page = await decide(mary, await mary.get(`/moderation/comment/${id}`), 'approve');
  assert.match(page.text, /Approved and published/);
  assert.match(await shown(), /THE LAMP IS OUT/);
  const undo = form(page, 'undo');
  page = await decide(mary, page, 'undo');
  assert.match(page.text, /Undone: the comment is held again/);
  assert.equal(chosen(page), id, 'it is looked at again');
  assert.doesNotMatch(await shown(), /THE LAMP IS OUT/);
  assert.match((await client.get('/account')).text, /status-held[\s\S]*<mark/, 'the author sees words and clause as before');
  const twice = await mary.request(undo.action, { method: 'POST', form: { ...undo.fields, do: 'undo' } });
  assert.equal(twice.status, 409);

  page = await decide(mary, await mary.get(`/moderation/comment/${id}`), 'remove', { reason: 'No lamps.' });
  const late = form(page, 'undo');
  await decide(max, await max.get(`/moderation/comment/${id}`), 'restore');
  const refused = await mary.request(late.action, { method: 'POST', form: { ...late.fields, do: 'undo' } });
  assert.equal(refused.status, 409);
  assert.match(await shown(), /THE LAMP IS OUT/);
});

test('an edit is undone like the rest, and its statement and the log say so', async () => {
  const { id, client } = await write('A remark about the ferry, with its own words.');
  const statementOf = async () => (await client.get((await client.get(`/comment/${id}/verdict`)).text.match(/\/statement\/c-[\d-]+/)[0])).text;
  const page = await decide(mary, await mary.get(`/moderation/comment/${id}`), 'edit', { text: 'A remark.', clause: 'insults', reason: 'Too long.' });
  assert.doesNotMatch(await shown(), /with its own words/);
  const statement = await statementOf();
  assert.doesNotMatch(statement, /taken back/);
  const undone = await decide(mary, page, 'undo');
  assert.match(undone.text, /Undone: the comment reads as before/);
  assert.match(await shown(), /ferry, with its own words/);
  const name = statement.match(/<code>(c-[\d-]+)/)[1], told = (await client.get(`/statement/${name}`)).text;
  assert.match(told, /This decision was taken back on/);
  assert.doesNotMatch(told, new RegExp(`/comment/${id}/appeal`));
  assert.match((await site.mails(`person_${people}@example.org`, { kind: 'text_back' }))[0].text, /reads as before the change/);
});

test('a stale decision does nothing and says who did what meanwhile', async () => {
  const { id } = await write(shouted('THE BRIDGE IS SHORT'), { held: true });
  const old = await mary.get(`/moderation/comment/${id}`);
  await decide(max, await max.get(`/moderation/comment/${id}`), 'approve');
  const answer = await decide(mary, old, 'remove', { reason: 'A reason typed with care.' });
  assert.equal(answer.status, 409);
  assert.match(answer.text, /Nothing was done: the comment was approved by mod_max, [^.]*and is now published/);
  assert.match(answer.text, /A reason typed with care/);
  assert.match(await shown(), /THE BRIDGE IS SHORT/);
});

test('a text its author changed meanwhile is not decided on unread', async () => {
  const { id, client } = await write('A plain remark about the weir and its keeper.');
  const old = await mary.get(`/moderation/comment/${id}`);
  const edit = await client.get(`/comment/${id}/edit`);
  await client.submit(edit, `/comment/${id}/edit`, { text: 'A plain remark about the weir and its new keeper.' });
  const answer = await decide(mary, old, 'remove');
  assert.equal(answer.status, 409);
  assert.match(answer.text, /text was changed after you opened it/);
  assert.match(await shown(), /its new keeper/);
});

test('a comment is shown between its neighbours, with its replies and its author’s last decisions', async () => {
  await write('The one that was there before the middle.');
  const middle = await write('The one in the middle of it all.');
  const reply = await write('A reply to the middle one.', { reply: middle.id });
  await write('The one that came after the middle.');
  const page = await mary.get(`/moderation/comment/${middle.id}`);
  const context = page.text.slice(page.text.indexOf('room-context'));
  for (const part of ['there before the middle', 'A reply to the middle one', 'came after the middle'])
    assert.ok(context.includes(part), part);
  const child = await mary.get(`/moderation/comment/${reply.id}`);
  assert.match(child.text.slice(child.text.indexOf('room-context')), /It answers[\s\S]*in the middle of it all/);
  const ids = [...page.text.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
  assert.equal(new Set(ids).size, ids.length, 'no id twice');

  const other = await write('Another of theirs, soon decided upon.', { client: middle.client });
  await decide(mary, await mary.get(`/moderation/comment/${other.id}`), 'remove');
  const again = await mary.get(`/moderation/comment/${middle.id}`);
  assert.match(again.text.slice(again.text.indexOf('The author’s last decisions')), /soon decided upon[\s\S]*removed/);
});

test('a tombstone names the clause, with a link', async () => {
  const top = await write('Something that will be removed with its replies left.');
  await write('A reply that stays where it is.', { reply: top.id });
  const page = await mary.get(`/moderation/comment/${top.id}`);
  const [, clause, title] = form(page, 'remove').inside.match(/<option value="([a-z-]+)"[^>]*>([^<]+)/);
  await decide(mary, page, 'remove', { clause });
  const seen = await shown();
  const note = seen.slice(seen.indexOf(`id="c${top.id}"`)).slice(0, 400);
  assert.match(note, /A moderator removed this comment/);
  assert.ok(note.includes(`<a href="/standards#${clause}">${title}</a>`), note);
  assert.doesNotMatch(seen, /Something that will be removed/);
});

test('a moderator closes a discussion and opens it again; a reader may not', async () => {
  const path = `/moderation/article/${slug}`;
  const reader = await site.signedIn(site.addUser('closing_clive'));
  assert.equal((await reader.get(path)).status, 403);
  const { id } = await write('Seen only while the discussion is on.', { client: reader });
  const profile = (await site.client().get(`/comment/${id}`)).text.match(/\/reader\/\d+/)[0];
  assert.match((await site.client().get(profile)).text, /Seen only while/);
  const set = async (mode) => {
    const page = await mary.get(path);
    const done = await mary.submit(page, path, { mode });
    assert.equal(done.status, 200);
    assert.match(done.text, new RegExp(`value="${mode}" checked`));
  };
  await set('closed');
  assert.match(await shown(), /This discussion is closed/);
  const refused = await reader.request(`${article}/comment`, { method: 'POST', form: {
    csrf: formsOf((await reader.get('/account')).text).find((f) => f.fields.csrf).fields.csrf, text: 'May I still?' } });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /May I still\?/);
  await set('off');
  assert.doesNotMatch(await shown(), /id="discussion"/);
  const stranger = site.client();
  assert.equal((await stranger.get(`/comment/${id}`)).status, 404);
  assert.doesNotMatch((await stranger.get('/')).text, /Seen only while/);
  assert.doesNotMatch((await stranger.get(profile)).text, /Seen only while/);
  assert.equal((await mary.get(`/comment/${id}`)).status, 200);
  await set('premoderated');
  const page = await reader.get(`${article}/comment`);
  const held = await reader.submit(page, `${article}/comment`, { text: 'A calm remark that waits for a person.' });
  assert.match(held.url, /\/sent$/);
  await set('open');
  assert.match(await shown(), /Write a comment/);
});
