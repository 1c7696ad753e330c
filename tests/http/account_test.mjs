// What readers do with what is theirs, over HTTP without JavaScript: change and delete a comment, change the password,
// see and end sessions.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as path } from 'node:path';
import { Site, formsOf, shipped } from '../support/site.mjs';

const article = '/article/eels-without-passports';
let site, people = 0;

before(async () => { site = await Site.start(); });
after(() => site.close());

async function join(role = 'reader') {
  const user = site.addUser(`person_${++people}`, role);
  const client = site.client();
  await client.signIn(user);
  return { client, user };
}

async function write(client, text, reply) {
  const page = await client.get(`${article}/comment${reply ? `?reply=${reply}` : ''}`);
  const sent = await client.submit(page, `${article}/comment`, { text });
  assert.match(sent.url, /#c\d+$/, sent.text);
  return sent.url.match(/#c(\d+)$/)[1];
}

// The other tests may run a program that hashes quickly.
test('the program that is installed keeps passwords as argon2id hashes that cost 46 MiB', (t) => {
  const folder = mkdtempSync(path(tmpdir(), 'comity-password-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path(folder, 'comity.db');
  const run = spawnSync(shipped, ['user', 'add', 'anna', '--email', 'anna@example.org', '--database', `sqlite:${file}`],
    { input: 'violet kettle under seven moons\n', encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
  assert.match(readFileSync(file, 'latin1'), /\$argon2id\$v=19\$m=47104,t=1,p=1\$/);
});

const shown = async () => (await site.client().get(article)).text;

test('an author changes a comment, readers see it as edited, and its own page and the account lead there', async () => {
  const { client } = await join();
  const id = await write(client, 'The lamp by the lock was out agian last night.');
  for (const path of [`/comment/${id}`, '/account'])
    assert.match((await client.get(path)).text, new RegExp(`href="/comment/${id}/edit"`), path);
  assert.doesNotMatch(await shown(), new RegExp(`/comment/${id}/edit`), 'the page for everybody names nobody');
  const form = await client.get(`/comment/${id}/edit`);
  assert.equal(formsOf(form.text).find((f) => 'text' in f.fields).fields.text, 'The lamp by the lock was out agian last night.');
  const preview = await client.submit(form, `/comment/${id}/edit`, { text: 'The *lamp* by the lock.', preview: '1' });
  assert.match(preview.text, /<em>lamp<\/em>/);
  const saved = await client.submit(form, `/comment/${id}/edit`, { text: 'The lamp by the lock was out again last night.' });
  assert.equal(saved.status, 200);
  const page = await shown();
  assert.match(page, /was out again last night/);
  assert.doesNotMatch(page, /agian/);
  assert.match(page.slice(page.indexOf(`id="c${id}"`)), /^[\s\S]{0,900}<span>edited<\/span>/);
  const stale = await client.submit(form, `/comment/${id}/edit`, { text: 'The lamp, from an old page.' });
  assert.equal(stale.status, 409);
  assert.ok(formsOf(stale.text).some((f) => f.fields.text === 'The lamp, from an old page.'), 'the text is given back');
});

test('a changed text is judged again: a nudge first, then held when it is sent as it is', async () => {
  const { client } = await join();
  const id = await write(client, 'I have measured the towpath twice and it is shorter.');
  const form = await client.get(`/comment/${id}/edit`);
  const text = 'I HAVE MEASURED THE TOWPATH TWICE AND NOBODY LISTENS TO ANYBODY WHO MEASURES ANYTHING HERE.';
  const nudge = await client.submit(form, `/comment/${id}/edit`, { text });
  assert.match(nudge.text, /Nothing has been changed yet/);
  assert.match(nudge.text, /<mark/);
  assert.match(await shown(), /measured the towpath twice and it is shorter/);
  const held = await client.submit(nudge, `/comment/${id}/edit`, { as_is: '1' });
  assert.match(held.text, /moderator/i);
  assert.doesNotMatch(await shown(), /towpath twice/i);
});

test('nobody edits or deletes another reader’s comment', async () => {
  const { client } = await join();
  const id = await write(client, 'Mine alone, to change and to take away.');
  const { client: other } = await join('moderator');
  for (const what of ['edit', 'delete']) {
    assert.equal((await other.get(`/comment/${id}/${what}`)).status, 403, what);
    const own = await client.get(`/comment/${id}/${what}`);
    const [form] = formsOf(own.text).filter((f) => f.action === `/comment/${id}/${what}`);
    const csrf = formsOf((await other.get('/account')).text).find((f) => f.fields.csrf).fields.csrf;
    const answer = await other.request(form.action, { method: 'POST', form: { ...form.fields, csrf, ...(what === 'edit' ? { text: 'Taken over.' } : {}) } });
    assert.equal(answer.status, 403, what);
    assert.equal((await site.client().get(`/comment/${id}/${what}`, { follow: false })).status, 303, what);
  }
  assert.match(await shown(), /Mine alone/);
});

test('after the edit window the form says so, and deleting is still possible', async () => {
  const short = await Site.start({ settings: { 'discussion.edit_window': 0 } });
  try {
    const client = short.client();
    await client.signIn(short.addUser('late_lena'));
    const page = await client.get(`${article}/comment`);
    const sent = await client.submit(page, `${article}/comment`, { text: 'Too late to change this one.' });
    const id = sent.url.match(/#c(\d+)$/)[1];
    const answer = await client.get(`/comment/${id}/edit`);
    assert.equal(answer.status, 403);
    assert.match(answer.text, /time for editing this comment is over/);
    const own = (await client.get(`/comment/${id}`)).text;
    assert.doesNotMatch(own, /\/edit"/);
    assert.match(own, /\/delete"/);
  } finally {
    await short.close();
  }
});

test('a deleted comment is gone, with replies it leaves a note, and its text is nowhere', async () => {
  const { client } = await join();
  const alone = await write(client, 'Alone and soon forgotten, like the ferry bell.');
  let page = await client.get(`/comment/${alone}/delete`);
  assert.match(page.text, /cannot be brought back/);
  const done = await client.submit(page, `/comment/${alone}/delete`);
  assert.equal(done.status, 200);
  assert.doesNotMatch(await shown(), /ferry bell/);
  assert.equal((await site.client().get(`/comment/${alone}`)).status, 404);
  const answered = await write(client, 'Answered and then regretted, like the toll.');
  const { client: other } = await join();
  await write(other, 'A reply that keeps its place under the note.', answered);
  page = await client.get(`/comment/${answered}/delete`);
  assert.match(page.text, /replies to it stay/);
  await client.submit(page, `/comment/${answered}/delete`);
  const seen = await shown();
  assert.match(seen, /The author deleted this comment/);
  assert.match(seen, /keeps its place under the note/);
  assert.doesNotMatch(seen, /like the toll/);
  const own = (await client.get('/account')).text;
  assert.doesNotMatch(own, /like the toll|ferry bell/);
  assert.match(own, /You deleted this comment/);
});

test('the password changes with the present one only, and other sessions end', async () => {
  const { client, user } = await join();
  const elsewhere = site.client();
  await elsewhere.signIn(user);
  const form = await client.get('/account/password');
  const wrong = await client.submit(form, '/account/password', { current: 'not this one at all', wanted: 'eleven quiet ferries at dawn' });
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /not your present password/);
  const short = await client.submit(form, '/account/password', { current: user.password, wanted: 'too short' });
  assert.equal(short.status, 400);
  assert.match(short.text, /15 characters/);
  assert.ok(!short.text.includes(user.password), 'no password is echoed');
  assert.equal((await elsewhere.get('/account', { follow: false })).status, 200);
  const done = await client.submit(form, '/account/password', { current: user.password, wanted: 'eleven quiet ferries at dawn' });
  assert.equal(done.status, 200);
  assert.match(done.text, /Your password is changed/);
  assert.equal((await elsewhere.get('/account', { follow: false })).status, 303);
  assert.equal((await client.get('/account', { follow: false })).status, 200);
  assert.equal((await site.client().signIn(user)).status, 401);
  const fresh = site.client();
  await fresh.signIn({ name: user.name, password: 'eleven quiet ferries at dawn' });
  assert.equal((await fresh.get('/account', { follow: false })).status, 200);
});

test('sessions are listed and signed out, one or all others', async () => {
  const { client, user } = await join();
  const others = [];
  for (const agent of ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'curl/8', 'third']) {
    others.push(site.client({ 'user-agent': agent }));
    await others.at(-1).signIn(user);
  }
  const [firefox, ...unnamed] = await site.mails(`${user.name}@example.org`, { kind: 'signed_in', count: 3 });
  assert.match(firefox.text, /With: the password/);
  assert.match(firefox.text, /Browser: Firefox on Linux/);
  assert.equal(firefox.link, `${site.base}/account/sessions`);
  for (const mail of unnamed) {
    assert.match(mail.text, /Browser: one that does not say what it is/);
    assert.doesNotMatch(mail.text, /curl|third/, 'what a client says of itself is not passed on');
  }
  let page = await client.get('/account/sessions');
  assert.match(page.text, /Firefox on Linux/);
  assert.match(page.text, /This one/);
  const one = formsOf(page.text).find((f) => /Firefox on Linux/.test(f.inside));
  const handle = one.inside.match(/value="([^"]+)">Sign out/)[1];
  page = await client.request(one.action, { method: 'POST', form: { ...one.fields, end: handle } });
  assert.match(page.text, /That session is signed out/);
  assert.doesNotMatch(page.text, /Firefox on Linux/);
  assert.equal((await others[0].get('/account', { follow: false })).status, 303);
  assert.equal((await others[1].get('/account', { follow: false })).status, 200);
  const all = formsOf(page.text).find((f) => /name="others"/.test(f.inside));
  page = await client.request(all.action, { method: 'POST', form: { ...all.fields, others: '1' } });
  assert.match(page.text, /signed out everywhere but here/);
  for (const other of others) assert.equal((await other.get('/account', { follow: false })).status, 303);
  assert.equal((await client.get('/account', { follow: false })).status, 200);
});

test('a browser is known by a cookie that a sign-in gives and keeps, and who is known is not written to', async () => {
  const { user } = await join();
  const client = site.client();
  await client.signIn({ name: user.name, password: 'not the one it is' });
  assert.equal(client.cookies.get('known'), undefined);
  const page = await client.get('/sign-in');
  const answer = await client.submit(page, '/sign-in', { login: user.name, password: user.password }, { follow: false });
  const line = answer.headers.getSetCookie().find((one) => one.startsWith('known='));
  assert.match(line, /^known=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=34560000$/);
  const known = client.cookies.get('known');
  await client.submit(await client.get('/account'), '/sign-out');
  await client.signIn(user);
  assert.equal(client.cookies.get('known'), known);
  await site.mails(`${user.name}@example.org`, { kind: 'signed_in' });
  assert.equal((await site.mails(`${user.name}@example.org`, { count: 0 })).length, 1);
});

test('a session of another account cannot be ended', async () => {
  const { client } = await join();
  const { client: other } = await join();
  const page = await other.get('/account/sessions');
  await other.signIn({ name: 'nobody', password: 'x'.repeat(20) });
  const csrf = formsOf((await client.get('/account/sessions')).text)[0]?.fields.csrf
    ?? formsOf((await client.get('/account')).text).find((f) => f.fields.csrf).fields.csrf;
  const [token] = [...other.cookies].filter(([k]) => k === 'session').map(([, v]) => v);
  const { createHash } = await import('node:crypto');
  const handle = createHash('sha256').update(Buffer.from(token, 'base64url')).digest('base64url');
  await client.request('/account/sessions', { method: 'POST', form: { csrf, end: handle } });
  assert.equal(page.status, 200);
  assert.equal((await other.get('/account', { follow: false })).status, 200);
});

test('the numbers beside marked words and the findings lead to each other, each name once on a page', async () => {
  const { client } = await join();
  const form = await client.get(`${article}/comment`);
  const texts = ['THE FIRST OF TWO THINGS THAT I WILL SAY LOUDLY, WHETHER YOU LIKE IT OR NOT.',
    'THE SECOND OF THEM, AND JUST AS LOUD, BECAUSE THAT IS HOW I TALK ABOUT EELS.'];
  for (const [i, text] of texts.entries()) {
    const nudge = await client.submit(form, `${article}/comment`, { text });
    if (i === 0)
      for (const part of [/<a href="#finding-1" id="mark-1"/, /<li id="finding-1">/, /href="#mark-1"/]) assert.match(nudge.text, part);
    await client.submit(nudge, `${article}/comment`, { as_is: '1' });
  }
  const account = (await client.get('/account')).text;
  const ids = [...account.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]);
  assert.equal(new Set(ids).size, ids.length);
  const links = [...account.matchAll(/href="#((?:finding|mark)-[^"]+)"/g)].map((m) => m[1]);
  assert.ok(links.length >= 4);
  for (const link of links) assert.ok(ids.includes(link), link);
});

test('how many comments there are is asked for cheaply, and is never stale', async () => {
  const stranger = site.client();
  const before = await stranger.get(`${article}/count`);
  assert.match(before.headers.get('content-type'), /^application\/json/);
  const same = await stranger.get(`${article}/count`, { headers: { 'if-none-match': before.headers.get('etag') } });
  assert.equal(same.status, 304);
  const { client } = await join();
  await write(client, 'One more, so that the number grows by one.');
  const after = await stranger.get(`${article}/count`);
  assert.equal(JSON.parse(after.text).comments, JSON.parse(before.text).comments + 1);
  assert.match(await shown(), new RegExp(`data-count="${JSON.parse(after.text).comments}"`));
  assert.equal((await stranger.get('/article/nowhere-at-all/count')).status, 404);
});

test('an administrator changes a name nobody should have to read: everywhere at once, told and logged; nobody else can', async () => {
  const rude = await site.signedIn(site.addUser('rude_rolf')), other = await site.signedIn(site.addUser('calm_carla'));
  const boss = await site.signedIn(site.addUser('boss_bea', 'administrator')), mod = await site.signedIn(site.addUser('mod_mona', 'moderator'));
  const profile = JSON.parse((await rude.get('/me')).text).profile, id = profile.match(/\d+/)[0];
  const path = `/admin/users/${id}/security`, why = 'Nobody should have to read this.';
  const form = formsOf((await boss.get(path)).text).find((f) => 'why' in f.fields);
  const send = (client, values) => client.request(path, { method: 'POST', form: { ...form.fields, rename: '1', ...values } });
  for (const client of [rude, other, mod, site.client()])
    assert.ok((await send(client, { name: 'Gentle Rolf', why })).status >= 400);
  assert.match((await send(boss, { name: 'Gentle Rolf', why: ' ' })).text, /Say why/);
  const taken = await send(boss, { name: 'Calm_Carla', why });
  assert.match(taken.text, /This name is taken/);
  assert.ok(taken.text.includes(why), 'what was typed is kept');
  assert.match((await send(boss, { name: 'Gentle Rolf', why })).text, /The name is changed/);
  assert.match((await site.client().get(profile)).text, /Gentle Rolf/);
  assert.match((await rude.get('/account')).text, /Hello, <bdi>Gentle Rolf/);
  const [mail] = await site.mails('rude_rolf@example.org', { kind: 'renamed' });
  assert.match(mail.text.replace(/\s+/g, ' '), /From now on it is Gentle Rolf.*Nobody should have to read this/);
  const log = (await boss.get('/admin/log')).text;
  assert.match(log, /Changed the user name/);
  assert.doesNotMatch(log, /rude_rolf/);
  assert.throws(() => site.addUser('rude_rolf'), /taken/, 'nobody else gets the old name');
  site.cli(['user', 'rename', 'Gentle Rolf', 'Quiet Rolf', '--reason', 'As asked.']);
  assert.match((await site.client().get(profile)).text, /Quiet Rolf/);
  site.cli(['user', 'rename', 'Quiet Rolf', 'Loud Rolf'], { status: 1 });
});
