// Who owns an account, on two nodes at the same moment: joining, names, addresses, links, passwords, factors, limits.
import { after, afterEach, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Authenticator } from '../support/authenticator.mjs';
import { solve } from '../support/captcha.mjs';
import { Nodes, formOf, pathOf, send, statuses, took } from '../support/nodes.mjs';
import { decode, formsOf } from '../support/site.mjs';

const ROUNDS = 4;
const FIRST = 'violet kettle under seven moons', NEXT = 'eight lanterns along a quiet canal', THIRD = 'nine herons over the old weir';
const COMMENT = '/article/eels-without-passports/comment';
let nodes;
before(async () => { nodes = await Nodes.start({ settings: { 'accounts.confirm_email': true } }); });
after(() => nodes.close());
afterEach(() => nodes.assertWhole());

const proof = async (client) => solve(JSON.parse((await client.get('/captcha/challenge')).text));

async function prepareJoin(name, email = `${name}@example.org`, node = 0) {
  const client = nodes.visitor(node);
  const form = formOf(await client.get('/register'), '/register');
  return { client, form, values: { name, email, password: FIRST, consent_standards: 'yes', consent_privacy: 'yes', altcha: await proof(client) } };
}

async function mailed(email, kind) {
  const mails = await nodes.site.mails(email, { kind });
  return pathOf(mails.at(-1).link);
}

// Opens a mailed link: the form behind it, in the browser that asked.
async function opened(client, path) {
  const form = formOf(await client.get(path), path.split('?')[0]);
  return { client, form };
}

const accountId = (name) => nodes.rows(`SELECT id FROM account WHERE name = '${name}'`)[0][0];
const sessionsOf = (name) => nodes.count(`SELECT COUNT(*) FROM session WHERE account_id = ${accountId(name)}`);
// And not led to sign in.
const isChanged = (answer) => answer.status === 303 && /done=password/.test(answer.headers.get('location'));
const isIn = async (client) => (await client.get('/account', { follow: false })).status === 200;
const opens = async (name, password) => (await nodes.visitor().signIn({ name, password })).status === 200;
const named = (word) => Array.from({ length: ROUNDS }, (_, i) => `${word}_${'abcdefghijkl'[i]}`);

test('a registration sent twice makes one account and one session', async () => {
  for (const name of named('double_dora')) {
    const { client, form, values } = await prepareJoin(name);
    const answers = await nodes.sendOften(client, form, values);
    assert.equal(took(answers), 1, `${statuses(answers)}`);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM account WHERE name = '${name}'`), 1);
    assert.equal(sessionsOf(name), 1);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM link WHERE account_id = ${accountId(name)}`), 1);
  }
});

test('of names that look alike, asked for at the same moment, one is given', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const base = `anna${'bcdfgh'[i]}orek`;
    const names = [base, base.toUpperCase(), base.replace('o', '0'), `${base.slice(0, 4)}.${base.slice(4)}`];
    const all = await Promise.all(names.map((name, n) => prepareJoin(name, `look${i}_${n}@example.org`, n % 2)));
    const answers = await nodes.race(all.map(({ client, form, values }) => () => send(client, form, values)));
    assert.deepEqual(statuses(answers), [303, ...names.slice(1).map(() => 409)], `${names}`);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM account WHERE email LIKE 'look${i}\\_%' ESCAPE '\\'`), 1);
  }
});

// Each is one name, wholly in Latin, Cyrillic and Greek letters.
const SCRIPTS = [['poxa', 'роха', 'ροχα'], ['PAPAXO', 'РАРАХО', 'ΡΑΡΑΧΟ'], ['BAMETOK', 'ВАМЕТОК', 'ΒΑΜΕΤΟΚ'], ['HATTOK', 'НАТТОК', 'ΗΑΤΤΟΚ']];
test('of names that look alike in whole other alphabets, asked for at the same moment, one is given', async () => {
  for (const [i, names] of SCRIPTS.slice(0, ROUNDS).entries()) {
    const all = await Promise.all(names.map((name, n) => prepareJoin(name, `script${i}_${n}@example.org`, n % 2)));
    const answers = await nodes.race(all.map(({ client, form, values }) => () => send(client, form, values)));
    assert.deepEqual(statuses(answers), [303, 409, 409], `${names}`);
    assert.match(answers.find((answer) => answer.status === 409).text, /mistake it for one that is, perhaps in another alphabet/);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM account WHERE email LIKE 'script${i}\\_%' ESCAPE '\\'`), 1);
  }
});

test('a name is changed once, to what nobody takes at the same moment', async () => {
  for (const [i, name] of named('rename_rita').entries()) {
    const { client, form, values } = await prepareJoin(name);
    assert.equal((await send(client, form, values)).status, 303);
    const change = formOf(await client.get('/account/name'), '/account/name');
    const wanted = [`Riverside ${'BCDFGH'[i]}`, `Lakeside ${'BCDFGH'[i]}`];
    const rival = await prepareJoin(wanted[0].toLowerCase(), `rival${i}@example.org`, 1);
    const answers = await nodes.race([
      ...wanted.map((to, n) => () => send(nodes.at(client, n), change, { name: to })),
      () => send(rival.client, rival.form, rival.values)]);
    assert.ok(took(answers.slice(0, 2)) <= 1, `changed twice: ${answers.map((a) => a.status)}`);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM account WHERE LOWER(name) = '${wanted[0].toLowerCase()}'`) <= 1, true);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM former_name WHERE account_id = (SELECT account_id FROM link WHERE detail = '${name}@example.org')`),
      took(answers.slice(0, 2)));
  }
});

test('an address that two accounts confirm at once is one\'s', async () => {
  await nodes.each(named('shares'), async (name, i) => {
    const email = `shared${i}@example.org`;
    const pair = await Promise.all([0, 1].map(async (n) => {
      const { client, form, values } = await prepareJoin(`${name}_${'xy'[n]}`, email, n);
      assert.equal((await send(client, form, values)).status, 303);
      return client;
    }));
    const mails = await nodes.site.mails(email, { kind: 'confirm', count: 2 });
    const forms = await Promise.all(mails.map(async (mail) => {
      const client = pair[mail.text.includes('_x') ? 0 : 1];
      return opened(client, pathOf(mail.link));
    }));
    const answers = await nodes.race(forms.map(({ client, form }) => () => send(client, form, { asked: 'yes' })));
    assert.deepEqual(statuses(answers), [303, 409]);
    assert.equal(nodes.count(`SELECT COUNT(*) FROM account WHERE email = '${email}' AND email_confirmed_ms > 0`), 1);
  });
});

async function person(name, node = 0) {
  const [user] = await nodes.addUsers([name]);
  return { user, client: await nodes.signedIn(user, node) };
}

async function askRecovery(login, client = nodes.visitor()) {
  const form = formOf(await client.get('/recover'), '/recover');
  assert.equal((await client.request('/recover', { method: 'POST', form: { ...form.fields, login, altcha: await proof(client) } })).status, 200);
  return opened(client, await mailed(`${login}@example.org`, 'recover'));
}

async function askSignIn(login) {
  const client = nodes.visitor();
  await client.submit(await client.get('/sign-in/link'), '/sign-in/link', { login });
  return opened(client, await mailed(`${login}@example.org`, 'sign_in'));
}

async function askEmail(client, user, to) {
  await client.submit(await client.get('/account/email'), '/account/email', { email: to });
  return opened(client, await mailed(to, 'change_email'));
}

test('each link of a mail is good once, on whichever node', async () => {
  const links = {
    async confirm(name) {
      const { client, form, values } = await prepareJoin(name);
      await send(client, form, values);
      return opened(client, await mailed(`${name}@example.org`, 'confirm'));
    },
    async sign_in(name) {
      await nodes.addUsers([name]);
      return askSignIn(name);
    },
    async recover(name) {
      await nodes.addUsers([name]);
      return { ...await askRecovery(name), values: { password: NEXT } };
    },
    async change_email(name) {
      const { user, client } = await person(name);
      return askEmail(client, user, `${name}.new@example.org`);
    },
    async undo_email(name) {
      const { user, client } = await person(name);
      const change = await askEmail(client, user, `${name}.new@example.org`);
      assert.equal((await send(client, change.form)).status, 303);
      return opened(nodes.visitor(), await mailed(`${name}@example.org`, 'email_changed'));
    },
    async restore(name) {
      const { client } = await person(name);
      await client.submit(await client.get('/account/delete'), '/account/delete', { answer: 'yes' });
      return { ...await opened(nodes.visitor(), await mailed(`${name}@example.org`, 'farewell')), values: { confirmed: 'yes' } };
    },
  };
  await nodes.each(Object.entries(links).flatMap(([kind, ask]) => ['b', 'c'].map((letter) => [kind, ask, `once_${kind}_${letter}`])), async ([kind, ask, name]) => {
    const { client, form, values } = await ask(name);
    const answers = await nodes.sendOften(client, form, values, 6);
    assert.equal(answers.filter((a) => a.status !== 403).length, 1, `${kind}: ${statuses(answers)}`);
    if (kind === 'sign_in') assert.equal(sessionsOf(name), 1);
  });
});

test('whoever recovers an account has it: no password, session or link from before goes on', async () => {
  await nodes.each(named('owner_olga'), async (name) => {
    const { user, client: thief } = await person(name);
    const link = await askSignIn(name);
    const change = formOf(await thief.get('/account/password'), '/account/password');
    const recovery = await askRecovery(name);
    const entering = nodes.visitor(1);
    const entry = formOf(await entering.get('/sign-in'), '/sign-in');
    const passwords = Object.fromEntries(Object.keys(change.fields).filter((f) => f !== 'csrf').map((f) => [f, f === 'current' ? user.password : THIRD]));
    const [changed, entered, byLink, recovered] = await nodes.race([
      () => send(nodes.at(thief, 1), change, passwords),
      () => send(entering, entry, { login: name, password: user.password }),
      () => send(link.client, link.form),
      () => send(recovery.client, recovery.form, { password: NEXT }),
    ]);
    const all = [changed, entered, byLink, recovered].map((a) => a.status);
    assert.ok(all.every((status) => status < 500), `${all}`);
    if (recovered.status !== 303) {
      assert.ok(isChanged(changed), `${all}`);
      return;
    }
    assert.ok(!isChanged(changed), `${all}`);
    assert.equal(await opens(name, NEXT), true, `${all}: the owner's password`);
    assert.equal(await opens(name, THIRD), false);
    assert.equal(await opens(name, user.password), false);
    for (const client of [thief, entering]) assert.equal(await isIn(client), false, `${all}`);
  });
});

test('of a new password and a sign-in with the old one, nothing is left of the old', async () => {
  for (const name of named('closer_cleo')) {
    const { user, client } = await person(name);
    const change = formOf(await client.get('/account/password'), '/account/password');
    const passwords = Object.fromEntries(Object.keys(change.fields).filter((f) => f !== 'csrf').map((f) => [f, f === 'current' ? user.password : NEXT]));
    const others = await Promise.all([0, 1, 1].map(async (n) => {
      const other = nodes.visitor(n);
      return { other, form: formOf(await other.get('/sign-in'), '/sign-in') };
    }));
    const [changed, ...entered] = await nodes.race([
      () => send(client, change, passwords),
      ...others.map(({ other, form }) => () => send(other, form, { login: name, password: user.password }))]);
    assert.equal(changed.status, 303);
    assert.equal(sessionsOf(name), 1, `${entered.map((a) => a.status)}`);
  }
});

test('a password changed twice from two pages is changed once', async () => {
  for (const name of named('twice_tess')) {
    const { user, client } = await person(name);
    const change = formOf(await client.get('/account/password'), '/account/password');
    const to = (wanted) => Object.fromEntries(Object.keys(change.fields).filter((f) => f !== 'csrf').map((f) => [f, f === 'current' ? user.password : wanted]));
    const answers = await nodes.race([NEXT, THIRD].map((wanted, n) => () => send(nodes.at(client, n), change, to(wanted))));
    assert.equal(answers.filter(isChanged).length, 1, `${statuses(answers)}`);
    assert.equal(await opens(name, isChanged(answers[0]) ? NEXT : THIRD), true);
  }
});

test('of a changed address and a recovery by the old one, one happens', async () => {
  await nodes.each(named('mover_mona'), async (name) => {
    const { user, client } = await person(name);
    const change = await askEmail(client, user, `${name}.new@example.org`);
    const recovery = await askRecovery(name);
    const [changed, recovered] = await nodes.race([
      () => send(nodes.at(client, 1), change.form), () => send(recovery.client, recovery.form, { password: NEXT })]);
    assert.deepEqual([changed, recovered].filter((a) => a.status === 303).length, 1, `${changed.status} ${recovered.status}`);
    const [[email]] = nodes.rows(`SELECT email FROM account WHERE name = '${name}'`);
    assert.equal(email, changed.status === 303 ? `${name}.new@example.org` : `${name}@example.org`);
    assert.equal(await opens(name, NEXT), recovered.status === 303);
  });
});

test('two changes of address asked for at once leave one link', async () => {
  for (const name of named('asker_abel')) {
    const { client } = await person(name);
    const form = formOf(await client.get('/account/email'), '/account/email');
    await nodes.race([0, 1].map((n) => () => send(nodes.at(client, n), form, { email: `${name}.${n}@example.org` })));
    assert.equal(nodes.count(`SELECT COUNT(*) FROM link WHERE account_id = ${accountId(name)} AND purpose = 4 AND used_ms = 0`), 1);
  }
});

/* --- factors --- */

test('what an account says of its factors is what it has, whatever is added and removed at once', async () => {
  const options = (page, what) => JSON.parse(decode(page.text.match(new RegExp(`data-passkey-${what}="([^"]*)"`))[1]));
  const prepare = async (client) => {
    const page = await client.get('/account/security/passkey');
    const form = formOf(page, '/account/security/passkey');
    return { form, values: { ...new Authenticator({ origin: 'http://localhost' }).make(options(page, 'make')), name: 'A key' } };
  };
  const keyed = await Nodes.start({ settings: { 'http.base_url': 'http://localhost' } });
  try {
    for (const name of named('key_kurt')) {
      const [user] = await keyed.addUsers([name], 'moderator');
      const client = await keyed.signedIn(user);
      const first = await prepare(client);
      assert.equal((await send(client, first.form, first.values)).status, 303);
      const action = (await client.get('/account/security')).text.match(/\/account\/security\/passkey\/\d+/)[0];
      const remove = formsOf((await client.get(action)).text).find((f) => /remove/i.test(f.inside));
      const button = remove.inside.match(/name="(do|remove)" value="([^"]*)"/);
      const second = await prepare(client);
      await keyed.race([
        () => send(client, second.form, second.values),
        () => send(keyed.at(client, 1), { action, fields: remove.fields }, button ? { [button[1]]: button[2] } : {})]);
      const [[said, has]] = keyed.rows(`SELECT factors, (SELECT COUNT(*) FROM passkey WHERE account_id = account.id) FROM account WHERE name = '${name}'`);
      assert.equal(Number(said), Number(has) > 0 ? 2 : 0, `${has} passkeys`);
    }
    keyed.assertWhole();
  } finally {
    await keyed.close();
  }
});

/* --- the last administrator --- */

test('a site keeps an administrator, whoever goes at once', async () => {
  const boss = async (name) => {
    const [user] = await nodes.addUsers([name], 'administrator');
    return { user, client: await nodes.signedIn(user) };
  };
  let left = await boss('boss_zero');
  for (const [i, name] of named('boss').entries()) {
    const pair = [left, await boss(name)];
    const moves = await Promise.all(pair.map(async ({ client }, n) => {
      if (i % 2 === 0) return { form: formOf(await client.get('/account/delete'), '/account/delete'), values: { answer: 'yes' } };
      const page = await client.get(`/admin/users?find=${pair[1 - n].user.name}`);
      return { form: formsOf(page.text).find((f) => f.fields.role), values: { role: 'reader', do: 'role' } };
    }));
    const answers = await nodes.race(pair.map(({ client }, n) => () => send(nodes.at(client, n), moves[n].form, moves[n].values)));
    assert.equal(took(answers), 1, `${answers.map((a) => a.status)}`);
    const names = nodes.rows('SELECT name FROM account WHERE role = 4 AND status = 0');
    assert.equal(names.length, 1, `${i}: ${names}`);
    left = pair.find(({ user }) => user.name === names[0][0]);
  }
});

/* --- limits --- */

test('limits hold over both nodes together', async () => {
  const [user] = await nodes.addUsers(['guessed_gail']);
  const guess = nodes.visitor();
  const form = formOf(await guess.get('/sign-in'), '/sign-in');
  const guesses = await nodes.race(Array.from({ length: 30 }, (_, i) => () =>
    send(nodes.at(guess, i % 2), form, { login: user.name, password: 'not the password at all' })));
  assert.equal(guesses.filter((a) => a.status === 401).length, 10, `${statuses(guesses)}`);
  assert.equal(guesses.filter((a) => a.status === 429).length, 20);
  assert.equal(await opens(user.name, user.password), true, 'the owner, from elsewhere, is not kept out');

  const asking = nodes.visitor();
  const ask = formOf(await asking.get('/sign-in/link'), '/sign-in/link');
  const asked = await nodes.race(Array.from({ length: 12 }, (_, i) => () => send(nodes.at(asking, i % 2), ask, { login: user.name })));
  assert.equal(asked.filter((a) => a.status === 429).length, 7, `${statuses(asked)}`);
  await nodes.site.mails('guessed_gail@example.org', { count: 0 });
  assert.equal((await nodes.site.mails('guessed_gail@example.org', { kind: 'sign_in', count: 5 })).length, 5);

  const [reader] = await nodes.addUsers(['taker_tara']);
  const taker = await nodes.signedIn(reader);
  const data = formOf(await taker.get('/account/data'), '/account/data');
  const taken = await nodes.sendOften(taker, data, {}, 8);
  assert.ok(taken.filter((a) => a.status === 200).length <= 3, `${statuses(taken)}`);
});

test('a captcha is good once, on whichever node', async () => {
  for (let i = 0; i < ROUNDS; i++) {
    const one = await prepareJoin(`robot_${'bcdfgh'[i]}_x`), two = await prepareJoin(`robot_${'bcdfgh'[i]}_y`, undefined, 1);
    two.values.altcha = one.values.altcha;
    const answers = await nodes.race([one, two].map(({ client, form, values }) => () => send(client, form, values)));
    assert.deepEqual(statuses(answers), [303, 403]);
  }
});
