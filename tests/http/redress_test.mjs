// Letters and appeals over HTTP, and letters by mail from a pipe and by LMTP: what readers see, who decides, what arrives.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Site, formsOf, program } from '../support/site.mjs';
import { readerId, sanction, staffOf } from '../support/sanctions.mjs';
import { until } from '../support/wait.mjs';

const article = '/article/eels-without-passports';
const explanation = 'I called another reader names because I was angry. I am sorry and will not do it again.';
let site, literal, staff, literalStaff;

before(async () => {
  const settings = { 'redress.address': 'letters@paper.example', 'log.level': 'info' };
  site = await Site.start({ settings });
  literal = await Site.start({ settings: { ...settings, 'sanctions.mode': 'literal' } });
  staff = await staffOf(site);
  literalStaff = await staffOf(literal);
});
after(async () => {
  await site.close();
  await literal.close();
});

let people = 0;
async function person(at = site) {
  const user = at.addUser(`person_${++people}`);
  const client = await at.signedIn(user);
  const id = await readerId(at === site ? staff.boss : literalStaff.boss, user.name);
  return { user, client, id, mail: `${user.name}@example.org` };
}

// A reader whom Mary has blocked, signed in again to what is left to them.
async function blocked(at = site) {
  const who = await person(at);
  await sanction((at === site ? staff : literalStaff).mary, who.id, 'block');
  who.client = await at.signedIn(who.user);
  return who;
}

const plain = (page) => page.text.replace(/<[^>]*>/g, ' ').replace(/&[^;]*;/g, '’').replace(/\s+/g, ' ');

async function writeLetter(client, values = {}) {
  return client.submit(await client.get('/account/letter'), '/account/letter', { text: explanation, ...values });
}

async function roomItem(moderator, id) {
  return moderator.get(`/moderation/redress/${id}`);
}

async function act(moderator, id, word, values = {}, page) {
  page ??= await roomItem(moderator, id);
  const form = formsOf(page.text).find((f) => f.action === `/moderation/redress/${id}`);
  return moderator.request(form.action, { method: 'POST', form: { ...form.fields, do: word, text: 'You have explained it.', ...values } });
}

const numberOf = (page) => page.url.match(/\/redress\/(\d+)/)[1];

test('a blocked reader writes the letter, another moderator answers, and access is restored', async () => {
  const { client, id, mail } = await blocked();
  assert.match(plain(await client.get('/account/standing')), /Write to the moderators/);
  const sent = await writeLetter(client);
  assert.equal(sent.status, 200, sent.text);
  assert.match(plain(sent), /with the moderators/);
  assert.match(plain(sent), /decided by \d+ \w+ \d{4}/, 'the deadline is shown');
  const [received] = await site.mails(mail, { kind: 'letter_received' });
  assert.match(received.text, /answer by \d+ \w+ \d{4}/);
  const number = numberOf(sent);
  const list = plain(await staff.max.get('/moderation/redress'));
  assert.match(list, /Letter/);
  const own = await roomItem(staff.mary, number);
  assert.match(plain(own), /another moderator looks at it now/);
  assert.doesNotMatch(own.text, /value="lift"/);
  assert.equal((await act(staff.mary, number, 'lift')).status, 403);
  const done = await act(staff.max, number, 'lift');
  assert.equal(done.status, 200);
  const [granted] = await site.mails(mail, { kind: 'letter_granted' });
  assert.match(granted.text, /You have explained it\./);
  assert.match(plain(await client.get(`/account/redress/${number}`)), /Granted on .* What the moderator says You have explained it/s);
  assert.doesNotMatch((await client.get(`/account/redress/${number}`)).text, /mod_max/, 'not who decided');
  const page = await client.get(`${article}/comment`);
  assert.equal((await client.submit(page, `${article}/comment`, { text: 'A calm remark about the weir, written after the block.' })).status, 200);
  assert.match(plain(await staff.boss.get('/admin/log')), /Granted a letter/, 'the log has it');
  assert.ok(id);
});

test('what a letter lacks is named at its field, and nothing typed is lost', async () => {
  const { client } = await blocked();
  const refused = await writeLetter(client, { subject: 'Hello', user_id: '7', text: 'Please.' });
  assert.equal(refused.status, 400);
  assert.match(plain(refused), /Let the subject say what you ask for/);
  assert.match(plain(refused), /This is not your user ID/);
  assert.match(plain(refused), /in 40 characters at least/);
  const form = formsOf(refused.text).find((f) => f.action === '/account/letter');
  assert.equal(form.fields.subject, 'Hello');
  assert.equal(form.fields.text, 'Please.');
});

test('sent twice at once it is one letter', async () => {
  const { client } = await blocked();
  const page = await client.get('/account/letter');
  const form = formsOf(page.text).find((f) => f.action === '/account/letter');
  const both = await Promise.all([1, 2].map(() => client.request('/account/letter', { method: 'POST', form: { ...form.fields, text: explanation } })));
  assert.deepEqual(both.map((one) => one.status), [200, 200]);
  assert.equal(numberOf(both[0]), numberOf(both[1]));
  const list = await client.get('/account/redress');
  assert.equal([...list.text.matchAll(/href="\/account\/redress\/\d+"/g)].length, 1);
});

test('the reader adds something, and a decision on the page from before is refused', async () => {
  const { client, mail } = await blocked();
  const number = numberOf(await writeLetter(client));
  const stale = await roomItem(staff.max, number);
  await client.submit(await client.get(`/account/redress/${number}`), `/account/redress/${number}`, { text: 'One thing more.' });
  const refused = await act(staff.max, number, 'refuse', {}, stale);
  assert.equal(refused.status, 409);
  assert.match(plain(refused), /Something was written since you opened this/);
  assert.match(plain(refused), /One thing more/);
  await act(staff.max, number, 'ask', { text: 'What did you mean by that?' });
  const [question] = await site.mails(mail, { kind: 'letter_question' });
  assert.match(question.text, /What did you mean by that\?/);
  await act(staff.max, number, 'refuse', { text: 'It was a threat all the same.' });
  const [answer] = await site.mails(mail, { kind: 'letter_refused' });
  assert.match(answer.text, /It was a threat all the same/);
  assert.match(plain(await client.get('/account/letter')), /You can write again from/);
});

test('only one moderator has it in hand', async () => {
  const { client } = await blocked();
  const number = numberOf(await writeLetter(client));
  await act(staff.max, number, 'take');
  assert.match(plain(await roomItem(staff.boss, number)), /In hand: mod_max/);
  const refused = await act(staff.boss, number, 'lift');
  assert.equal(refused.status, 409);
  await act(staff.max, number, 'release');
  assert.equal((await act(staff.boss, number, 'annul')).status, 200);
});

test('of two moderators who decide at once one does, and the other is told', async () => {
  const { client, mail } = await blocked();
  const number = numberOf(await writeLetter(client));
  const [one, two] = [await roomItem(staff.max, number), await roomItem(staff.boss, number)];
  const both = await Promise.all([act(staff.max, number, 'lift', {}, one), act(staff.boss, number, 'refuse', {}, two)]);
  assert.deepEqual(both.map((answer) => answer.status).sort(), [200, 409]);
  const outcome = both[0].status === 200 ? 'letter_granted' : 'letter_refused';
  await site.mails(mail, { kind: outcome });
  assert.equal((await site.mails(mail, { count: 0 })).filter((m) => /^letter_(granted|refused)$/.test(m.kind)).length, 1);
});

test('a letter from the page and one by mail at the same moment are one', async () => {
  const { client, id, mail } = await blocked();
  const page = await client.get('/account/letter');
  const form = formsOf(page.text).find((f) => f.action === '/account/letter');
  const posted = client.request('/account/letter', { method: 'POST', form: { ...form.fields, text: explanation } });
  const piped = spawn(program, site.arguments(['mail', 'in']), { cwd: site.folder, stdio: ['pipe', 'ignore', 'ignore'] });
  piped.stdin.end(letterMail({ from: mail, id }));
  const [answer, status] = await Promise.all([posted, new Promise((done) => piped.on('exit', done))]);
  assert.equal(answer.status, 200);
  assert.equal(status, 0);
  const list = await client.get('/account/redress');
  assert.equal([...list.text.matchAll(/href="\/account\/redress\/\d+"/g)].length, 1);
});

test('in literal mode the letter about a second block is not taken, and it is said', async () => {
  const { client, id, user } = await blocked(literal);
  const number = numberOf(await writeLetter(client));
  await act(literalStaff.max, number, 'lift');
  await sanction(literalStaff.mary, id, 'block', { name: user.name });
  const again = await literal.signedIn(user);
  const page = await again.get('/account/letter');
  assert.match(plain(page), /second block is final/);
  assert.equal(formsOf(page.text).filter((f) => f.action === '/account/letter').length, 0);
});

test('others neither see nor answer it', async () => {
  const { client } = await blocked(), other = await person();
  const number = numberOf(await writeLetter(client));
  assert.equal((await other.client.get(`/account/redress/${number}`)).status, 404);
  assert.equal((await other.client.get('/moderation/redress')).status, 403);
  const stranger = await site.client().get('/account/letter');
  assert.match(stranger.url, /sign-in/);
});

/* --- appeals --- */

async function removed(client) {
  const page = await client.get(`${article}/comment`);
  const sent = await client.submit(page, `${article}/comment`, { text: `A remark about the ferry, number ${++people}, to be removed.` });
  const id = sent.url.match(/#c(\d+)/)[1];
  const room = await staff.mary.get(`/moderation/comment/${id}`);
  const form = formsOf(room.text).find((f) => f.action.startsWith(`/moderation/comment/${id}`) && f.inside.includes('value="remove"'));
  const done = await staff.mary.request(form.action, { method: 'POST', form: { ...form.fields, do: 'remove', clause: 'insults' } });
  assert.equal(done.status, 200);
  return id;
}

test('the author of a removed comment appeals, and another moderator restores it', async () => {
  const { client, mail } = await person();
  const comment = await removed(client);
  const verdict = await client.get(`/comment/${comment}/verdict`);
  assert.match(plain(verdict), /Ask for another look/);
  const sent = await client.submit(await client.get(`/comment/${comment}/appeal`), `/comment/${comment}/appeal`, { text: 'It was about the ferry, not about a person.' });
  assert.equal(sent.status, 200, sent.text);
  const number = numberOf(sent);
  await site.mails(mail, { kind: 'appeal_received' });
  assert.match(plain(await client.get(`/comment/${comment}/verdict`)), /Your appeal is with the moderators/);
  assert.equal((await act(staff.mary, number, 'restore')).status, 403);
  const seen = await roomItem(staff.max, number);
  assert.match(plain(seen), /A remark about the ferry/);
  assert.equal((await act(staff.max, number, 'restore')).status, 200);
  assert.match((await site.client().get(article)).text, new RegExp(`id="c${comment}"`));
  const [granted] = await site.mails(mail, { kind: 'appeal_granted' });
  assert.match(granted.text, /You have explained it/);
  assert.match(plain(await client.get(`/comment/${comment}/verdict`)), /Your appeal was granted/);
});

test('a refused appeal keeps the comment removed and is not made again', async () => {
  const { client } = await person();
  const comment = await removed(client);
  const sent = await client.submit(await client.get(`/comment/${comment}/appeal`), `/comment/${comment}/appeal`, { text: 'It was about the ferry, not about a person.' });
  await act(staff.max, numberOf(sent), 'refuse');
  const page = await client.get(`/comment/${comment}/appeal`);
  assert.match(plain(page), /Your appeal was refused/);
  assert.equal(formsOf(page.text).filter((f) => f.action === `/comment/${comment}/appeal`).length, 0);
  const other = await person();
  assert.equal((await other.client.get(`/comment/${comment}/appeal`)).status, 404);
});

/* --- by mail --- */

const letterMail = ({ from, id, subject = 'Restoring access', text = explanation, extra = '' }) =>
  `From: ${from}\r\nTo: letters@paper.example\r\nSubject: ${subject}\r\nMessage-ID: <${people++}.${Date.now()}@example.org>\r\n${extra}\r\nUser ID: ${id}\r\n\r\n${text}\r\n`;

test('a letter by mail becomes a case, and a further mail a message in it', async () => {
  const { client, id, mail } = await blocked();
  const bytes = letterMail({ from: mail, id });
  site.cli(['mail', 'in'], { input: bytes });
  site.cli(['mail', 'in'], { input: bytes });
  await site.mails(mail, { kind: 'letter_received' });
  const list = await client.get('/account/redress');
  const number = list.text.match(/\/account\/redress\/(\d+)/)[1];
  site.cli(['mail', 'in'], { input: letterMail({ from: mail.toUpperCase(), id, subject: 'Re: Your letter', text: 'One thing more.' }) });
  const page = await client.get(`/account/redress/${number}`);
  assert.match(plain(page), /One thing more/);
  assert.equal([...page.text.matchAll(/class="said"/g)].length, 2, 'delivered twice, kept once');
  assert.equal((await site.mails(mail, { kind: 'letter_received' })).length, 1);
});

test('a mail that lacks something is kindly refused with what, and its text waits on the page', async () => {
  const { client, mail } = await blocked();
  site.cli(['mail', 'in'], { input: letterMail({ from: mail, id: 'unknown', subject: 'Hello', text: `Why?\r\n\r\n> ${explanation}` }) });
  const [refused] = await site.mails(mail, { kind: 'letter_incomplete' });
  assert.match(refused.text, /subject should say/);
  assert.match(refused.text, /user ID/);
  assert.match(refused.text, /at least 40 characters/);
  assert.equal(refused.header('auto-submitted') !== null, true, 'says that a program wrote it');
  const page = await client.get('/account/letter');
  assert.match(plain(page), /A mail of yours lacked something/);
  assert.match(formsOf(page.text).find((f) => f.action === '/account/letter').fields.text, /Why\?/);
});

test('programs, strangers and forged senders get no answer and open nothing', async () => {
  const { client, id, mail } = await blocked();
  site.cli(['mail', 'in'], { input: letterMail({ from: mail, id, extra: 'Auto-Submitted: auto-replied\r\n' }) });
  site.cli(['mail', 'in', '--sender', ''], { input: letterMail({ from: mail, id }) });
  site.cli(['mail', 'in'], { input: letterMail({ from: 'somebody@elsewhere.example', id }) });
  const [told] = await site.mails(mail, { kind: 'letter_elsewhere' });
  assert.match(told.text, /could not tell that it was you/);
  assert.equal((await site.mails('somebody@elsewhere.example', { count: 0 })).length, 0);
  assert.doesNotMatch((await client.get('/account/redress')).text, /\/account\/redress\/\d+/);
});

test('with redress.authserv only what the mail server vouches for is taken', async () => {
  const { client, id, mail } = await blocked();
  const asked = ['mail', 'in', '--set', 'redress.authserv=mx.paper.example'];
  site.cli(asked, { input: letterMail({ from: mail, id }) });
  site.cli(asked, { input: letterMail({ from: mail, id, extra: 'Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org\r\n' }) });
  assert.doesNotMatch((await client.get('/account/redress')).text, /\/account\/redress\/\d+/);
  site.cli(asked, { input: letterMail({ from: mail, id, extra: 'Authentication-Results: mx.paper.example; dmarc=pass header.from=example.org\r\n' }) });
  assert.match((await client.get('/account/redress')).text, /\/account\/redress\/\d+/);
});

test('exit statuses tell the mail server what to do', () => {
  site.cli(['mail', 'in'], { input: 'From: a@b.example, c@d.example\r\n\r\nx\r\n', status: 65 });
  site.cli(['mail', 'in'], { input: '', status: 65 });
  const unset = spawnSync(program, ['mail', 'in', '--database', site.database], { input: 'From: a@b.example\r\n\r\nx\r\n', encoding: 'utf8', cwd: site.folder });
  assert.equal(unset.status, 75, unset.stderr);
  assert.match(unset.stderr, /set redress\.address/);
  site.cli(['mail', 'in', '--no-such-option'], { input: '', status: 75 });
});

async function converse(socket, lines) {
  const connection = net.connect(socket);
  let heard = '';
  connection.on('data', (d) => { heard += d; });
  connection.write(lines);
  await new Promise((done, fail) => { connection.on('close', done); connection.on('error', fail); });
  return heard.split('\r\n').filter((line) => /^\d{3} /.test(line)).map((line) => line.slice(0, 3));
}

test('LMTP takes letters on a socket, and ends when told', async (t) => {
  const { client, id, mail } = await blocked();
  const socket = join(site.folder, 'lmtp');
  const server = spawn(program, site.arguments(['mail', 'in', '--lmtp', socket]), { cwd: site.folder, stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => server.kill('SIGKILL'));
  let log = '';
  server.stderr.on('data', (d) => { log += d; });
  const exited = new Promise((done) => server.on('exit', (code) => done(code)));
  await until(() => existsSync(socket), () => `no socket: ${log}`);
  const codes = await converse(socket, `LHLO mx\r\nMAIL FROM:<${mail}>\r\nRCPT TO:<nobody@paper.example>\r\nRCPT TO:<Letters+x@paper.example>\r\nDATA\r\n${letterMail({ from: mail, id })}.\r\nMAIL FROM:<>\r\nRCPT TO:<letters@paper.example>\r\nDATA\r\n${letterMail({ from: mail, id, text: 'From an empty sender.' })}.\r\nMAIL FROM:<x@y.example>\r\nRCPT TO:<letters@paper.example>\r\nDATA\r\nno mail\r\n.\r\nQUIT\r\n`);
  assert.deepEqual(codes, ['220', '250', '250', '550', '250', '354', '250', '250', '250', '354', '250', '250', '250', '354', '554', '221']);
  await site.mails(mail, { kind: 'letter_received' });
  assert.match((await client.get('/account/redress')).text, /\/account\/redress\/\d+/);
  const number = (await client.get('/account/redress')).text.match(/\/account\/redress\/(\d+)/)[1];
  assert.doesNotMatch((await client.get(`/account/redress/${number}`)).text, /From an empty sender/);
  assert.match(log, /empty envelope sender/);
  assert.doesNotMatch(log, new RegExp(mail), 'no address in the log');
  server.kill('SIGTERM');
  assert.equal(await exited, 0, log);
});
