// Mail on its way: through a real SMTP server with and without TLS and sign-in, into a folder, and through whatever can
// go wrong between.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Site, freePort, program } from '../support/site.mjs';
import { makeCertificate, readMail, refusal, startMailServer } from '../support/mail.mjs';
import { WAIT_MS, pause, until } from '../support/wait.mjs';

const to = 'anna@example.org';
const tls = makeCertificate();
after(() => rmSync(tls.folder, { recursive: true, force: true }));

const through = (server, more = {}) => ({
  'mail.url': `smtp://127.0.0.1:${server.port}`,
  'mail.from': 'comments@courier.example',
  'mail.tls': 'off',
  'mail.pause': 1,
  ...more,
});

async function withSite(settings, body) {
  const site = await Site.start({ edition: null, settings });
  try {
    await body(site);
  } finally {
    await site.close();
  }
}

async function withServer(options, settings, body) {
  const server = await startMailServer(options);
  try {
    await withSite(through(server, settings), (site) => body(site, server));
  } finally {
    await server.close();
  }
}

const queue = (site, address = to) => site.cli(['mail', 'test', address, '--queue']);
const listed = (site, ...how) => site.cli(['mail', 'list', ...how]).trim().split('\n').filter(Boolean);

// Not waited for in one go: the mail server lives in this process.
function command(site, args) {
  return new Promise((done) => {
    const run = spawn(program, site.arguments(args), { cwd: site.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [run.stdout, run.stderr]) stream.on('data', (part) => { said += part; });
    run.on('close', (status) => done({ status, said }));
  });
}

async function sending(site, address = to) {
  const { status, said } = await command(site, ['mail', 'test', address]);
  assert.equal(status, 0, said);
  return said;
}

// What `comity mail test` says when it fails.
async function failing(site, address = to) {
  const { status, said } = await command(site, ['mail', 'test', address]);
  assert.equal(status, 1, said);
  return said;
}

test('a queued mail arrives once, from the configured sender, for one recipient, as text and HTML', async () => {
  await withServer({}, { 'http.base_url': 'https://courier.example' }, async (site, server) => {
    queue(site);
    const [{ from, to: recipients, mail, hello }] = await server.waitFor(1);
    assert.equal(from, 'comments@courier.example');
    assert.deepEqual(recipients, [to]);
    assert.equal(hello, 'courier.example');
    assert.deepEqual(mail.to, [to]);
    assert.equal(mail.from.address, 'comments@courier.example');
    assert.equal(mail.kind, 'test');
    assert.match(mail.raw, /Content-Type: multipart\/alternative/);
    assert.equal(mail.header('Auto-Submitted'), 'auto-generated');
    assert.match(mail.id, /^<\d+\.comity@courier\.example>$/);
    assert.ok(Math.abs(mail.date - Date.now()) < 60000);
    assert.match(mail.text, /can send mail/);
    assert.match(mail.html, /<html lang="en" dir="ltr">/);
    assert.equal(mail.link, 'https://courier.example/');
    assert.equal(mail.header('List-Unsubscribe'), null);
    await until(() => listed(site).length === 0, 'the queue is not empty');
    assert.equal(listed(site, '--sent').length, 1);
    assert.doesNotMatch(listed(site, '--sent')[0], /anna/, 'an address is kept no longer than it is needed');
    await pause(500);
    assert.equal(server.received.length, 1);
  });
});

test('with TLS required, nothing of a mail is said before STARTTLS, and the certificate is checked', async () => {
  await withServer({ disabledCommands: [], key: tls.key, cert: tls.cert }, { 'mail.tls': 'required' }, async (site, server) => {
    site.settings['mail.url'] = `smtp://localhost:${server.port}`;
    assert.match(await failing(site), /certificate is not trusted.*mail\.ca_file/);
    assert.equal(server.received.length, 0);
    site.settings['mail.ca_file'] = tls.ca;
    assert.match(await sending(site), /took the mail to anna@example.org over/);
    assert.equal(server.received[0].secure, true);
  });
});

test('a server that offers no STARTTLS gets no mail while TLS is required', async () => {
  await withServer({}, { 'mail.tls': 'required' }, async (site, server) => {
    assert.match(await failing(site), /offers no STARTTLS/);
    site.settings['mail.tls'] = 'opportunistic';
    await sending(site);
    assert.equal(server.received.length, 1);
    assert.equal(server.received[0].secure, false);
  });
});

test('smtps speaks TLS from the first byte', async () => {
  await withServer({ secure: true, key: tls.key, cert: tls.cert }, { 'mail.ca_file': tls.ca }, async (site, server) => {
    site.settings['mail.url'] = `smtps://localhost:${server.port}/`;
    await sending(site);
    assert.equal(server.received[0].secure, true);
  });
});

test('signs in with the password of a file; neither log, list nor message ever shows it', async () => {
  const secret = 'violet kettle under seven moons';
  const folder = mkdtempSync(join(tmpdir(), 'comity-password-'));
  const file = join(folder, 'password');
  writeFileSync(file, `${secret}\r\nsecond line\n`);
  const onAuth = (auth, session, done) =>
    auth.username === 'courier' && auth.password === secret ? done(null, { user: auth.username }) : done(new Error('no'));
  await withServer({ authOptional: false, disabledCommands: [], key: tls.key, cert: tls.cert, onAuth },
    { 'mail.tls': 'required', 'mail.ca_file': tls.ca, 'log.level': 'debug' }, async (site, server) => {
      site.settings['mail.url'] = `smtp://localhost:${server.port}`;
      assert.match(await failing(site), /530|[Aa]uthentication|auth/);
      Object.assign(site.settings, { 'mail.user': 'courier', 'mail.password_file': file });
      await sending(site);
      assert.equal(server.received[0].user, 'courier');
      writeFileSync(file, 'a wrong one\n');
      const said = await failing(site);
      assert.match(said, /mail\.user|535/);
      await site.stop();
      await site.serve();
      queue(site);
      await until(() => /mail_not_sent/.test(site.log), 'nothing was logged');
      const everything = said + site.log + site.cli(['mail', 'list']) + site.cli(['settings']);
      for (const word of [secret, 'a wrong one', Buffer.from('a wrong one').toString('base64'), Buffer.from(secret).toString('base64')])
        assert.ok(!everything.includes(word));
      assert.ok(!site.log.includes('anna'), 'addresses do not stand in the log');
    });
  rmSync(folder, { recursive: true });
});

test('a password never travels without TLS but to this machine', async () => {
  await withSite({}, async (site) => {
    const file = join(site.folder, 'password');
    writeFileSync(file, 'x\n');
    Object.assign(site.settings, { 'mail.url': 'smtp://mail.courier.example', 'mail.from': 'comments@courier.example',
      'mail.tls': 'opportunistic', 'mail.user': 'courier', 'mail.password_file': file });
    assert.match(await failing(site), /mail\.tls is not "required"/);
    site.settings['mail.password_file'] = '';
    site.settings['mail.tls'] = 'required';
    assert.match(await failing(site), /belong together/);
  });
});

test('what is refused for good is given up at once, with the reason; comity mail retry tries it again', async () => {
  let refuses = true;
  const answer = ({ stage }) => (refuses && stage === 'to' ? refusal(550, '5.1.1 no such mailbox') : null);
  await withServer({ answer }, {}, async (site, server) => {
    queue(site);
    await until(() => listed(site, '--given-up').length === 1, 'it was not given up');
    assert.match(listed(site, '--given-up')[0], /to the recipient: 550 5\.1\.1 no such mailbox/);
    assert.match(listed(site, '--given-up')[0], /attempts 1/);
    await until(() => /mail_given_up/.test(site.log), 'nothing was logged');
    assert.ok(!site.log.includes('anna'));
    refuses = false;
    site.cli(['mail', 'retry', listed(site)[0].split('\t')[0]]);
    await server.waitFor(1);
    await until(() => listed(site).length === 0, 'the queue is not empty');
  });
});

test('what is refused for now is tried again, later each time, and arrives', async () => {
  const attempts = [];
  const answer = ({ stage }) => {
    if (stage !== 'data') return null;
    attempts.push(Date.now());
    return attempts.length < 3 ? refusal(451, '4.7.1 greylisted') : null;
  };
  await withServer({ answer }, {}, async (site, server) => {
    queue(site);
    await server.waitFor(1);
    assert.equal(attempts.length, 3);
    assert.ok(attempts[1] - attempts[0] >= 800, `first pause ${attempts[1] - attempts[0]} ms`);
    assert.ok(attempts[2] - attempts[1] >= 1600, `second pause ${attempts[2] - attempts[1]} ms`);
    assert.ok(!/mail_given_up/.test(site.log));
  });
});

test('one mail that does not go holds no other up', async () => {
  const answer = ({ stage, address }) => (stage === 'to' && address === 'full@example.org' ? refusal(452, '4.2.2 mailbox full') : null);
  await withServer({ answer }, { 'mail.pause': 3600 }, async (site, server) => {
    queue(site, 'full@example.org');
    for (const name of ['one', 'two', 'three']) queue(site, `${name}@example.org`);
    await server.waitFor(3);
    const waiting = listed(site, '--waiting');
    assert.equal(waiting.length, 1);
    assert.match(waiting[0], /full@example\.org.*attempts 1.*mailbox full/);
  });
});

test('while the server is away mails wait, and none of them has used up an attempt', async () => {
  const port = await freePort();
  await withSite(through({ port }), async (site) => {
    queue(site);
    queue(site, 'bert@example.org');
    await until(() => /mail_not_sent/.test(site.log), 'nothing was logged');
    assert.equal(listed(site, '--waiting').length, 2);
    for (const line of listed(site, '--waiting')) assert.match(line, /attempts [01]\b/);
    const second = await startMailServer({ port });
    try {
      const received = await second.waitFor(2);
      assert.deepEqual(received.map((one) => one.to[0]).sort(), [to, 'bert@example.org']);
      await until(() => listed(site).length === 0, 'the queue is not empty');
    } finally {
      await second.close();
    }
  });
});

test('a mail that comes by a connection the server has ended meanwhile goes by another at once', async () => {
  await withServer({}, { 'mail.pause': 3600 }, async (site, server) => {
    let idle;
    server.server.server.on('connection', (socket) => { idle = socket; });
    for (let mails = 1; mails <= 3; mails++) {
      queue(site);
      await server.waitFor(mails);
      await until(() => listed(site).length === 0, () => `the queue is not empty: ${site.log}`);
      idle.end(mails === 1 ? '421 4.4.2 You said nothing for long\r\n' : '');
    }
    assert.equal(server.sessions.length, 3);
    assert.doesNotMatch(site.log, /mail_not_sent/);
  });
});

test('a sender the server does not take, or a refusal to relay, gives no mail up', async () => {
  let stage = 'from';
  const answer = (what) => (what.stage === stage ? refusal(554, '5.7.1 Relay access denied') : null);
  await withServer({ answer }, {}, async (site, server) => {
    assert.match(await failing(site), /to the sender: 554/);
    stage = 'to';
    assert.match(await failing(site), /to the recipient: 554/);
    queue(site);
    await until(() => /mail_delayed/.test(site.log), 'nothing was logged');
    assert.equal(listed(site, '--given-up').length, 0);
    stage = 'none';
    await server.waitFor(1);
  });
});

test('a server that says nothing does not hold an attempt longer than mail.timeout', async () => {
  const silent = createServer(() => {});
  await new Promise((done) => silent.listen(0, '127.0.0.1', done));
  await withSite(through({ port: silent.address().port }, { 'mail.timeout': 1 }), async (site) => {
    const begun = Date.now();
    await failing(site);
    assert.ok(Date.now() - begun < WAIT_MS);
    queue(site);
    await until(() => /mail_not_sent/.test(site.log), 'nothing was logged');
  });
  silent.close();
});

test('a process that is killed while it sends leaves the mail to the next; no lease is sent twice', async () => {
  let hold = true;
  const held = [];
  const answer = ({ stage }) => (stage === 'data' && hold ? new Promise((done) => held.push(done)) : null);
  await withServer({ answer }, { 'mail.timeout': 2 }, async (site, server) => {
    const queued = Date.now();
    queue(site);
    await until(() => held.length === 1, 'the mail was not sent');
    await site.stop('SIGKILL');
    hold = false;
    await site.serve();
    await server.waitFor(1);
    // mail.timeout and five seconds from when it was first taken up, which was later than it was queued.
    assert.ok(Date.now() - queued >= 7000, 'it was sent again before the lease of the killed process had run out');
    await until(() => listed(site).length === 0, 'the queue is not empty');
    assert.match(listed(site, '--sent')[0], /attempts 2/);
    for (const done of held) done(null);
  });
});

test('two processes on one queue send each mail once', async () => {
  await withServer({}, {}, async (site, server) => {
    const other = await Site.start({ edition: null, database: site.database, folder: site.folder,
      settings: { ...site.settings, 'database.node': 1 } });
    const many = 40;
    // Eight at a time: PostgreSQL has so many places, and a command without one queues nothing.
    for (let i = 0; i < many; i += 8)
      await Promise.all(Array.from({ length: 8 }, async (_, n) => {
        const { status, said } = await command(site, ['mail', 'test', `reader${i + n}@example.org`, '--queue']);
        assert.equal(status, 0, said);
      }));
    await server.waitFor(many);
    await until(() => listed(site).length === 0, 'the queue is not empty');
    await pause(500);
    const recipients = server.received.map((one) => one.to[0]);
    assert.equal(recipients.length, many);
    assert.equal(new Set(recipients).size, many);
    await other.stop();
  });
});

test('a stop does not wait for a server that does not answer, and loses no mail', async () => {
  const held = [];
  let hold = true;
  const answer = ({ stage }) => (stage === 'data' && hold ? new Promise((done) => held.push(done)) : null);
  await withServer({ answer }, { 'http.stop_grace': 1, 'mail.timeout': 2 }, async (site, server) => {
    queue(site);
    await until(() => held.length === 1, 'the mail was not sent');
    const begun = Date.now();
    assert.equal((await site.stop()).code, 0);
    assert.ok(Date.now() - begun < WAIT_MS);
    hold = false;
    for (const done of held) done(refusal(451, 'too late'));
    await site.serve();
    await server.waitFor(1);
  });
});

test('addresses that are more than an address are refused before anything is sent', async () => {
  await withServer({}, {}, async (site, server) => {
    for (const address of ['anna@example.org>\r\nRCPT TO:<eve@example.org', 'anna@example.org\nBcc: eve@example.org',
      'anna@example.org,eve@example.org', 'anna', '@example.org', 'a@b@c', '"anna"@example.org', 'anna@example.org\u2028x'])
      assert.match(await failing(site, address), /is no address/, address);
    assert.equal(server.received.length, 0);
  });
});

test('settings that cannot be used end the start with a sentence that names them', async () => {
  const cases = [
    [{ 'mail.url': 'smtp://user:pass@mail.example', 'mail.from': 'a@b.example' }, /mail\.user and mail\.password_file/],
    [{ 'mail.url': 'smtp://mail.example:99999', 'mail.from': 'a@b.example' }, /no port/],
    [{ 'mail.url': 'http://mail.example', 'mail.from': 'a@b.example' }, /mail\.url must be/],
    [{ 'mail.url': 'smtp://mail.example', 'mail.from': '' }, /mail\.from/],
    [{ 'mail.url': 'smtp://mail.example', 'mail.from': 'a@b.example\nX: y' }, /mail\.from/],
    [{ 'mail.url': 'smtp://mail.example', 'mail.from': 'a@b.example', 'mail.tls': 'maybe' }, /mail\.tls must be/],
    [{ 'mail.url': 'smtp://mail.example', 'mail.from': 'a@b.example', 'mail.hello': 'a b' }, /mail\.hello/],
    [{ 'mail.url': 'smtp://mail.example', 'mail.from': 'a@b.example', 'mail.user': 'x', 'mail.password_file': '/nowhere' }, /nowhere/],
  ];
  for (const [settings, sentence] of cases)
    await assert.rejects(Site.start({ edition: null, settings }), (error) => sentence.test(error.message), JSON.stringify(settings));
});

test('into a folder: one file a mail, for its owner alone', async () => {
  await withSite({}, async (site) => {
    queue(site);
    const [mail] = await site.mails(to);
    const file = join(site.folder, 'mail', mail.file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal((await readMail(readFileSync(file))).subject, mail.subject);
    assert.equal((await site.mails(to, { count: 0 })).length, 1);
    const metrics = (await site.client().get('/metrics')).text;
    assert.match(metrics, /comity_mail_sent_total 1\b/);
  });
});

test('a site without mail says so where mail is asked for', async () => {
  await withSite({ 'mail.url': '' }, async (site) => {
    assert.match(await failing(site), /set mail\.url/);
  });
});

// --- what comes back ---

const reported = (fields, type = 'delivery-status', returned = '') => [
  'From: MAILER-DAEMON@mx.example', 'MIME-Version: 1.0', `Content-Type: multipart/report; report-type=${type}; boundary=b`, '',
  '--b', 'Content-Type: text/plain', '', 'Final-Recipient: rfc822; somebody@else.example', '',
  '--b', `Content-Type: message/${type}`, '', ...fields, '',
  '--b', 'Content-Type: text/rfc822-headers', '', ...returned ? [returned] : [], 'Subject: x', '', '--b--', ''].join('\r\n');
const failed = reported(['Reporting-MTA: dns; mx.example', '', 'Action: failed', 'Status: 5.1.1',
  'Diagnostic-Code: smtp; 550 5.1.1 <anna@example.org>: no such user']);
const handIn = (site, recipient, input) => site.cli(['mail', 'in', '--sender', '', '--recipient', recipient], { input });
const undeliverable = (site) => listed(site, '--undeliverable').join('\n');

test('a report to the signed sender of a mail marks its address, and is shown to the reader, to staff and to operators', async () => {
  await withServer({}, { 'mail.bounce_address': 'bounces@courier.example' }, async (site, server) => {
    const anna = site.client();
    const moderator = site.client();
    const user = site.addUser('anna');
    await anna.signIn(user);
    await moderator.signIn(site.addUser('mona', 'moderator'));
    site.cli(['user', 'reset-factors', 'anna']);
    const [{ from, mail }] = await server.waitFor(1);
    assert.match(from, /^bounces\+[0-9a-f]{32}@courier\.example$/);
    assert.equal(mail.from.address, 'comments@courier.example', 'readers see the site\'s address');
    assert.equal(mail.header('Reply-To'), null);
    // Neither what a report says nor an address that was not signed is believed.
    handIn(site, 'bounces@courier.example', failed);
    handIn(site, from.replace(/\+./, (two) => (two === '+0' ? '+1' : '+0')), failed);
    handIn(site, from, reported(['Action: delayed', 'Status: 4.4.1']));
    handIn(site, from, 'From: anna@example.org\r\nAuto-Submitted: auto-replied\r\nSubject: Away\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n');
    assert.equal(undeliverable(site), '');
    handIn(site, from.toUpperCase(), failed);
    assert.match(undeliverable(site), /does not accept mail since .*status 5\.1\.1\t550 5\.1\.1 \.\.\. no such user/);
    await anna.signIn(user);
    assert.match((await anna.get('/account')).text, /Your address does not accept mail/);
    const number = undeliverable(site).match(/account (\d+)/)[1];
    assert.match((await moderator.get(`/moderation/reader/${number}`)).text, /Their address has not accepted mail since/);
    site.cli(['user', 'reset-factors', 'anna']);
    await until(() => /does not accept mail/.test(listed(site, '--dropped').join()), 'a second mail was not dropped');
    assert.equal(server.received.length, 1);
    // Its reader says it is well again: the link in the mail proves it.
    await anna.signIn(user);
    const page = await anna.get('/account/email');
    assert.match(page.text, /no such user/);
    await anna.submit(page, '/account/email', { email: 'anna@example.org' });
    const [, { mail: link }] = await server.waitFor(2);
    const opened = await anna.get(link.link.replace(/^https?:\/\/[^/]+/, ''));
    await anna.submit(opened, '/account/email/open', {});
    assert.doesNotMatch((await anna.get('/account')).text, /does not accept mail/);
    await until(async () => /comity_mail_undeliverable 0\b/.test((await anna.get('/metrics')).text), 'the gauge does not fall');
    assert.equal(listed(site, '--sent').length, 2, 'nobody is told of a change that was none');
  });
});

test('a recipient refused while we speak marks the address, and a complaint to whom the mail named ends the news', async () => {
  const answer = ({ stage, address }) => (stage === 'to' && /^gone/.test(address) ? refusal(550, '5.1.1 no such user') : null);
  await withServer({ answer }, { 'mail.bounce_address': 'bounces@courier.example' }, async (site, server) => {
    site.addUser('gone');
    site.cli(['user', 'reset-factors', 'gone']);
    await until(() => /does not accept mail/.test(undeliverable(site)), 'the refusal did not mark the address');
    assert.match((await site.client().get('/metrics')).text, /comity_mail_refused_total 1\b/);
    site.addUser('bert');
    site.cli(['user', 'reset-factors', 'bert']);
    const [{ from }] = await server.waitFor(1);
    handIn(site, 'bounces@courier.example', reported(['Feedback-Type: abuse', 'Version: 1'], 'feedback-report', `Return-Path: <${from}>`));
    assert.match(undeliverable(site), /accepts mail\tcomplained/);
  });
});
