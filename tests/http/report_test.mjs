// Readers' reports over HTTP: who may, every answer, what moderators see and what the reporter learns.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
let site, mary, people = 0;

const reader = () => site.signedIn(site.addUser(`reader_${++people}`));

before(async () => {
  site = await Site.start();
  mary = await site.signedIn(site.addUser('mod_mary', 'moderator'));
});
after(() => site.close());

async function write(text) {
  const client = await reader();
  const form = await client.get(`${article}/comment`);
  const sent = await client.submit(form, `${article}/comment`, { text });
  return { client, id: sent.url.match(/#c(\d+)$/)[1] };
}

async function report(client, id, values) {
  const page = await client.get(`/comment/${id}/report`);
  return client.submit(page, `/comment/${id}/report`, values);
}

const decide = async (id, word) => {
  const page = await mary.get(`/moderation/comment/${id}`);
  const f = formsOf(page.text).find((x) => new RegExp(`name="do" value="${word}"`).test(x.inside));
  return mary.request(f.action, { method: 'POST', form: { ...f.fields, do: word, clause: 'law', reason: 'As reported.' } });
};

test('a report goes from the link under the comment to the moderator, and its outcome back', async () => {
  const { id } = await write('The eel ladder was never inspected, whatever they say.');
  const anna = await reader();
  assert.match((await site.client().get(article)).text, new RegExp(`href="/comment/${id}/report"`));
  const form = await anna.get(`/comment/${id}/report`);
  assert.match(form.text, /The eel ladder was never inspected/);
  assert.match(form.text, /value="law"/);
  assert.match(form.text, /Personal data/);
  const sent = await report(anna, id, { clause: 'law', words: 'It is <b>libel</b>.' });
  assert.equal(sent.status, 200);
  assert.match(sent.url, /\/account\/reports/);
  assert.match(sent.text, /Thank you\. A moderator looks/);
  assert.match(sent.text, /Law, reported [^:]*: a moderator has still to look at it/);
  const room = await mary.get(`/moderation/comment/${id}`);
  assert.match(room.text, /1 report</);
  assert.match(room.text, /It is &lt;b&gt;libel/);
  assert.match(room.text, />reader_\d+<\/bdi>/);
  await decide(id, 'approve');
  assert.match((await anna.get('/account/reports')).text, /the comment stays/);
  assert.doesNotMatch((await mary.get(`/moderation/comment/${id}`)).text, /libel/);
});

test('the author never learns who reported, nor what was written', async () => {
  const { id, client } = await write('Another remark about the ladder and its two keepers.');
  const bert = site.addUser('secret_bert');
  await report(await site.signedIn(bert), id, { clause: 'manners', words: 'between us' });
  for (const path of ['/account', `/comment/${id}`, `/comment/${id}/sent`, `/comment/${id}/verdict`]) {
    const page = await client.get(path);
    assert.doesNotMatch(page.text, /secret_bert|between us/, path);
  }
  assert.equal((await client.get(`/moderation/comment/${id}`)).status, 403);
});

test('three reports hold a comment; it is gone from the page but not removed', async () => {
  const { id, client } = await write('A third remark, which three people will dislike.');
  for (let i = 0; i < 3; i++) await report(await reader(), id, { clause: 'law' });
  assert.doesNotMatch((await site.client().get(article)).text, /which three people will dislike/);
  assert.match((await client.get(`/comment/${id}/sent`)).text, /with a moderator/);
  const late = await (await reader()).get(`/comment/${id}/report`);
  assert.equal(late.status, 404);
  assert.doesNotMatch(late.text, /which three people/);
});

test('a stranger is shown where to sign in and gets back', async () => {
  const { id } = await write('A fourth remark under the article about eels.');
  const page = await site.client().get(`/comment/${id}/report`);
  assert.equal(page.status, 200);
  assert.match(page.text, new RegExp(`/sign-in\\?back=%2Fcomment%2F${id}%2Freport`));
  assert.equal(formsOf(page.text).filter((f) => /report/.test(f.action)).length, 0);
});

test('one’s own comment, a second report, no clause and a strange field are answered in words', async () => {
  const { id, client } = await write('A fifth remark, to be reported in all the wrong ways.');
  const own = await client.get(`/comment/${id}/report`);
  assert.match(own.text, /This comment is your own/);
  assert.equal(formsOf(own.text).filter((f) => /report/.test(f.action)).length, 0);
  const cora = await reader();
  const form = await cora.get(`/comment/${id}/report`);
  const fields = formsOf(form.text).find((f) => /report/.test(f.action)).fields;
  const post = (values) => cora.request(`/comment/${id}/report`, { method: 'POST', form: { csrf: fields.csrf, ...values } });
  const none = await post({ words: 'Words that must not be lost.' });
  assert.equal(none.status, 400);
  assert.match(none.text, /Choose the clause/);
  assert.match(none.text, /Words that must not be lost/);
  assert.equal((await post({ clause: 'nonsense' })).status, 400);
  assert.equal((await post({ clause: 'law', words: 'x'.repeat(1001) })).status, 413);
  assert.equal((await post({ clause: 'law', strange: '1' })).status, 400);
  assert.equal((await cora.request(`/comment/${id}/report`, { method: 'POST', form: { clause: 'law' } })).status, 403);
  assert.equal((await post({ clause: 'law' })).status, 200);
  assert.equal((await post({ clause: 'law' })).status, 200, 'sent twice is sent once');
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /1 report</);
  assert.match((await cora.get(`/comment/${id}/report`)).text, /You have reported this comment/);
});

test('what is not there or not shown cannot be reported', async () => {
  const { id } = await write('A sixth remark, soon to be removed by a moderator.');
  const dora = await reader();
  const page = await dora.get(`/comment/${id}/report`);
  await decide(id, 'remove');
  const sent = await dora.submit(page, `/comment/${id}/report`, { clause: 'law' });
  assert.equal(sent.status, 404);
  assert.equal((await dora.get('/comment/12345/report')).status, 404);
});
