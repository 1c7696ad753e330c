// Sanctions, letters, appeals, notices, leaving, on two nodes at the same moment.
import { after, afterEach, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { Authenticator } from '../support/authenticator.mjs';
import { solve } from '../support/captcha.mjs';
import { Nodes, formOf, pathOf, send, statuses, took } from '../support/nodes.mjs';
import { endSanction, readerId, sanction, sanctionForm, words } from '../support/sanctions.mjs';
import { decode, formsOf, program } from '../support/site.mjs';
import { pause, until } from '../support/wait.mjs';

const ROUNDS = 4;
const article = '/article/eels-without-passports';
const explanation = 'I called another reader names because I was angry. I am sorry and will not do it again.';
let nodes, boss, mary, max;
before(async () => {
  nodes = await Nodes.start({ settings: { 'sanctions.mode': 'literal', 'redress.address': 'letters@paper.example', 'http.base_url': 'http://localhost' } });
  const [lead] = await nodes.addUsers(['boss'], 'administrator');
  const [one, two] = await nodes.addUsers(['mod_mary', 'mod_max'], 'moderator');
  boss = await nodes.signedIn(lead);
  mary = await nodes.signedIn(one, 0);
  max = await nodes.signedIn(two, 1);
});
after(() => nodes.close());
afterEach(() => nodes.assertWhole());

const plain = (page) => page.text.replace(/<[^>]*>/g, ' ').replace(/&[^;]*;/g, '’').replace(/\s+/g, ' ');

let people = 0;
async function persons(count = ROUNDS) {
  const users = await nodes.addUsers(Array.from({ length: count }, () => `person_${++people}_x`));
  const all = [];
  for (const user of users) all.push({ user, client: await nodes.signedIn(user), id: await readerId(boss, user.name) });
  return all;
}

// No two alike, or the standards take them for a campaign.
const things = 'weir lock heron ladder sluice ferry tide orchard lantern kettle harbour meadow viaduct chimney bakery museum library theatre tramway quarry'.split(' ');
const pick = (n) => things[(n * 7 + (n >> 2)) % things.length];
let remarks = 0;
const remark = () => {
  const n = remarks++;
  return `By the ${pick(n)} I saw ${n + 2} people near a ${pick(n + 5)}; the ${pick(3 * n + 1)} was closed and our ${pick(5 * n + 2)} looked ${['old', 'calm', 'bright', 'empty'][n % 4]}.`;
};
async function write(client) {
  const page = await client.get(`${article}/comment`);
  const sent = await client.submit(page, `${article}/comment`, { text: remark() });
  const id = sent.url.match(/#c(\d+)$/)?.[1];
  assert.ok(id, `${sent.status} ${sent.url}`);
  return id;
}

// The form of a sanction on the page as it is now, to be sent later.
async function prepareSanction(moderator, id, word, more = {}) {
  const form = sanctionForm(await moderator.get(`/moderation/reader/${id}`), word);
  assert.ok(form, word);
  const { reason, why, ...given } = { clause: words.clause, reason: words.reason, why: 'They have explained it.' };
  const values = word === 'lift' ? { why } : { ...given, reason };
  return () => send(moderator, form, { ...values, do: word, ...more });
}

const prepareComment = async (client, node) => {
  const twin = nodes.at(client, node);
  const form = formOf(await twin.get(`${article}/comment`), `${article}/comment`);
  return () => send(twin, form, { text: remark() });
};

const standing = (id) => nodes.rows(`SELECT status FROM account WHERE id = ${id}`)[0][0];
const blocks = (id) => nodes.count(`SELECT COUNT(*) FROM sanction WHERE account_id = ${id} AND kind = 4`);

async function blocked(who) {
  assert.equal((await sanction(mary, who.id, 'block')).status, 200);
  who.client = await nodes.signedIn(who.user);
  return who;
}

test('two moderators who block at once make one block', async () => {
  for (const { id } of await persons()) {
    const moves = [await prepareSanction(mary, id, 'block'), await prepareSanction(max, id, 'block')];
    assert.deepEqual(statuses(await nodes.race([...moves, ...moves])), [303, 409, 409, 409]);
    assert.equal(blocks(id), 1);
    assert.equal(standing(id), '1');
  }
});

test('what is sent after a block is refused, what came before it is whole', async () => {
  for (const { client, id } of await persons()) {
    const [other] = await persons(1);
    const theirs = await write(other.client), own = await write(client);
    const edit = formOf(await client.get(`/comment/${own}/edit`), `/comment/${own}/edit`);
    const report = formOf(await client.get(`/comment/${theirs}/report`), `/comment/${theirs}/report`);
    const posts = await Promise.all([0, 1, 0, 1].map((n) => prepareComment(client, n)));
    const block = await prepareSanction(mary, id, 'block');
    let blockedAt = Infinity;
    const timed = (move) => async () => {
      const began = performance.now();
      const answer = await move();
      return { ...answer, began };
    };
    const moves = [
      posts[0], posts[1],
      () => send(nodes.at(client, 1), edit, { text: 'Changed at the very moment of the block, about the sluice.' }),
      () => send(nodes.at(client, 1), report, { clause: 'insults' }),
      async () => { await pause(25); return posts[2](); }, async () => { await pause(60); return posts[3](); }];
    const [, ...answers] = await Promise.all([
      block().then((a) => { assert.equal(a.status, 303); blockedAt = performance.now(); }), ...moves.map((move) => timed(move)())]);
    assert.ok(answers.every((a) => a.status < 500), `${answers.map((a) => a.status)}`);
    // Sent after the answer to the block: by a session that has ended.
    for (const a of answers.filter((one) => one.began > blockedAt)) assert.doesNotMatch(a.headers.get('location') ?? '', /#c\d/);
    const late = await posts[1]();
    assert.doesNotMatch(late.headers.get('location') ?? '', /#c\d/);
    const kept = answers.slice(0, 2).concat(answers.slice(4)).filter((a) => /#c\d+$/.test(a.headers.get('location') ?? '')).length;
    assert.equal(nodes.count(`SELECT COUNT(*) FROM comment WHERE account_id = ${id} AND status = 0`), kept + 1);
    assert.equal(standing(id), '1');
    assert.equal(nodes.count(`SELECT COUNT(*) FROM session WHERE account_id = ${id}`), 0);
  }
});

test('a block covers whoever signs in at that moment, by password, link and passkey', async () => {
  const optionsOf = (page, what) => JSON.parse(decode(page.text.match(new RegExp(`data-passkey-${what}="([^"]*)"`))[1]));
  for (const { user, client, id } of await persons(4)) {
    const key = new Authenticator({ origin: 'http://localhost' });
    const add = await client.get('/account/security/passkey');
    await client.submit(add, '/account/security/passkey', { ...key.make(optionsOf(add, 'make')), name: 'A key' });
    const [byPassword, byLink, byKey] = [nodes.visitor(0), nodes.visitor(1), nodes.visitor(1)];
    const password = formOf(await byPassword.get('/sign-in'), '/sign-in');
    await byLink.submit(await byLink.get('/sign-in/link'), '/sign-in/link', { login: user.name });
    const link = formOf(await byLink.get(pathOf((await nodes.site.mails(`${user.name}@example.org`, { kind: 'sign_in' }))[0].link)), '/sign-in/link/open');
    const page = await byKey.get('/sign-in');
    const answer = key.use(optionsOf(page, 'ask'));
    const [block, ...entered] = await nodes.race([
      await prepareSanction(mary, id, 'block'),
      () => send(byPassword, password, { login: user.name, password: user.password }),
      () => send(byLink, link),
      () => send(byKey, formOf(page, '/sign-in/passkey'), answer)]);
    assert.equal(block.status, 303);
    assert.ok(entered.every((a) => a.status < 500), `${statuses(entered)}`);
    for (const one of [byPassword, byLink, byKey]) {
      const account = await one.get('/account/standing', { follow: false });
      if (account.status !== 200) continue;
      assert.match(plain(account), /blocked since/);
      const { csrf } = formOf(await one.get('/account'), '/sign-out').fields;
      const forced = await one.request(`${article}/comment`, { method: 'POST', form: { csrf, text: 'Written while blocked, about the dam.' } });
      assert.equal(forced.status, 403);
    }
    assert.equal(nodes.count(`SELECT COUNT(*) FROM link WHERE account_id = ${id} AND used_ms = 0`), 0);
  }
});

test('a lifted block and a second one at the same moment leave one truth, and a final block stays', async () => {
  for (const { id, user } of await persons()) {
    await sanction(mary, id, 'block');
    const lifts = [await prepareSanction(mary, id, 'lift'), await prepareSanction(max, id, 'lift')];
    assert.deepEqual(statuses(await nodes.race(lifts)), [303, 409]);
    assert.equal(standing(id), '0');
    const second = [await prepareSanction(mary, id, 'block', { name: user.name }), await prepareSanction(max, id, 'block', { name: user.name })];
    const again = await nodes.race([...second, ...lifts]);
    assert.equal(took(again), 1, `${statuses(again)}`);
    assert.equal(blocks(id), 2);
    assert.equal(standing(id), '1');
    assert.equal(sanctionForm(await boss.get(`/moderation/reader/${id}`), 'lift'), undefined);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM sanction WHERE account_id = ${id} AND final = 1`), 1);
  }
});

const act = async (moderator, number, word, text = 'You have explained it.') => {
  const page = await moderator.get(`/moderation/redress/${number}`);
  return () => send(moderator, formOf(page, `/moderation/redress/${number}`), { do: word, text });
};

test('two letters are one, two answers to it are one, and each is told by one mail', async () => {
  await nodes.each(await persons(), async (who) => {
    const { client, id, user } = await blocked(who);
    const form = formOf(await client.get('/account/letter'), '/account/letter');
    const mail = `From: ${user.name}@example.org\r\nTo: letters@paper.example\r\nSubject: Restoring access\r\nMessage-ID: <${people}.${id}@example.org>\r\n\r\nUser ID: ${id}\r\n\r\n${explanation}\r\n`;
    const piped = () => new Promise((done) => {
      const run = spawn(program, nodes.site.arguments(['mail', 'in']), { cwd: nodes.site.folder, stdio: ['pipe', 'ignore', 'ignore'] });
      run.on('exit', (status) => done({ status }));
      run.stdin.end(mail);
    });
    const sent = await nodes.race([...[0, 1, 0].map((n) => () => send(nodes.at(client, n), form, { text: explanation })), piped]);
    assert.deepEqual(sent.map((a) => a.status), [303, 303, 303, 0]);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM redress WHERE account_id = ${id}`), 1);
    const [[number]] = nodes.rows(`SELECT id FROM redress WHERE account_id = ${id}`);
    const answers = await nodes.race([await act(max, number, 'lift'), await act(boss, number, 'refuse')]);
    assert.deepEqual(statuses(answers), [303, 409]);
    assert.equal(standing(id), answers[0].status === 303 ? '0' : '1');
    await nodes.site.mails(`${user.name}@example.org`, { count: 0 });
    const kinds = (await nodes.site.mails(`${user.name}@example.org`)).map((m) => m.kind);
    assert.equal(kinds.filter((k) => k === 'letter_received').length, 1);
    assert.equal(kinds.filter((k) => /^letter_(granted|refused)$/.test(k)).length, 1, `${kinds}`);
  });
});

test('a block lifted from the reader\'s page and refused in the letter at the same moment', async () => {
  for (const who of await persons()) {
    const { client, id } = await blocked(who);
    assert.equal((await send(client, formOf(await client.get('/account/letter'), '/account/letter'), { text: explanation })).status, 303);
    const [[number]] = nodes.rows(`SELECT id FROM redress WHERE account_id = ${id}`);
    const [refused, lifted] = await nodes.race([await act(max, number, 'refuse'), await prepareSanction(mary, id, 'lift')]);
    assert.equal(lifted.status, 303);
    assert.ok([303, 409].includes(refused.status), `${refused.status}`);
    assert.equal(standing(id), '0');
    assert.equal(nodes.count(`SELECT COUNT(*) FROM redress WHERE id = ${number} AND state = 0`), 0);
  }
});

async function removed(client) {
  const id = await write(client);
  const page = await mary.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => f.inside.includes('value="remove"'));
  assert.equal((await send(mary, form, { do: 'remove', clause: 'insults' })).status, 303);
  return id;
}

test('two appeals are one, and one of two answers counts', async () => {
  for (const { client } of await persons()) {
    const comment = await removed(client);
    const form = formOf(await client.get(`/comment/${comment}/appeal`), `/comment/${comment}/appeal`);
    const sent = await nodes.sendOften(client, form, { text: 'It was about the ferry, not about a person.' });
    assert.equal(took(sent), 4);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM redress WHERE subject_id = ${comment}`), 1);
    const [[number]] = nodes.rows(`SELECT id FROM redress WHERE subject_id = ${comment}`);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM redress_message WHERE redress_id = ${number}`), 1);
    const answers = await nodes.race([await act(max, number, 'restore'), await act(boss, number, 'refuse')]);
    assert.deepEqual(statuses(answers), [303, 409]);
    assert.equal(nodes.rows(`SELECT status FROM comment WHERE id = ${comment}`)[0][0], answers[0].status === 303 ? '0' : '3');
  }
});

test('of two decisions on one comment one is made', async () => {
  for (const { client } of await persons()) {
    const id = await write(client);
    const moves = await Promise.all([mary, max].map(async (moderator) => {
      const form = formsOf((await moderator.get(`/moderation/comment/${id}`)).text).find((f) => f.inside.includes('value="remove"'));
      return () => send(moderator, form, { do: 'remove', clause: 'insults' });
    }));
    assert.deepEqual(statuses(await nodes.race(moves)), [303, 409]);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM decision WHERE comment_id = ${id} AND actor_id > 0`), 1);
  }
});

test('two notices about one comment are both there, and bring it to the moderators once', async () => {
  for (const [i, { client }] of (await persons()).entries()) {
    const id = await write(client);
    const moves = await Promise.all([0, 1, 0, 1].map(async (n, j) => {
      const stranger = nodes.visitor(n);
      const form = formOf(await stranger.get('/notice'), '/notice');
      const altcha = solve(JSON.parse((await stranger.get('/captcha/challenge')).text));
      return () => send(stranger, form, { comment: `/comment/${id}`, category: 'illegal or harmful speech', name: 'Fen Law Centre',
        words: 'It accuses the lock-keeper by name of a crime he was acquitted of.', email: `law${i}_${j}@example.net`, good_faith: 'yes', altcha });
    }));
    assert.equal(took(await nodes.race(moves)), 4);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM legal_notice WHERE comment_id = ${id}`), 4);
    assert.equal(nodes.rows(`SELECT status FROM comment WHERE id = ${id}`)[0][0], '1');
    assert.equal(nodes.count(`SELECT COUNT(*) FROM decision WHERE comment_id = ${id}`), 1);
  }
});

test('a session ended on one node is dead on the other at once', async () => {
  for (const { user, client } of await persons(3)) {
    const elsewhere = await nodes.signedIn(user, 1);
    const page = await client.get('/account/sessions');
    const all = formsOf(page.text).find((f) => f.inside.includes('name="others"'));
    assert.equal((await send(client, all, { others: '1' })).status, 303);
    assert.equal((await elsewhere.get('/account', { follow: false })).status, 303);
    await client.submit(await client.get('/account'), '/sign-out');
    assert.equal((await nodes.at(client, 1).get('/account', { follow: false })).status, 303);
  }
});

// Nodes learn of each other's changes every second.
test('deleting on one node is seen on the other within a second or so, and a comment of that moment is not left behind', async () => {
  for (const { client, id, user } of await persons()) {
    const there = nodes.visitor(1);
    await write(client);
    await until(async () => !nodes.postgres || (await there.get(article)).text.includes(user.name), 'the comment is not seen');
    const posts = await Promise.all([0, 1].map((n) => prepareComment(client, n)));
    const leave = formOf(await client.get('/account/delete'), '/account/delete');
    const answers = await nodes.race([() => send(client, leave, { answer: 'yes' }), ...posts]);
    assert.equal(answers[0].status, 303);
    // One SQLite database has one serving process, which is not told of what another changed.
    await until(async () => !nodes.postgres || !(await there.get(article)).text.includes(user.name), 'the other node still shows it');
    assert.equal((await there.get(`/reader/${id}`)).status, 404);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM comment WHERE account_id = ${id} AND status <> 4`), 0);
    const shown = nodes.count(`SELECT COUNT(*) FROM comment c JOIN article a ON a.id = c.article_id WHERE a.slug = 'eels-without-passports' AND c.shown = 1 AND c.status IN (0, 1)`);
    assert.equal(JSON.parse((await nodes.at(there, nodes.postgres ? 1 : 0).get(`${article}/count`)).text).comments, shown);
  }
});

test('an account that is restored and erased at the same moment is either whole or gone', async () => {
  await nodes.each(await persons(4), async ({ client, id, user }) => {
    const comment = await write(client);
    assert.equal((await send(client, formOf(await client.get('/account/delete'), '/account/delete'), { answer: 'yes' })).status, 303);
    const back = nodes.visitor(1);
    const [mail] = await nodes.site.mails(`${user.name}@example.org`, { kind: 'farewell' });
    const form = formOf(await back.get(pathOf(mail.link)), '/restore');
    const purge = () => new Promise((done) => {
      const run = spawn(program, nodes.site.arguments(['user', 'purge', user.name]), { cwd: nodes.site.folder, stdio: 'ignore' });
      run.on('exit', (status) => done({ status }));
    });
    const [purged, restored] = await Promise.all([purge(), pause(Math.random() * 120).then(() => send(back, form, { confirmed: 'yes' }))]);
    const is = nodes.count(`SELECT COUNT(*) FROM account WHERE id = ${id} AND status = 0`);
    assert.deepEqual([purged.status === 0, restored.status === 303], [is === 0, is === 1], `${purged.status} ${restored.status}`);
    assert.equal((await nodes.visitor().get(`/comment/${comment}`)).status, is === 1 ? 200 : 404);
  });
});
