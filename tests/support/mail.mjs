// What the site sent by mail, as a person's mail program would show it; and a mail server to send through.
//
//   const [mail] = await site.mails('anna@example.org');                 waits until one is there
//   const two = await site.mails('anna@example.org', { count: 2 });      … or two
//   await site.mails('anna@example.org', { kind: 'confirm' });           only those of one row of mail.def
//   await site.mails('anna@example.org', { count: 0 });                  waits until nothing is waiting to go
//
// Each has from, to, subject, text, html, date, kind, link (the address its button leads to, or ''), header(name),
// raw (the bytes as text) and file. Oldest first.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { pause, until } from './wait.mjs';

export async function readMail(bytes) {
  const mail = await simpleParser(bytes, { skipTextToHtml: true, skipTextLinks: true });
  const raw = bytes.toString('latin1');
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  return {
    raw,
    head,
    from: mail.from?.value[0] ?? null,
    to: mail.to?.value.map((one) => one.address) ?? [],
    subject: mail.subject ?? '',
    date: mail.date,
    text: mail.text ?? '',
    html: mail.html || '',
    id: mail.messageId,
    kind: mail.headers.get('x-comity-mail') ?? '',
    link: (mail.html || '').match(/<a class="button" href="([^"]*)"/)?.[1].replaceAll('&amp;', '&') ?? '',
    // As written, unfolded; mailparser takes some headers apart.
    header: (name) => head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
      .find((line) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`))?.slice(name.length + 1).trim() ?? null,
  };
}

// A mail appears whole and does not change: each is read once.
const readBefore = new Map();

async function readFile(path) {
  if (!readBefore.has(path)) readBefore.set(path, await readMail(readFileSync(path)));
  return readBefore.get(path);
}

async function readFolder(folder) {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.eml')).sort();
  return Promise.all(files.map(async (file) => ({ ...(await readFile(join(folder, file))), file })));
}

// `site` as tests/support/site.mjs made it, with mail.url=file:mail.
export async function mailsOf(site, to, { count = 1, kind } = {}) {
  let found = [];
  return until(async () => {
    // Asked before the folder is read: what left the queue in between is in the folder.
    if (count === 0 && site.cli(['mail', 'list', '--waiting']).trim() !== '') return pause(75);
    found = (await readFolder(join(site.folder, 'mail')))
      .filter((mail) => (!to || mail.to.includes(to)) && (!kind || mail.kind === kind));
    return found.length >= count && found;
  }, () => `${found.length} of ${count} mails${kind ? ` (${kind})` : ''} for ${to ?? 'anybody'}; the site said: ${site.log}`);
}

// A certificate that nobody but who is given ca.pem trusts, for the name localhost.
export function makeCertificate() {
  const folder = mkdtempSync(join(tmpdir(), 'comity-tls-'));
  const [key, ca] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', ca], { stdio: 'ignore' });
  return { folder, ca, key: readFileSync(key), cert: readFileSync(ca) };
}

// A real SMTP server on a free port. `options` are smtp-server's; `answer({ stage, session, address, bytes })` may return an
// Error with responseCode for the stages 'from', 'to' and 'data', or a promise of one. `received` holds what it took:
// { from, to, secure, user, mail }.
export async function startMailServer({ answer = () => null, port = 0, ...options } = {}) {
  const received = [];
  const sessions = [];
  const ask = async (what, done, ok = () => done()) => {
    const error = await answer(what);
    if (error) done(error);
    else ok();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    ...options,
    onConnect: (session, done) => { sessions.push(session); done(); },
    onMailFrom: (address, session, done) => ask({ stage: 'from', session, address: address.address }, done),
    onRcptTo: (address, session, done) => ask({ stage: 'to', session, address: address.address }, done),
    onData: (stream, session, done) => {
      const parts = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => {
        const bytes = Buffer.concat(parts);
        ask({ stage: 'data', session, bytes }, done, async () => {
          received.push({
            from: session.envelope.mailFrom.address,
            to: session.envelope.rcptTo.map((one) => one.address),
            secure: session.secure,
            user: session.user,
            hello: session.hostNameAppearsAs,
            mail: await readMail(bytes),
          });
          done();
        });
      });
    },
  });
  // Clients that turn away from a certificate are part of the tests.
  server.on('error', () => {});
  await new Promise((done) => server.listen(port, '127.0.0.1', done));
  server.server.unref(); // a test that fails may leave it open
  return {
    server,
    received,
    sessions,
    port: server.server.address().port,
    async waitFor(count) {
      return until(() => received.length >= count && received, () => `${received.length} of ${count} mails arrived`);
    },
    close: () => new Promise((done) => server.close(done)),
  };
}

export function refusal(code, text) {
  return Object.assign(new Error(text), { responseCode: code });
}
