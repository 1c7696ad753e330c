// The way out of mails that are no duty: in the mail's head for mail programs, on a page for people.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';

const article = '/article/eels-without-passports';
let site;

before(async () => { site = await Site.start({ settings: { 'mail.news_a_day': 3 } }); });
after(() => site.close());

async function signedIn(name) {
  const client = site.client();
  await client.signIn(site.addUser(name));
  return client;
}

async function post(client, body, reply) {
  const compose = await client.get(`${article}/comment${reply ? `?reply=${reply}` : ''}`);
  const answer = await client.submit(compose, `${article}/comment`, { text: body }, { follow: false });
  assert.equal(answer.status, 303, answer.text);
  return answer.headers.get('location').match(/(?:comment\/|#c)(\d+)/)[1];
}

async function choose(client, change) {
  const form = formsOf((await client.get('/account/settings')).text).find((f) => f.action === '/account/settings');
  assert.equal((await client.request('/account/settings', { method: 'POST', form: { ...form.fields, ...change } })).status, 200);
}

const wantsReplies = async (client) => /name="replies" value="yes" checked/.test((await client.get('/account/settings')).text);

// A reader who wants to hear of answers, with one that was answered.
async function answered(name) {
  const client = await signedIn(name);
  await choose(client, { replies: 'yes' });
  client.comment = await post(client, `The river belongs to all of us, ${name} thinks.`);
  await post(await signedIn(`${name}_answers`), `That is well said, and I agree with ${name}.`, client.comment);
  const [mail] = await site.mails(`${name}@example.org`, { kind: 'reply' });
  client.mail = mail;
  client.way = mail.header('List-Unsubscribe').match(/^<(.*)>$/)[1];
  return client;
}

test('mail of news names its way out in the head and at its foot, on the site\'s own address', async () => {
  const anna = await answered('anna');
  assert.equal(anna.mail.header('List-Unsubscribe-Post'), 'List-Unsubscribe=One-Click');
  assert.match(anna.way, new RegExp(`^${site.base}/unsubscribe\\?token=[\\w-]{43}$`));
  assert.ok(anna.mail.text.includes(anna.way));
  assert.ok(!anna.mail.head.includes('anna_answers'), 'a name somebody chose does not stand in the head');
});

test('a mail program switches it off with one request, without cookie and form token, and may ask twice', async () => {
  const bert = await answered('bert');
  assert.ok(await wantsReplies(bert));
  for (let i = 0; i < 2; i++) {
    const answer = await fetch(bert.way, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /no more mails of this kind/);
  }
  assert.ok(!(await wantsReplies(bert)));
  await post(await signedIn('bert_again'), 'One more answer, for good measure, to bert.', bert.comment);
  assert.equal((await site.mails('bert@example.org', { count: 0, kind: 'reply' })).length, 1);
});

test('also with the other form of body that RFC 8058 allows', async () => {
  const cleo = await answered('cleo');
  const body = new FormData();
  body.set('List-Unsubscribe', 'One-Click');
  assert.equal((await fetch(cleo.way, { method: 'POST', body })).status, 200);
  assert.ok(!(await wantsReplies(cleo)));
});

test('looking at the page changes nothing; its button does, without signing in', async () => {
  const dora = await answered('dora');
  const stranger = site.client();
  for (let i = 0; i < 2; i++) {
    const page = await stranger.get(dora.way);
    assert.equal(page.status, 200);
    assert.match(page.text, /Write to me when somebody answers one of my comments/);
    assert.ok(!page.text.includes('dora'), 'the page does not say whose it is');
  }
  assert.ok(await wantsReplies(dora));
  const done = await stranger.submit(await stranger.get(dora.way), '/unsubscribe');
  assert.match(done.text, /no more mails of this kind/);
  assert.ok(!(await wantsReplies(dora)));
});

test('a token that is none, of another purpose, or missing switches nothing off', async () => {
  for (const query of ['', '?token=', '?token=x', `?token=${'A'.repeat(43)}`, '?token=%00']) {
    const looked = await site.client().get(`/unsubscribe${query}`);
    assert.ok([400, 404].includes(looked.status), `${query}: ${looked.status}`);
    const asked = await fetch(`${site.base}/unsubscribe${query}`, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
    assert.ok([400, 404].includes(asked.status), `${query}: ${asked.status}`);
  }
});

test('news has a measure a day, duty has none', async () => {
  const ella = await answered('ella');
  const friend = await signedIn('ella_friend');
  for (const word of ['first', 'second', 'third', 'fourth'])
    await post(friend, `My ${word} answer to ella is about the ${word} thing she wrote.`, ella.comment);
  const news = await site.mails('ella@example.org', { count: 0, kind: 'reply' });
  assert.equal(news.length, 3);
  assert.match(site.cli(['mail', 'list', '--dropped']), /reply.*mail\.news_a_day/);
  site.cli(['mail', 'test', 'ella@example.org', '--queue']);
  assert.equal((await site.mails('ella@example.org', { kind: 'test' }))[0].header('List-Unsubscribe'), null);
});
