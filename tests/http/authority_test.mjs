// Who may do what, at every address: docs/AUTHORITY.md, made from the tables of routes and rights, asked of the running
// site. Each row is tried by strangers, blocked readers, readers, authors, moderators and administrators, on what is their
// own and on what is another's, and with the cookies and forms of another site.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';

const article = 'eels-without-passports';
const roles = ['anonymous', 'blocked', 'reader', 'author', 'moderator', 'administrator'];
let site, foreign, rows;
const clients = {}, things = {};

// Where asking once changes who asks, or ends what the others stand on.
const last = ['/sign-out', '/account/delete', '/account/sessions'];

async function enter(name, role) {
  const client = site.client();
  client.user = site.addUser(name, role);
  client.address = `${name}@example.org`;
  await client.signIn(client.user);
  client.id = JSON.parse((await client.get('/me')).text).profile.split('/')[2];
  return client;
}

let number = 0;
async function write(client) {
  const form = await client.get(`/article/${article}/comment`);
  const sent = await client.submit(form, `/article/${article}/comment`, { text: `A remark about eels, the ${++number}th of them.` });
  return sent.url.match(/#c(\d+)$/)[1];
}

async function remove(id, by) {
  const page = await by.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => /name="do" value="remove"/.test(f.inside));
  await by.request(form.action, { method: 'POST', form: { ...form.fields, do: 'remove', clause: 'law', reason: 'For the test.' } });
}

before(async () => {
  site = await Site.start();
  foreign = await Site.start();
  rows = site.cli(['docs', 'authority']).split('\n').filter((line) => /^\| (GET|POST) /.test(line)).map((line) => {
    const [, method, path, action, ...grants] = line.split('|').map((cell) => cell.trim());
    return { method, path: path.replaceAll('`', ''), action, grant: Object.fromEntries(roles.map((role, i) => [role, grants[i]])) };
  });
  const boss = await enter('the_boss', 'administrator');
  for (const role of roles) clients[role] = role === 'anonymous' ? site.client() : await enter(`a_${role}`, role === 'blocked' ? 'reader' : role);
  things.other = await enter('somebody_else', 'reader');
  for (const role of [...roles, 'other']) {
    const client = role === 'other' ? things.other : clients[role];
    if (role === 'anonymous') continue;
    const open = await write(client), removed = await write(client);
    await remove(removed, boss);
    const verdict = await client.get(`/comment/${removed}/verdict`);
    things[role] = { id: client.id, open, removed, statement: verdict.text.match(/\/statement\/(c-\d+-\d+)/)[1] };
  }
  await block(boss, clients.blocked.id);
  clients.blocked = Object.assign(site.client(), { user: clients.blocked.user, id: clients.blocked.id });
  await clients.blocked.signIn(clients.blocked.user);
});
after(async () => { await site.close(); await foreign.close(); });

async function block(boss, id) {
  const page = await boss.get(`/moderation/reader/${id}`);
  const form = formsOf(page.text).find((f) => f.action === `/moderation/reader/${id}` && /value="block"/.test(f.inside)) ??
    formsOf((await boss.get(`/moderation/reader/${id}?do=block`)).text).find((f) => /block/.test(f.inside));
  const sent = await boss.request(form.action, { method: 'POST',
    form: { ...form.fields, do: 'block', clause: 'insults', reason: 'For the test.', grave: 'For the test, without a warning.' } });
  assert.ok(sent.status < 400, sent.text.match(/problem[^>]*>([^<]+)/)?.[1]);
}

// What a form must hold to be looked at at all.
const forms = {
  '/comment/{id}/edit': { text: 'Another text about eels.', revision: '0' },
  '/comment/{id}/appeal': { text: 'It was removed by mistake, as whoever reads it will see.' },
};
// Public, but with nothing to show to a stranger who holds no link.
const needless = ['/confirm', '/join/provider'];

// The address with what belongs to `whose`.
function fill(path, whose) {
  const thing = things[whose] ?? things.other;
  const id = /appeal|verdict|sent/.test(path) ? thing.removed : thing.open;
  return path.replace('/comment/{id}', `/comment/${id}`).replace('/statement/{name}', `/statement/${thing.statement}`)
    .replace('/reader/{id}', `/reader/${thing.id}`).replace('/users/{id}', `/users/${thing.id}`)
    .replace('/article/{name}', `/article/${article}`).replace('/section/{name}', '/section/city').replace('/tag/{name}', '/tag/rivers')
    .replace('/brake/{name}', '/brake/spam').replace('{name}', 'none').replace('{id}', '1').replace('{file...}', 'none');
}

async function ask(client, row, whose) {
  const path = fill(row.path, whose);
  if (row.method === 'GET') return client.request(path, { follow: false });
  const from = await client.get('/notice');
  const csrf = formsOf(from.text).find((f) => f.action === '/notice')?.fields.csrf;
  return client.request(path, { method: 'POST', form: { csrf: csrf ?? 'none', ...forms[row.path] }, follow: false });
}

// Refused: sent to sign in, told off, or told that there is no such thing.
function refused(answer) {
  const to = answer.headers.get('location') ?? '';
  return [401, 403, 404].includes(answer.status) || /^\/sign-in(\?|$)/.test(to.replace(site.base, ''));
}
// Let in: by a page, a redirect, or a word about what the form lacks. Not there is no refusal on what is one's own.
const admitted = (answer) => answer.status === 404 || !refused(answer);

const tried = () => rows.filter((row) => row.grant.reader !== 'key' && !last.includes(row.path) && !/^link$/.test(row.action));

test('the table has every address and every right', () => {
  const routes = site.cli(['docs', 'routes']).split('\n').filter((line) => /^\| (GET|POST) /.test(line));
  assert.equal(rows.length, routes.length);
  assert.ok(rows.some((row) => row.grant.reader === 'own' && row.grant.anonymous === ''));
  for (const row of rows) assert.equal(Object.keys(row.grant).length, roles.length, row.path);
});

test('who has no right to anything there is refused', async () => {
  for (const role of roles)
    for (const row of tried().filter((r) => r.grant[role] === ''))
      for (const whose of [role, 'other']) {
        const answer = await ask(clients[role], row, whose);
        assert.ok(refused(answer), `${role}: ${row.method} ${row.path} of ${whose}: ${answer.status} ${answer.headers.get('location') ?? ''}`);
      }
});

test('who has a right to their own is let in to it, and refused what is another’s', async () => {
  for (const role of roles)
    for (const row of tried().filter((r) => r.grant[role] === 'own')) {
      const own = await ask(clients[role], row, role);
      assert.ok(admitted(own) && own.status !== 403, `${role}: own ${row.method} ${row.path}: ${own.status}`);
      if (!/\{(id|name)\}/.test(row.path) || row.path.startsWith('/account')) continue;
      const other = await ask(clients[role], row, 'other');
      assert.ok(refused(other), `${role}: another's ${row.method} ${row.path}: ${other.status}`);
    }
});

test('who has a right to anything is let in to what is another’s', async () => {
  for (const role of roles)
    for (const row of tried().filter((r) => r.grant[role] === 'yes' && !needless.includes(r.path))) {
      const answer = await ask(clients[role], row, 'other');
      assert.ok(![401, 403].includes(answer.status) && !/^\/sign-in\?/.test(answer.headers.get('location') ?? ''),
        `${role}: ${row.method} ${row.path}: ${answer.status} ${answer.headers.get('location') ?? ''}`);
    }
});

test('programs’ addresses ask for a key, whoever is signed in', async () => {
  for (const row of rows.filter((r) => r.grant.reader === 'key')) {
    const answer = await clients.administrator.request(row.path, { method: row.method, body: '{}', headers: { 'content-type': 'application/json' } });
    assert.ok([400, 401, 403].includes(answer.status) || /invalid/.test(answer.text), `${row.path}: ${answer.status}`);
  }
});

test('a session and a form of another site are worth nothing', async () => {
  const there = foreign.client();
  await there.signIn(foreign.addUser('root_elsewhere', 'administrator'));
  const csrf = formsOf((await there.get('/account')).text)[0].fields.csrf;
  const here = site.client();
  for (const [name, value] of there.cookies) here.cookies.set(name, value);
  for (const row of rows.filter((r) => r.grant.anonymous === '')) {
    const path = fill(row.path, 'other');
    const answer = row.method === 'GET' ? await here.request(path, { follow: false })
      : await here.request(path, { method: 'POST', form: { csrf }, follow: false });
    assert.ok(refused(answer) || answer.status === 400 || answer.status === 419 || answer.status === 410,
      `${row.method} ${row.path}: ${answer.status}`);
  }
  assert.ok((await things.other.client?.get('/account') ?? await site.client().get('/')).status === 200);
});

test('what ends a session ends one’s own alone', async () => {
  for (const role of roles.slice(1)) {
    const client = clients[role];
    const page = await client.get('/account');
    assert.equal(page.status, 200, role);
  }
  const out = clients.author;
  const page = await out.get('/account');
  await out.submit(page, '/sign-out', {});
  assert.equal((await out.get('/account', { follow: false })).status, 303);
  assert.equal((await clients.reader.get('/account', { follow: false })).status, 200);
});
