// What an attacker would try on a running site. Each test names the second path on which a check is easily forgotten.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { spawnSync } from 'node:child_process';
import { Site, formsOf } from '../support/site.mjs';
import { readerId, sanction } from '../support/sanctions.mjs';
import { solve } from '../support/captcha.mjs';
import { WAIT_MS, until } from '../support/wait.mjs';

const article = '/article/eels-without-passports';
let site, moderator, admin;
const people = new Map();

// A signed-in client of an account made by the command line: no captcha, and no limit on registrations.
async function person(name, role = 'reader') {
  if (!people.has(name)) people.set(name, site.addUser(name, role));
  const client = site.client();
  await client.signIn(people.get(name));
  return client;
}

async function register(values, spoil = (f) => f) {
  const client = site.client();
  const page = await client.get('/register');
  const challenge = JSON.parse((await client.get('/captcha/challenge')).text);
  const fields = { email: 'somebody@example.org', password: 'four words for somebody', consent_standards: 'yes',
    consent_privacy: 'yes', altcha: solve(challenge), captcha_answer: '', ...values };
  return client.submit(page, '/register', spoil(fields), { follow: false });
}

async function post(client, text, extra = {}) {
  const page = await client.get(`${article}/comment`);
  return client.submit(page, `${article}/comment`, { text, ...extra });
}

async function postHeld(client, text) {
  const nudge = await post(client, text);
  const held = await client.submit(nudge, `${article}/comment`, { as_is: '1' });
  return held.url.match(/\/comment\/(\d+)\/sent$/)[1];
}

async function decide(client, id, word, values = {}) {
  const page = await client.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => f.inside.includes(`value="${word}"`));
  return client.request(form.action, { method: 'POST', form: { ...form.fields, do: word, ...values } });
}

before(async () => {
  site = await Site.start();
  moderator = await person('mod_mary', 'moderator');
  admin = await person('admin_ada', 'administrator');
});
after(() => site.close());

test('a number in an address that no page has made is answered 400 with a page, everywhere', async () => {
  const reader = await person('number_nell');
  const places = [[reader, '/account?before='], [reader, '/me?article='], [reader, `${article}/comment?reply=`],
    [site.client(), `${article}?after=`], [site.client(), '/section/world?after='], [site.client(), '/tag/diplomacy?after='],
    [moderator, '/moderation?after='], [moderator, '/moderation?done=edit&id='],
    [admin, '/admin/users?after='], [admin, '/admin/log?older='], [reader, '/comment/1/verdict?decision=']];
  for (const [client, place] of places)
    for (const bad of ['garbage', '-1', '0', '1e5', '9223372036854775808', '99999999999999999999999', '%00', '%ff', '%20', 'A'.repeat(300)]) {
      const answer = await client.get(place + bad);
      assert.equal(answer.status, 400, place + bad);
      assert.match(answer.text, /[0-9a-f]{16}/, place + bad);
    }
  assert.equal((await admin.get('/admin/log?older=9223372036854775807.1.1.1')).status, 200);
});

test('a form sent by a page elsewhere is refused, for strangers and readers, whatever token it holds', async () => {
  const user = people.get('number_nell') ?? site.addUser('number_nell');
  const foreign = [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: `${site.base}.evil.example` },
    { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }];
  for (const headers of foreign) {
    const stranger = site.client();
    const page = await stranger.get('/sign-in');
    const answer = await stranger.submit(page, '/sign-in', { login: user.name, password: user.password }, { headers, follow: false });
    assert.equal(answer.status, 403, JSON.stringify(headers));
    assert.ok(!stranger.cookies.has('session'));
  }
  const reader = await person('crossed_carol');
  const page = await reader.get(`${article}/comment`);
  const answer = await reader.submit(page, `${article}/comment`, { text: 'Sent from a page elsewhere.' }, { headers: { origin: 'https://evil.example' } });
  assert.equal(answer.status, 403);
  const own = await reader.submit(page, `${article}/comment`, { text: 'Sent from the own page, with its origin.' }, { headers: { origin: site.base } });
  assert.equal(own.status, 200);
});

test('every form needs its token: signing in, registering, signing out, deciding, changing roles', async () => {
  const sent = await post(moderator, 'A remark that a forged form is aimed at, to no effect.');
  const id = sent.url.match(/#c(\d+)$/)[1];
  for (const [client, path, form] of [
    [site.client(), '/sign-in', { login: 'mod_mary', password: 'x' }], [site.client(), '/register', { name: 'x' }],
    [await person('leaving_lou'), '/sign-out', {}], [moderator, `/moderation/comment/${id}`, { do: 'approve', seen: '0.1' }],
    [admin, '/admin/users/1', { do: 'verify' }], [moderator, `/moderation/reader/${await readerId(admin, 'leaving_lou')}`, { do: 'block', seen: '0' }]]) {
    for (const csrf of [undefined, '', 'A'.repeat(43)]) {
      const answer = await client.request(path, { method: 'POST', form: csrf === undefined ? form : { ...form, csrf } });
      assert.equal(answer.status, 403, path);
    }
  }
});

test("one stranger's token is no other's, and a stranger's is not a reader's", async () => {
  const [mine, theirs] = [site.client(), site.client()];
  const [form] = formsOf((await mine.get('/sign-in')).text).filter((f) => f.action === '/sign-in');
  await theirs.get('/sign-in');
  const user = people.get('mod_mary');
  const answer = await theirs.request('/sign-in', { method: 'POST', form: { ...form.fields, login: user.name, password: user.password } });
  assert.equal(answer.status, 403);
});

test('signing in makes a new session and ends the one the browser had', async () => {
  const client = await person('twice_tom');
  const first = new Map(client.cookies);
  await client.signIn(people.get('twice_tom'));
  assert.notEqual(client.cookies.get('session'), first.get('session'));
  const old = site.client();
  old.cookies = first;
  assert.equal((await old.get('/account', { follow: false })).status, 303);
  const planted = site.client();
  planted.cookies.set('session', 'A'.repeat(43));
  await planted.signIn(people.get('twice_tom'));
  assert.notEqual(planted.cookies.get('session'), 'A'.repeat(43));
});

test('after signing in one stays on the site', async () => {
  const user = people.get('twice_tom');
  for (const back of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example', '/x\r\nSet-Cookie: a=b', 'javascript:alert(1)']) {
    const client = site.client();
    const page = await client.get(`/sign-in?back=${encodeURIComponent(back)}`);
    const answer = await client.submit(page, '/sign-in', { login: user.name, password: user.password }, { follow: false });
    assert.equal(answer.headers.get('location'), '/', back);
    assert.ok(!answer.headers.getSetCookie().some((c) => c.startsWith('a=')));
  }
});

test('an address too long to come back to is dropped, not sent round in a circle', async () => {
  const query = 'x='.padEnd(1500, 'a') + '%C3%A4'.repeat(400);
  const answer = await site.client().get(`/account/sessions?${query}`, { follow: false });
  assert.equal(answer.headers.get('location'), '/sign-in');
  const page = await site.client().get(`/sign-in?back=/${'%C3%A4'.repeat(1200)}`);
  assert.doesNotMatch(page.text, /href="#"/);
});

test('what is stored as consented to is what the site showed', async () => {
  for (const wrong of [{ standards_version: 'none at all' }, { privacy_version: 'x'.repeat(100000) }]) {
    const answer = await register({ name: 'Careless Cleo' }, (fields) => ({ ...fields, ...wrong }));
    assert.equal(answer.status, 409);
    assert.match(answer.text, /agree once more/);
  }
});

test('names that nobody can read or that cover their neighbours are refused', async () => {
  for (const name of ['Ann\u034fa', '\u3164\u3164\u3164', 'abc\u0301\u0301\u0301\u0301', '\u0301abc', 'abc\u202edef', 'abc\u200ddef',
    'ab\ufe0fcd', 'mod rnary', 'MOD-MARY', 'm\u043ed_mary', 'administrat0r', '\uff4d\uff4f\uff44\uff45\uff52\uff41\uff54\uff4f\uff52'])
    assert.ok([400, 409].includes((await register({ name })).status), JSON.stringify(name));
  for (const name of ['Łukasz Ó', 'علي حسن', 'नमस्ते दुनिया', 'กำลังดี'])
    assert.equal((await register({ name })).status, 303, name);
});

test('a role is what it is now: in the session, on the badge of a page kept ready, and in a form opened before', async () => {
  const promoted = await person('rising_rosa', 'moderator');
  const sent = await post(promoted, 'A remark made while in office, about the river.');
  const id = sent.url.match(/#c(\d+)$/)[1];
  const badge = new RegExp(`id="c${id}"(?:(?!</header>)[\\s\\S])*class="badge"`);
  assert.match((await site.client().get(article)).text, badge);
  const held = await postHeld(await person('waiting_wim'), 'ALL OF THIS WAITS FOR SOMEBODY WHO IS A MODERATOR STILL, AND NOT FOR ANYBODY ELSE.');
  const page = await promoted.get(`/moderation/comment/${held}`);
  const approve = formsOf(page.text).find((f) => f.inside.includes('value="approve"'));
  const users = await admin.get('/admin/users?find=rising_rosa');
  const form = formsOf(users.text).find((f) => f.inside.includes('Role of rising_rosa'));
  await admin.request(form.action, { method: 'POST', form: { ...form.fields, role: 'reader', do: 'role' } });
  assert.ok(!badge.test((await site.client().get(article)).text), 'the badge is gone');
  const late = await promoted.request(approve.action, { method: 'POST', form: { ...approve.fields, do: 'approve' } });
  assert.ok([401, 403].includes(late.status), String(late.status));
  const again = await person('rising_rosa');
  assert.equal((await again.get('/moderation')).status, 403);
});

test('a block ends every session at once, and whoever knows the password may still look, but not write', async () => {
  const one = await person('rude_rolf'), two = await person('rude_rolf');
  const page = await one.get(`${article}/comment`);
  await sanction(admin, await readerId(admin, 'rude_rolf'), 'block');
  for (const client of [one, two]) assert.equal((await client.get('/account', { follow: false })).status, 303);
  const late = await one.submit(page, `${article}/comment`, { text: 'Posted after the block, from a page opened before.' });
  assert.notEqual(late.status, 200);
  assert.match(late.text, /Posted after the block/, 'the text is given back');
  assert.ok(!(await site.client().get(article)).text.includes('Posted after the block'));
  const right = site.client();
  await right.signIn(people.get('rude_rolf'));
  assert.match((await right.get('/account')).text, /blocked/);
  const again = await right.submit(await right.get(`${article}/comment`), `${article}/comment`, { text: 'Posted by a blocked reader.' }).catch((e) => e);
  assert.ok(again instanceof Error || again.status === 403, 'no form, or a refusal');
  assert.ok(!(await site.client().get(article)).text.includes('Posted by a blocked reader'));
  const wrong = await site.client().signIn({ name: 'rude_rolf', password: 'not the right words' });
  const nobody = await site.client().signIn({ name: 'nobody_at_all', password: 'not the right words' });
  assert.equal(wrong.status, nobody.status);
  const plain = (answer, name) => answer.text.replaceAll(name, '').replace(/value="[^"]*"/g, '').replace(/back=[^"]*/g, '');
  assert.equal(plain(wrong, 'rude_rolf'), plain(nobody, 'nobody_at_all'));
});

test('a hidden comment tells others nothing: not by permalink, profile, reply form, count, pages or their tags', async () => {
  const author = await person('secret_sue'), other = await person('nosy_ned');
  const profile = (await author.get('/account')).text.match(/\/reader\/\d+/)[0];
  const before = await site.client().get(article);
  const id = await postHeld(author, 'NOBODY IS TO READ THE WORD XYLOPHONEFISH BEFORE SOMEBODY HAS LOOKED AT IT, PLEASE.');
  for (const client of [site.client(), other]) {
    for (const path of [`/comment/${id}`, `/comment/${id}/sent`, `${article}/comment?reply=${id}`]) {
      const answer = await client.get(path, { follow: false });
      assert.ok([303, 404].includes(answer.status), `${path}: ${answer.status}`);
      assert.ok(!answer.text.includes('XYLOPHONEFISH'));
    }
    for (const path of [article, profile, '/', '/me'])
      assert.ok(!(await client.get(path)).text.match(new RegExp(`XYLOPHONEFISH|${id}`)), path);
  }
  assert.equal((await site.client().get(article)).headers.get('etag'), before.headers.get('etag'), 'the thread page is the same bytes');
  const [form] = formsOf((await other.get(`${article}/comment`)).text).filter((f) => 'text' in f.fields);
  const reply = await other.request(form.action, { method: 'POST', form: { ...form.fields, parent: id, text: 'An answer to what is hidden.' } });
  const nowhere = await other.request(form.action, { method: 'POST', form: { ...form.fields, parent: '12345', text: 'An answer to what is hidden.' } });
  assert.equal(reply.status, 404);
  assert.equal(nowhere.status, 404);
  assert.match((await author.get('/account')).text, /XYLOPHONEFISH/);
});

test('a profile is paged over what everybody may see', async () => {
  const author = await person('prolific_pia', 'moderator');
  for (let i = 0; i < 22; i++) await post(author, `Remark number ${i} of a longer series about the river, each with words of its own: ${'abcdefghijklmnopqrstuvwxyz'[i].repeat(3)}.`);
  const profile = (await author.get('/account')).text.match(/\/reader\/\d+/)[0];
  const own = await author.get('/account');
  const ids = [...own.text.matchAll(/<li id="c?(\d+)/g)].map((m) => m[1]);
  const hidden = ids.slice(15, 20);
  assert.equal(hidden.length, 5);
  for (const id of hidden) {
    const page = await author.get(`/moderation/comment/${id}`);
    const form = formsOf(page.text).find((f) => f.inside.includes('value="remove"'));
    const clause = form.inside.match(/<option value="([a-z-]+)"/)[1];
    await author.request(form.action, { method: 'POST', form: { ...form.fields, do: 'remove', clause } });
  }
  const page = (await site.client().get(profile)).text;
  assert.equal([...page.matchAll(/<li id="c?\d+/g)].length, 17);
  for (const id of hidden) assert.ok(!page.includes(id), 'the id of a removed comment is not given away');
  assert.ok(!page.includes('before='));
});

test('a comment answers one of its own article only', async () => {
  const reader = await person('lost_lena');
  const sent = await post(reader, 'A remark that stands under the eels and nowhere else.');
  const id = sent.url.match(/#c(\d+)$/)[1];
  const elsewhere = '/article/ministers-share-umbrella/comment';
  assert.equal((await reader.get(`${elsewhere}?reply=${id}`)).status, 404);
  const [form] = formsOf((await reader.get(elsewhere)).text).filter((f) => 'text' in f.fields);
  assert.equal((await reader.request(form.action, { method: 'POST', form: { ...form.fields, parent: id, text: 'Crossing over.' } })).status, 404);
});

test('of two moderators one decides; the other is told, and keeps the text typed', async () => {
  const second = await person('mod_mike', 'moderator');
  const id = await postHeld(await person('raced_rita'), 'TWO MODERATORS LOOK AT THIS COMMENT AT ONE AND THE SAME TIME, AND ONLY ONE DECIDES.');
  const forms = await Promise.all([moderator, second].map(async (client) =>
    formsOf((await client.get(`/moderation/comment/${id}`)).text).find((f) => f.inside.includes('value="approve"'))));
  const answers = await Promise.all([moderator, second].map((client, i) =>
    client.request(forms[i].action, { method: 'POST', follow: false, form: { ...forms[i].fields, do: 'approve' } })));
  assert.deepEqual(answers.map((a) => a.status).sort(), [303, 409]);
  const stale = await second.request(forms[1].action, { method: 'POST', form: { ...forms[1].fields, do: 'edit', text: 'A text typed with much care.', clause: 'insults', reason: 'My reason.' } });
  assert.equal(stale.status, 409);
  assert.ok(formsOf(stale.text).some((f) => f.fields.text === 'A text typed with much care.' && f.fields.reason === 'My reason.'));
  for (const seen of ['', '0', '0.9', '99999999999999999999.1', 'x.y', '0.1.2', '-1.1'])
    assert.ok([400, 409].includes((await decide(moderator, id, 'edit', { seen, text: 'Another text.', reason: 'Why.' })).status), seen);
});

test('a 405 names the methods that work, and override headers are ignored', async () => {
  for (const [path, allow] of [['/', 'GET, HEAD'], ['/sign-in', 'GET, HEAD, POST'], ['/sign-out', 'POST']]) {
    const answer = await site.client().request(path, { method: 'DELETE' });
    assert.equal(answer.status, 405, path);
    assert.equal(answer.headers.get('allow'), allow);
  }
  assert.equal((await site.client().get('/', { headers: { 'x-http-method-override': 'DELETE' } })).status, 200);
  for (const path of ['/', article, '/me', '/sign-in', '/standards', '/healthz', '/nowhere', '/account']) {
    const [get, head] = [await site.client().get(path, { follow: false }), await site.client().request(path, { method: 'HEAD', follow: false })];
    assert.equal(head.status, get.status, path);
    assert.equal(head.text, '');
  }
});

test('metrics stay on this machine, also behind a proxy on it that nobody configured', async () => {
  assert.equal((await site.client().get('/metrics')).status, 200);
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via', 'x-forwarded-host'])
    assert.equal((await site.client().get('/metrics', { headers: { [name]: '127.0.0.1' } })).status, 403, name);
});

test('pictures are served without rights and inside no frame', async () => {
  const page = await site.client().get(article);
  const picture = await site.client().get(page.text.match(/src="(\/media\/[^"]+)"/)[1]);
  const policy = picture.headers.get('content-security-policy');
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /sandbox/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.equal(picture.headers.get('x-content-type-options'), 'nosniff');
});

test('a comment renders nothing but what is allowed, in preview, thread, permalink and profile alike', async () => {
  const author = await person('script_stan', 'moderator');
  const text = ['One [a](javascript:alert(1)) and [b](data:text/html,x) and [c](JaVaScRiPt:x) and [d](&#106;avascript:1).', '<img src=x onerror=alert(1)>',
    '[e](https://аррle.com/)', 'A \u202eturned\u202c word and z\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301.'].join('\n\n');
  const form = await author.get(`${article}/comment`);
  const preview = await author.submit(form, `${article}/comment`, { text, preview: '1' });
  let sent = await author.submit(form, `${article}/comment`, { text });
  if (/Nothing has been posted yet/.test(sent.text)) sent = await author.submit(sent, `${article}/comment`, { as_is: '1' });
  const id = sent.url.match(/(?:#c|\/comment\/)(\d+)/)[1];
  const places = [preview, sent, await author.get(`/comment/${id}`), await author.get('/account'), await moderator.get(`/moderation/comment/${id}`)];
  for (const { text: html, url } of places) {
    const inside = html.replace(/<textarea[\s\S]*?<\/textarea>/g, '');
    assert.doesNotMatch(inside, /(?:href|src)="\s*(?:javascript|data|vbscript):/i, url);
    assert.doesNotMatch(inside, /<[^>]*\sonerror/i, url);
    assert.doesNotMatch(inside, /[\u202a-\u202e\u2066-\u2069]/, url);
    assert.doesNotMatch(inside, /\u0301{5}/, url);
    assert.doesNotMatch(inside, /href="https:\/\/аррle/, url);
  }
});

test('ambiguous requests are refused and the connection closed', async () => {
  const { port, hostname } = new URL(site.base);
  const raw = (text) => new Promise((done) => {
    let got = '';
    const socket = net.connect(port, hostname, () => socket.write(text));
    socket.on('data', (d) => { got += d.toString('latin1'); });
    socket.on('close', () => done(got));
    socket.on('error', () => done(got));
    setTimeout(() => { got += 'left open'; socket.destroy(); }, WAIT_MS).unref();
  });
  const head = 'POST /sign-in HTTP/1.1\r\nHost: x\r\n';
  const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  for (const [what, text] of Object.entries({
    'a length and chunks': `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    'two lengths': `${head}Content-Length: 4\r\nContent-Length: 5\r\n\r\naaaa${smuggled}`,
    'a signed length': `${head}Content-Length: +4\r\n\r\naaaa${smuggled}`,
    'a coding that is none': `${head}Transfer-Encoding: xchunked\r\n\r\n${smuggled}`,
    'a faulty chunk': `${head}Transfer-Encoding: chunked\r\n\r\nZZ\r\n${smuggled}`,
    'a body on GET': `GET / HTTP/1.1\r\nHost: x\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
  })) {
    const got = await raw(text);
    assert.equal(got.match(/^HTTP\/1\.1 \d+/gm)?.length, 1, what);
    assert.match(got, /^HTTP\/1\.1 4\d\d/, what);
    assert.match(got, /Connection: close/i, what);
    assert.doesNotMatch(got, /left open/, what);
  }
});

// The database's server turns everybody away, as while it restarts.
function setAway(away) {
  const server = process.env.COMITY_TEST_POSTGRES_URL, name = site.database.match(/(site_[0-9a-f]+)/)[1];
  const orders = [`ALTER DATABASE ${name} ALLOW_CONNECTIONS ${!away}`,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`];
  for (const order of orders) assert.equal(spawnSync('psql', [server, '-qAtc', order]).status, 0, order);
}

test('while the database is away there is a page that says so and gives the text back; it recovers by itself',
  { skip: process.env.COMITY_TEST_ENGINE !== 'postgres' && 'a file cannot be sent away' }, async () => {
    const author = await person('patient_pam');
    const form = await author.get(`${article}/comment`);
    const text = 'A remark written while the database was away.';
    setAway(true);
    try {
      assert.equal((await site.client().get('/healthz')).status, 503);
      for (const client of [author, site.client()]) {
        const answer = await client.submit(form, `${article}/comment`, { text });
        assert.equal(answer.status, 503);
        assert.match(answer.headers.get('content-type'), /^text\/html/);
        assert.ok(answer.text.includes(text), 'the text is given back');
        assert.match(answer.text, /Request <code>[0-9a-f]{16}/);
        assert.ok(!/postgres|libpq|socket|site_[0-9a-f]{6}/i.test(answer.text), 'nothing of the inside is said');
      }
    } finally {
      setAway(false);
    }
    // Each event loop notices for itself, with its next request.
    await until(async () => (await author.submit(form, `${article}/comment`, { text })).status === 200, 'it is not taken again');
  });
