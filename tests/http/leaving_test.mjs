// Deleting an account over HTTP: the question, what is out of sight at once, the mailed link that brings it back, and
// the command line.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { Site, formsOf } from '../support/site.mjs';
import { solve } from '../support/captcha.mjs';
import { until } from '../support/wait.mjs';

const slug = 'eels-without-passports', article = `/article/${slug}`;
let site, mary;

async function write(client, text, reply) {
  const form = await client.get(`${article}/comment${reply ? `?reply=${reply}` : ''}`);
  const sent = await client.submit(form, `${article}/comment`, { text });
  return sent.url.match(/#c(\d+)$/)?.[1];
}

const count = async () => JSON.parse((await site.client().get(`${article}/count`)).text).comments;

async function leave(client) {
  const page = await client.get('/account/delete');
  assert.match(page.text, /Are you sure\?/);
  return client.submit(page, '/account/delete', { answer: 'yes' });
}

before(async () => {
  site = await Site.start({ settings: { 'accounts.confirm_email': true, 'redress.address': 'letters@courier.example' } });
  mary = await site.signedIn(site.addUser('mod_mary', 'moderator'));
});
after(() => site.close());

test('an account goes at once from every page, and the mailed link brings all of it back', async () => {
  const user = site.addUser('gone_gerda');
  const gerda = await site.signedIn(user), elsewhere = await site.signedIn(user);
  const bert = await site.signedIn(site.addUser('stays_bert'));
  const leaf = await write(gerda, 'Nobody has answered this remark about the eels of Gerda.');
  const parent = await write(gerda, 'Somebody will answer this remark about the ladder of Gerda.');
  const reply = await write(bert, 'I have read your remark, and the ladder is fine.', parent);
  const profile = (await gerda.get('/me')).text.match(/"profile":\s*"([^"]+)"/)[1];
  const pages = [article, `/comment/${leaf}`, `/comment/${parent}`, `/comment/${reply}`, profile, '/',
    `/moderation/comment/${reply}`, `/moderation/comment/${leaf}`, `/comment/${parent}/verdict`, '/moderation'];
  const number = await count();
  const seen = async (client) => (await Promise.all(pages.map((p) => client.get(p)))).map((p) => p.text).join('\n');
  const nobody = site.client();
  assert.match(await seen(nobody), /of Gerda/);

  const no = await gerda.submit(await gerda.get('/account/delete'), '/account/delete', { answer: 'no' });
  assert.match(no.url, /\/account$/);
  const gone = await leave(gerda);
  assert.match(gone.url, /\/goodbye$/);
  assert.match(gone.text, /Your account is deleted/);
  for (const client of [nobody, bert, mary]) {
    for (const path of pages) {
      const told = (await client.get(path)).text.match(/.{0,80}(?:gone_gerda|of Gerda).{0,40}/);
      assert.equal(told?.[0], undefined, path);
    }
    assert.match(await seen(client), /the ladder is fine/);
  }
  assert.equal(await count(), number - 2);
  assert.equal((await nobody.get(profile)).status, 404);
  assert.equal((await nobody.get(`/comment/${leaf}`)).status, 404);
  for (const client of [gerda, elsewhere]) assert.doesNotMatch((await client.get('/me')).text, /gerda/);

  // The name is taken, and the old password opens nothing.
  await assert.rejects(async () => site.addUser('gone_gerda'));
  assert.notEqual((await (site.client()).signIn(user)).status, 200);

  const [mail] = await site.mails('gone_gerda@example.org', { kind: 'farewell' });
  assert.match(mail.subject, /is deleted/);
  assert.match(mail.text, /gone_gerda/);
  const link = new URL(mail.link);
  const robot = await site.client().get(link.pathname + link.search);
  assert.match(robot.text, /gone_gerda/);
  assert.equal((await nobody.get(profile)).status, 404, 'looking changes nothing');

  const client = site.client();
  const form = await client.get(link.pathname + link.search);
  const unticked = await client.submit(form, '/restore');
  assert.equal(unticked.status, 400);
  assert.match(unticked.text, /ticking the box/);
  const back = await client.submit(await client.get(link.pathname + link.search), '/restore', { confirmed: 'yes' });
  assert.match(back.text, /Your account is back/);
  assert.match(await seen(nobody), /gone_gerda/);
  assert.match(await seen(nobody), /eels of Gerda/);
  assert.equal(await count(), number);
  assert.match((await (await site.signedIn(user)).get('/me')).text, /gone_gerda/);
  const [told] = await site.mails('gone_gerda@example.org', { kind: 'returned' });
  assert.match(told.subject, /is back/);

  const twice = await site.client().get(link.pathname + link.search);
  assert.equal(twice.status, 403);
  assert.doesNotMatch(twice.text, /gone_gerda/);
});

test('who lost that mail gets its link once more: by asking for a way in, or by joining anew with the address', async () => {
  const user = site.addUser('lost_lisa'), address = 'lost_lisa@example.org';
  const lisa = await site.signedIn(user);
  await write(lisa, 'A remark of Lisa that waits for her to come back.');
  await leave(lisa);
  const asking = site.client();
  const asked = await asking.submit(await asking.get('/sign-in/link'), '/sign-in/link', { login: address });
  assert.match(asked.text, /If there is such an account/);
  const joining = site.client(), form = await joining.get('/register');
  const altcha = solve(JSON.parse((await joining.get('/captcha/challenge')).text));
  const joined = await joining.submit(form, '/register', { name: 'Another Lisa', email: address, password: 'violet kettle under seven moons',
    consent_standards: 'yes', consent_privacy: 'yes', altcha });
  assert.match(joined.url, /\/confirm$/, 'the page says what it says to everybody');
  const mails = await site.mails(address, { count: 3, kind: 'farewell' });
  assert.deepEqual((await site.mails(address, { count: 0 })).map((mail) => mail.kind), ['farewell', 'farewell', 'farewell']);
  for (const mail of mails) assert.match(mail.text.replace(/\s+/g, ' '), /this link brings everything back as it was, until \d+ \w+ \d{4} at/);
  const links = mails.map((mail) => new URL(mail.link)), client = site.client();
  const back = await client.submit(await client.get(links[2].pathname + links[2].search), '/restore', { confirmed: 'yes' });
  assert.match(back.text, /Your account is back/);
  for (const link of links.slice(0, 2)) assert.equal((await client.get(link.pathname + link.search)).status, 403);
});

test('whom staff deleted gets no way in by asking, and is told where to write', async () => {
  const user = site.addUser('banned_ben'), address = 'banned_ben@example.org';
  site.cli(['sanction', 'delete', user.name, '--clause', 'insults', '--reason', 'You threatened a reader.', '--serious', 'It was a threat.']);
  const asking = site.client();
  await asking.submit(await asking.get('/sign-in/link'), '/sign-in/link', { login: user.name });
  const mails = await site.mails(address, { count: 0 });
  assert.deepEqual(mails.map((mail) => mail.kind), ['deleted_by_staff']);
  assert.match(mails[0].text.replace(/\s+/g, ' '), /your account to: letters@courier\.example/);
  assert.equal(mails[0].header('Reply-To'), 'letters@courier.example');
});

test('two browsers that use the link at once bring the account back once', async () => {
  const user = site.addUser('twice_tom');
  const tom = await site.signedIn(user);
  await write(tom, 'A remark of Tom that comes back exactly once.');
  const number = await count();
  await leave(tom);
  const [mail] = await site.mails('twice_tom@example.org', { kind: 'farewell' });
  const link = new URL(mail.link), clients = [site.client(), site.client(), site.client()];
  const forms = await Promise.all(clients.map((c) => c.get(link.pathname + link.search)));
  const answers = await Promise.all(clients.map((c, i) => c.submit(forms[i], '/restore', { confirmed: 'yes' })));
  assert.equal(answers.filter((a) => /is back/.test(a.text)).length, 1);
  assert.equal(answers.filter((a) => a.status === 403).length, 2);
  assert.equal(await count(), number);
});

test('what is no link of ours says so and tells nothing', async () => {
  for (const path of ['/restore', '/restore?token=', '/restore?token=abc', `/restore?token=${'A'.repeat(43)}`]) {
    const page = await site.client().get(path);
    assert.equal(page.status, 404, path);
    assert.match(page.text, /not one of ours/);
  }
});

// The entries of a ZIP file, by its central directory.
function unzip(bytes) {
  const found = {};
  let at = bytes.readUInt32LE(bytes.lastIndexOf(Buffer.from('PK\x05\x06')) + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const method = bytes.readUInt16LE(at + 10), size = bytes.readUInt32LE(at + 20);
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    const local = bytes.readUInt32LE(at + 42);
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(begin, begin + size);
    found[name] = (method === 8 ? inflateRawSync(packed) : packed).toString('utf8');
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return found;
}

async function download(client) {
  const page = await client.get('/account/data');
  const form = formsOf(page.text).find((f) => f.action === '/account/data').fields;
  return fetch(new URL('/account/data', site.base), {
    method: 'POST', redirect: 'manual', body: new URLSearchParams(form),
    headers: { cookie: [...client.cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
  });
}

test('a reader downloads all that is stored of them, and nothing of others', async () => {
  const dora = await site.signedIn(site.addUser('data_dora')), erik = await site.signedIn(site.addUser('data_erik'));
  const text = 'I <b>like</b> eels, "silver" ones above all, & ладьи too.';
  const id = await write(dora, text);
  const reply = await write(erik, 'Erik answers Dora about her eels at length.', id);
  const report = await dora.get(`/comment/${reply}/report`);
  await dora.submit(report, `/comment/${reply}/report`, { clause: 'law', words: 'He is following me.' });
  const page = await mary.get(`/moderation/comment/${id}`);
  const f = formsOf(page.text).find((x) => /name="do" value="remove"/.test(x.inside));
  await mary.request(f.action, { method: 'POST', form: { ...f.fields, do: 'remove', clause: 'manners', reason: 'Off the topic.' } });

  const answer = await download(dora);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/zip');
  assert.match(answer.headers.get('content-disposition'), /^attachment; filename="account-\d+\.zip"$/);
  assert.match(answer.headers.get('cache-control'), /no-store/);
  const files = unzip(Buffer.from(await answer.arrayBuffer()));
  const data = JSON.parse(files['data.json']);
  assert.equal(data.comments.length, 1);
  assert.equal(data.comments[0].id, id);
  assert.equal(data.comments[0].text, text);
  assert.equal(data.comments[0].address, `${site.base}/comment/${id}`);
  assert.equal(data.comments[0].status, 'removed');
  assert.deepEqual(data.decisions.map((d) => [d.action, d.by, d.clause, d.reason]).at(-1), ['removed', 'moderators', 'manners', 'Off the topic.']);
  assert.deepEqual(data.reports.map((r) => [r.comment, r.words]), [[reply, 'He is following me.']]);
  assert.equal(data.account.find((x) => x.fact === 'e-mail address').value, 'data_dora@example.org');
  assert.equal(data.sessions.length, 1);
  assert.doesNotMatch(files['data.json'] + files['index.html'], /mod_mary|data_erik|Erik answers|argon2|hash/);
  assert.match(files['index.html'], /I &lt;b&gt;like&lt;\/b&gt; eels/);
  assert.match(files['index.html'], /ладьи/);

  await dora.submit(await dora.get('/account/settings'), '/account/settings', { language: 'de' });
  const german = unzip(Buffer.from(await (await download(dora)).arrayBuffer()));
  assert.match(german['index.html'], /<html lang="de"[^]*Von Ihnen gemeldete Kommentare[^]*Wo Sie angemeldet sind/);
  assert.doesNotMatch(german['index.html'], />(Comments|Sessions|Begun|Reason|Kind)</);
  assert.deepEqual(Object.keys(JSON.parse(german['data.json'])), Object.keys(data), 'programs read it in any language');
  assert.equal((await download(dora)).status, 200);
  assert.equal((await download(dora)).status, 429);
  const stranger = await site.client().request('/account/data', { method: 'POST', form: {} });
  assert.doesNotMatch(stranger.headers.get('content-type'), /zip/);
});

test('the last administrator stays', async () => {
  const boss = await site.signedIn(site.addUser('only_admin', 'administrator'));
  const refused = await leave(boss);
  assert.equal(refused.status, 409);
  assert.match(refused.text, /last administrator/);
});

test('a stranger and a forged form delete nothing', async () => {
  const stranger = await site.client().get('/account/delete');
  assert.match(stranger.url, /\/sign-in/);
  const user = site.addUser('careful_carl');
  const carl = await site.signedIn(user);
  const forged = await carl.request('/account/delete', { method: 'POST', form: { answer: 'yes' } });
  assert.notEqual(forged.status, 200);
  assert.match((await carl.get('/me')).text, /careful_carl/);
});

test('the command line deletes, restores, and erases for good', async () => {
  const user = site.addUser('cli_clara');
  const clara = await site.signedIn(user);
  const id = await write(clara, 'A remark of Clara that the operator takes away.');
  site.cli(['user', 'delete', 'cli_clara']);
  await until(async () => !/remark of Clara/.test((await site.client().get(article)).text), 'the article still shows it');
  assert.doesNotMatch((await clara.get('/me')).text, /cli_clara/);
  site.cli(['user', 'restore', 'cli_clara']);
  assert.equal((await site.client().get(`/comment/${id}`)).status, 200);
  site.cli(['user', 'purge', 'cli_clara'], { status: 1 });
  site.cli(['user', 'delete', 'cli_clara']);
  site.cli(['user', 'purge', 'cli_clara']);
  assert.equal((await site.client().get(`/comment/${id}`)).status, 404);
  const erased = site.cli(['user', 'erased']);
  assert.match(erased, /^\d+\t\d+\t\d+\n$/);
  if (site.database.startsWith('sqlite:')) {
    const traces = readdirSync(site.folder).filter((name) => name.startsWith('comity.db'))
      .filter((name) => readFileSync(join(site.folder, name)).includes('remark of Clara'));
    assert.deepEqual(traces, [], 'nothing is left in the files');
  }
  assert.doesNotMatch(site.cli(['user', 'list']), /cli_clara/);
  assert.match(site.cli(['audit', 'verify']), /all is as it was entered/);
  site.addUser('cli_clara');
});

test('what was erased is erased again after an older backup was restored', async () => {
  const site = await Site.start();
  try {
    if (!site.database.startsWith('sqlite:')) return;
    const user = site.addUser('back_bob'), client = site.client();
    await client.signIn(user);
    const id = await write(client, 'A remark of Bob that is in the backup as well.');
    const backup = join(site.folder, 'backup.db'), list = join(site.folder, 'erased.txt');
    assert.match(site.cli(['backup', backup]), /PRIVACY-AND-RETENTION/);
    site.cli(['user', 'delete', 'back_bob']);
    site.cli(['user', 'purge', 'back_bob']);
    writeFileSync(list, site.cli(['user', 'erased']));
    await site.stop();
    assert.match(site.cli(['restore', backup]), /purge --list/);
    assert.match(site.cli(['user', 'list']), /back_bob/);
    site.cli(['user', 'purge', '--list', list]);
    assert.doesNotMatch(site.cli(['user', 'list']), /back_bob/);
    site.cli(['user', 'purge', '--list', list]);
    await site.serve();
    assert.equal((await site.client().get(`/comment/${id}`)).status, 404);
    assert.match(site.cli(['audit', 'verify']), /all is as it was entered/);
  } finally {
    await site.close();
  }
});
