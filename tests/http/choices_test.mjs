// What readers choose for themselves: settings, the list of their comments, whom they mute.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';

const article = '/article/eels-without-passports';
let site;

async function signedIn(name) {
  const client = site.client();
  await client.signIn(site.addUser(name));
  client.me = JSON.parse((await client.get('/me')).text);
  return client;
}

before(async () => { site = await Site.start(); });
after(() => site.close());

const settings = (client) => client.get('/account/settings');
async function save(client, change) {
  const page = await settings(client);
  const form = formsOf(page.text).find((f) => f.action === '/account/settings');
  const fields = { ...form.fields, ...change };
  for (const [name, value] of Object.entries(fields)) if (value === undefined) delete fields[name];
  return client.request('/account/settings', { method: 'POST', form: fields });
}
const checked = (page) => [...page.text.matchAll(/<input type="checkbox" name="([a-z]+)" value="yes" checked>/g)].map((m) => m[1]);

test('who never chose has the presets, and keeps what they chose', async () => {
  const anna = await signedIn('anna_chooses');
  assert.deepEqual(checked(await settings(anna)), ['history', 'decisions']);
  const saved = await save(anna, { decisions: undefined, replies: 'yes' });
  assert.match(saved.text, /Saved\./);
  assert.deepEqual(checked(await settings(anna)), ['history', 'replies']);
  const other = await signedIn('other_anna');
  assert.deepEqual(checked(await settings(other)), ['history', 'decisions']);
});

test('a language that is not offered is refused and changes nothing', async () => {
  const ben = await signedIn('ben_chooses');
  const answer = await save(ben, { language: 'tlh', replies: 'yes' });
  assert.equal(answer.status, 400);
  assert.match(answer.text, /not among those offered/);
  assert.deepEqual(checked(await settings(ben)), ['history', 'decisions']);
});

test('strangers have no settings and mute nobody', async () => {
  const dora = await signedIn('dora_there');
  const stranger = await site.client().get('/account/settings', { follow: false });
  assert.equal(stranger.status, 303);
  const profile = await site.client().get(dora.me.profile);
  assert.doesNotMatch(profile.text, /Mute this reader/);
  const forged = await site.client().request(`${dora.me.profile}/mute`, { method: 'POST', form: { mute: 'yes' } });
  assert.notEqual(forged.status, 200);
});

test('who keeps the list of their comments to themselves is not listed, and sees it all the same', async () => {
  const carl = await signedIn('carl_private');
  const form = await carl.get(`${article}/comment`);
  await carl.submit(form, `${article}/comment`, { text: 'The eels under the weir went down a third since spring.' });
  const before = await site.client().get(carl.me.profile);
  assert.match(before.text, /eels under the weir/);
  await save(carl, { history: undefined });
  const after = await site.client().get(carl.me.profile);
  assert.doesNotMatch(after.text, /eels under the weir/);
  assert.match(after.text, /keeps the list of their comments/);
  assert.match((await carl.get('/account')).text, /eels under the weir/);
  assert.match((await site.client().get(article)).text, /eels under the weir/, 'the discussion is as it was');
});

test('muting is one reader’s own affair, and is taken back', async () => {
  const eva = await signedIn('eva_mutes'), loud = await signedIn('loud_lars');
  const profile = await eva.get(loud.me.profile);
  const muted = await eva.submit(profile, `${loud.me.profile}/mute`, { mute: 'yes' });
  assert.match(muted.text, /They do not learn of it/);
  assert.deepEqual(JSON.parse((await eva.get('/me')).text).muted, [loud.me.profile]);
  assert.match((await settings(eva)).text, /loud_lars/);
  assert.deepEqual(JSON.parse((await loud.get('/me')).text).muted, []);
  const again = await eva.submit(profile, `${loud.me.profile}/mute`, { mute: 'yes' });
  assert.equal(again.status, 200, 'twice is once');
  assert.deepEqual(JSON.parse((await eva.get('/me')).text).muted, [loud.me.profile]);
  const { fields } = formsOf(profile.text).find((f) => f.action === `${loud.me.profile}/mute`);
  const mute = (path) => eva.request(path, { method: 'POST', form: { ...fields, mute: 'yes' } });
  const own = await mute(`${eva.me.profile}/mute`);
  assert.equal(own.status, 400);
  assert.match(own.text, /cannot mute yourself/);
  const nobody = await mute('/reader/12345/mute');
  assert.equal(nobody.status, 404);
  const back = await eva.submit(await settings(eva), `${loud.me.profile}/mute`, { mute: 'no' });
  assert.match(back.text, /You see their comments again/);
  assert.deepEqual(JSON.parse((await eva.get('/me')).text).muted, []);
});

test('a page of one’s own greets by name, whatever the name holds', async () => {
  const frida = await signedIn('frida_greeted');
  const page = await frida.get('/account');
  assert.match(page.text, /Hello, <bdi>frida_greeted<\/bdi>/);
  assert.equal(frida.me.words.greeting, 'Hello, frida_greeted');
});
