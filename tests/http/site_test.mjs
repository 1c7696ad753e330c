// The main road over HTTP, as a reader without JavaScript takes it: join, comment, be nudged, be held, be decided upon.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';
import { solve } from '../support/captcha.mjs';

const article = '/article/eels-without-passports';
let site, moderator, admin;

async function register(name, values = {}) {
  const client = site.client();
  const page = await client.get('/register');
  const challenge = JSON.parse((await client.get('/captcha/challenge')).text);
  const answer = await client.submit(page, '/register', {
    name, email: `${name.replace(/ /g, '.')}@example.org`, password: `four words for ${name}`,
    consent_standards: 'yes', consent_privacy: 'yes', altcha: solve(challenge), captcha_answer: '', ...values });
  return { client, answer };
}

async function compose(client, text, extra = {}) {
  const page = await client.get(`${article}/comment`);
  return client.submit(page, `${article}/comment`, { text, ...extra });
}

before(async () => {
  site = await Site.start();
  moderator = site.addUser('mod_mary', 'moderator');
  admin = site.addUser('admin_ada', 'administrator');
});
after(() => site.close());

test('the front page and every section, tag and article page answer a stranger', async () => {
  const client = site.client();
  const front = await client.get('/');
  assert.equal(front.status, 200);
  assert.match(front.text, /The Meridian Courier/);
  assert.match(front.text, /Two ministers, one umbrella/);
  const links = new Set([...front.text.matchAll(/href="(\/(?:section|tag|article)\/[^"?#]+)"/g)].map((m) => m[1]));
  assert.ok([...links].filter((l) => l.startsWith('/article/')).length >= 10);
  for (const link of links) assert.equal((await client.get(link)).status, 200, link);
  const page = await client.get('/article/ministers-share-umbrella');
  for (const part of [/Ines Halloran/, /<h2[^>]*>What was agreed/, /customs quay at Port Sereno, minutes before/, /Courier studio/,
    /href="\/tag\/diplomacy"/, /href="\/article\/what-the-ferry-means"/, /<time datetime=/, /tide_table/])
    assert.match(page.text, part);
});

test('every answer carries the security headers and the exact content type', async () => {
  const client = site.client();
  for (const path of ['/', article, '/standards', '/sign-in', '/me', '/nowhere', '/healthz', '/robots.txt', '/favicon.svg']) {
    const { headers } = await client.get(path);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
    assert.match(headers.get('content-security-policy'), /default-src 'none'/, path);
    assert.match(headers.get('content-security-policy'), /frame-ancestors 'none'/, path);
    assert.doesNotMatch(headers.get('content-security-policy'), /script-src[^;]*unsafe/, path);
    assert.ok(headers.get('referrer-policy'), path);
    assert.match(headers.get('content-type'), /^(text\/|application\/json).*charset=utf-8|^image\//, path);
  }
});

test('a page not changed since is answered 304, and a picture may be kept for ever', async () => {
  const client = site.client();
  const page = await client.get(article);
  const tag = page.headers.get('etag');
  assert.match(tag, /^"[^"]+"$/);
  const again = await client.get(article, { headers: { 'if-none-match': tag } });
  assert.equal(again.status, 304);
  assert.equal(again.text, '');
  const [, picture] = page.text.match(/<img[^>]*src="(\/media\/[^"]+)"/);
  const image = await client.get(picture);
  assert.equal(image.status, 200);
  assert.match(image.headers.get('cache-control'), /immutable/);
  assert.match(image.headers.get('content-security-policy'), /sandbox/);
});

test('a reader registers, comments, and every reader sees it at once', async () => {
  const { client, answer } = await register('Paula Fisher');
  assert.equal(answer.status, 200);
  const text = 'My grandfather set eel traps here, and <b>never</b> caught more than he could *carry* home.';
  const sent = await compose(client, text);
  assert.equal(sent.status, 200);
  assert.match(sent.url, /#c\d+$/);
  const seen = await site.client().get(article);
  assert.match(seen.text, /My grandfather set eel traps here, and &lt;b&gt;never&lt;\/b&gt; caught more than he could <em>carry<\/em> home\./);
});

test('a reply stands under what it answers', async () => {
  const { client } = await register('replying_rita');
  const page = await site.client().get(article);
  const [, reply] = page.text.match(/href="([^"]*comment\?reply=\d+[^"]*)"/);
  const form = await client.get(reply.replaceAll('&amp;', '&'));
  const sent = await client.submit(form, `${article}/comment`, { text: 'Answering this one, and gladly at that.' });
  assert.equal(sent.status, 200);
  const id = sent.url.match(/#c(\d+)$/)[1];
  const permalink = await site.client().get(`/comment/${id}`);
  assert.match(permalink.text, /Answering this one/);
  assert.match(permalink.text, /in reply to|class="comment"[\s\S]*Answering this one/);
});

test('a nudge shows words and clause before anything is posted, and sent as it is the comment is held', async () => {
  const { client } = await register('shouting_sam');
  const text = 'THIS IS ALL WRONG AND EVERYBODY KNOWS IT EXCEPT FOR THE PEOPLE WHO ARE PAID TO KNOW IT.';
  const nudge = await compose(client, text);
  assert.equal(nudge.status, 200);
  assert.match(nudge.text, /Nothing has been posted yet/);
  assert.match(nudge.text, /<mark/);
  assert.match(nudge.text, /\/standards#/);
  assert.ok(formsOf(nudge.text).some((f) => f.fields.text === text), 'the text is given back');
  assert.ok(!(await site.client().get(article)).text.includes('EVERYBODY KNOWS IT'));

  const held = await client.submit(nudge, `${article}/comment`, { as_is: '1' });
  assert.match(held.text, /held|moderator/i);
  assert.ok(!(await site.client().get(article)).text.includes('EVERYBODY KNOWS IT'));
  assert.match((await client.get('/account')).text, /EVERYBODY KNOWS IT|EVERYBODY/);

  const mod = site.client();
  await mod.signIn(moderator);
  const queue = await mod.get('/moderation');
  const [, item] = queue.text.match(/href="(\/moderation\/comment\/\d+[^"]*)"[^>]*>(?:(?!<\/a>)[\s\S])*?shouting_sam/);
  const decide = await mod.get(item.replaceAll('&amp;', '&'));
  assert.match(decide.text, /<mark/);
  const approve = formsOf(decide.text).find((f) => /value="approve"/.test(f.inside));
  const done = await mod.request(approve.action, { method: 'POST', form: { ...approve.fields, do: 'approve' } });
  assert.equal(done.status, 200);
  assert.match((await site.client().get(article)).text, /EVERYBODY KNOWS IT/);
  const again = await mod.request(approve.action, { method: 'POST', form: { ...approve.fields, do: 'approve' } });
  assert.equal(again.status, 409, 'approving what has changed since is refused');
});

test('a changed comment passes after a nudge', async () => {
  const { client } = await register('second_thoughts');
  const nudge = await compose(client, 'LOOK AT ALL OF THIS AND TELL ME THAT ANYBODY HAS COUNTED THE FISH AT ALL.');
  const sent = await client.submit(nudge, `${article}/comment`, { text: 'Look at all of this and tell me that anybody has counted the fish.' });
  assert.match(sent.url, /#c\d+$/);
});

test('a removed comment shows its author clause, words and what can be done, and nobody else anything', async () => {
  const { client } = await register('card_carl');
  const sent = await compose(client, 'Donate to the eels: my card is 4111 1111 1111 1111, use it as you like.');
  assert.equal(sent.status, 200);
  assert.match(sent.text, /privacy|personal data/i);
  assert.match(sent.text, /<mark[^>]*>(?:(?!<\/mark>)[\s\S])*4111/);
  assert.ok(!(await site.client().get(article)).text.includes('4111 1111'), 'ids hold digits too');
  const id = (await client.get('/account')).text.match(/\/comment\/(\d+)/)?.[1];
  if (id) assert.equal((await site.client().get(`/comment/${id}`)).status, 404);
});

test('a moderator removes with a clause, the author sees it, a restore brings it back', async () => {
  const { client } = await register('ordinary_otto');
  const sent = await compose(client, 'A perfectly ordinary remark about the river and its mills.');
  const id = sent.url.match(/#c(\d+)$/)[1];
  const mod = site.client();
  await mod.signIn(moderator);
  let page = await mod.get(`/moderation/comment/${id}`);
  const remove = formsOf(page.text).find((f) => /value="remove"/.test(f.inside));
  const clause = remove.inside.match(/<option value="([a-z-]+)"/)[1];
  await mod.request(remove.action, { method: 'POST', form: { ...remove.fields, do: 'remove', clause, reason: 'A reason in words.' } });
  assert.ok(!(await site.client().get(article)).text.includes('perfectly ordinary remark'));
  const own = await client.get('/account');
  assert.match(own.text, /A reason in words\./);
  assert.match(own.text, new RegExp(`/standards#${clause}`));
  page = await mod.get(`/moderation/comment/${id}`);
  const restore = formsOf(page.text).find((f) => /value="restore"/.test(f.inside));
  await mod.request(restore.action, { method: 'POST', form: { ...restore.fields, do: 'restore' } });
  assert.match((await site.client().get(article)).text, /perfectly ordinary remark/);
});

test('a moderator edit is shown as edited and keeps the history', async () => {
  const { client } = await register('typo_tilda');
  const sent = await compose(client, 'The eeels came up the river again this year.');
  const id = sent.url.match(/#c(\d+)$/)[1];
  const mod = site.client();
  await mod.signIn(moderator);
  const page = await mod.get(`/moderation/comment/${id}`);
  const edit = formsOf(page.text).find((f) => /value="edit"/.test(f.inside));
  await mod.request(edit.action, { method: 'POST', form: { ...edit.fields, do: 'edit', text: 'The eels came up the river again this year.', clause: 'insults', reason: 'Spelling.' } });
  assert.match((await site.client().get(article)).text, /The eels came up the river again this year\.[\s\S]*?|edited/);
  const history = await mod.get(`/moderation/comment/${id}`);
  assert.match(history.text, /eeels/);
  assert.match(history.text, /Spelling\./);
});

test('no route that is not public shows a stranger anything', async () => {
  const client = site.client();
  for (const path of ['/account', '/moderation', '/moderation/comment/1', '/admin', '/admin/users', '/admin/log']) {
    const answer = await client.get(path, { follow: false });
    assert.ok([303, 401, 403, 404].includes(answer.status), `${path}: ${answer.status}`);
    assert.ok(!answer.text.includes('mod_mary'), path);
  }
});

test('signing in leads back to the page that was asked for, its filter included', async () => {
  const client = site.client();
  const page = await client.get('/moderation?show=held');
  assert.match(page.url, /\/sign-in\?back=/);
  const landed = await client.submit(page, '/sign-in', { login: moderator.name, password: moderator.password });
  assert.match(landed.url, /\/moderation\?show=held$/);
});

test('a reader is refused what belongs to staff, a moderator what belongs to administrators', async () => {
  const { client } = await register('curious_cora');
  for (const path of ['/moderation', '/admin', '/admin/users']) assert.equal((await client.get(path)).status, 403, path);
  const mod = site.client();
  await mod.signIn(moderator);
  assert.equal((await mod.get('/moderation')).status, 200);
  assert.equal((await mod.get('/admin')).status, 403);
  const boss = site.client();
  await boss.signIn(admin);
  assert.equal((await boss.get('/admin')).status, 200);
  assert.match((await boss.get('/admin/users?find=mod')).text, /mod_mary/);
});

test('a POST without the form token changes nothing', async () => {
  const { client } = await register('forged_fred');
  for (const token of [undefined, '', 'x'.repeat(43)]) {
    const form = { text: 'Posted from somebody else’s page.' };
    if (token !== undefined) form.csrf = token;
    const answer = await client.request(`${article}/comment`, { method: 'POST', form });
    assert.equal(answer.status, 403);
  }
  assert.ok(!(await site.client().get(article)).text.includes('Posted from somebody else'));
});

test('a refused comment gives its text back', async () => {
  const { client } = await register('long_winded');
  const page = await client.get(`${article}/comment`);
  const long = 'A very long remark. '.repeat(400);
  const answer = await client.submit(page, `${article}/comment`, { text: long });
  assert.equal(answer.status, 413);
  assert.ok(formsOf(answer.text).some((f) => f.fields.text?.startsWith('A very long remark.') && f.fields.text.length > 7000));
});

test('malformed forms are refused with a page that carries an id, and the server keeps answering', async () => {
  const { client } = await register('bad_bytes');
  const [form] = formsOf((await client.get(`${article}/comment`)).text).filter((f) => f.method === 'post' && 'text' in f.fields);
  const base = new URLSearchParams({ ...form.fields, text: 'fine' }).toString();
  const cases = {
    'invalid UTF-8': `${base}&parent=%FF`, 'a NUL': base.replace('text=fine', 'text=a%00b'),
    'a field twice': `${base}&text=again`, 'an unknown field': `${base}&colour=red`,
    'bad percent': base.replace('text=fine', 'text=%zz'), 'a missing field': base.replace('text=fine', ''),
  };
  for (const [what, body] of Object.entries(cases)) {
    const answer = await client.request(form.action, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(answer.status, 400, what);
    assert.match(answer.text, /[0-9a-f]{16}/, what);
  }
  const json = await client.request(form.action, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  assert.equal(json.status, 415);
  assert.equal((await client.get('/healthz')).status, 200);
});

test('a doubled submission makes one comment', async () => {
  const { client } = await register('double_click');
  const [form] = formsOf((await client.get(`${article}/comment`)).text).filter((f) => f.method === 'post' && 'text' in f.fields);
  const body = { ...form.fields, text: 'Said once, however often the button is pressed.' };
  await Promise.all([1, 2, 3].map(() => client.request(form.action, { method: 'POST', form: body })));
  const seen = (await site.client().get(article)).text;
  assert.equal(seen.split('Said once, however often').length - 1, 1);
});

test('registration explains what is wrong and keeps what was typed', async () => {
  await register('taken_name');
  const { answer } = await register('Taken Name', { email: 'somebody@example.org' });
  assert.equal(answer.status, 409);
  assert.match(answer.text, /taken/i);
  assert.match(answer.text, /value="somebody@example.org"/);
  const short = await register('short_pass', { password: 'too short' });
  assert.equal(short.answer.status, 400);
  assert.match(short.answer.text, /15 characters/);
  assert.ok(!short.answer.text.includes('too short"'), 'the password is not echoed');
  const robot = await register('robot_rob', { altcha: '' });
  assert.equal(robot.answer.status, 400);
  const consent = await register('no_consent', { consent_standards: '' });
  assert.equal(consent.answer.status, 400);
});

test('signing out ends the session on the server', async () => {
  const { client } = await register('leaving_lea');
  const old = new Map(client.cookies);
  const page = await client.get('/account');
  await client.submit(page, '/sign-out');
  client.cookies = old;
  const answer = await client.get('/account', { follow: false });
  assert.notEqual(answer.status, 200);
});

test('cookies are HttpOnly and SameSite=Lax', async () => {
  const answer = await fetch(`${site.base}/sign-in`);
  for (const cookie of answer.headers.getSetCookie()) {
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=Lax/i);
  }
});

test('wrong passwords are limited without saying which part was wrong', async () => {
  const statuses = new Set();
  let text;
  for (let i = 0; i < 40 && !statuses.has(429); i++) {
    const answer = await site.client().signIn({ name: i % 2 ? 'mod_mary' : `nobody${i}`, password: `wrong password ${i} indeed` });
    statuses.add(answer.status);
    text ??= answer.text;
  }
  assert.ok(statuses.has(401) && statuses.has(429), [...statuses].join());
});
