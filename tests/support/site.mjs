// A running site for tests: its own folder, its own database, a free port, and a client that behaves like a
// browser without JavaScript (cookies, redirects, forms as they stand in the page).
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomBytes, randomInt } from 'node:crypto';

// Debian 12's Node.js joins cookies with commas and has no way to read them apart. A comma inside a date is
// followed by a blank and a day, never by a name and `=`.
Headers.prototype.getSetCookie ??= function getSetCookie() {
  return this.get('set-cookie')?.split(/,\s*(?=[^\s;,=]+=)/) ?? [];
};

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.COMITY ?? join(root, 'build/debug/src/cli/comity');
// As it is installed: `program` may be one that hashes passwords quickly.
export const shipped = process.env.COMITY_SHIPPED ?? program;

// A fresh database of the engine under test: COMITY_TEST_POSTGRES_URL names a server that may be written to.
function freshDatabase(folder) {
  const server = process.env.COMITY_TEST_POSTGRES_URL;
  if (process.env.COMITY_TEST_ENGINE !== 'postgres') return `sqlite:${join(folder, 'comity.db')}`;
  const name = `site_${randomBytes(6).toString('hex')}`;
  const made = spawnSync('psql', [server, '-qc', `CREATE DATABASE ${name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'`],
    { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`cannot create a database: ${made.stderr}`);
  // A libpq address may have an empty host, which no URL parser takes: only the database's name is replaced.
  return server.replace(/^(postgresql:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}

// The system gives ports of this range to whoever asks for any, and to every connection that goes out.
function givenAway() {
  const range = '/proc/sys/net/ipv4/ip_local_port_range';
  return existsSync(range) ? readFileSync(range, 'utf8').trim().split(/\s+/).map(Number) : [32768, 65535];
}

// The port listened on, or 0 when it is taken.
function tryPort(port) {
  return new Promise((done) => {
    const server = createServer();
    server.on('error', () => done(0));
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address();
      server.close(() => done(taken));
    });
  });
}

// For what has to be known by its address before it listens there. Nobody else is given this port by chance until then; below
// 11000 there are some that browsers do not go to.
export async function freePort() {
  const [first] = givenAway();
  for (;;) {
    const port = await tryPort(first > 12000 ? randomInt(11000, first) : 0);
    if (port) return port;
  }
}

export class Site {
  static async start({ settings = {}, edition = 'samples/edition', database, folder, command = ['serve'], program: which = program } = {}) {
    const site = new Site();
    site.program = which;
    site.folder = folder ?? mkdtempSync(join(tmpdir(), 'comity-site-'));
    site.database = database ?? freshDatabase(site.folder);
    site.command = command;
    site.settings = { 'http.port': 0, 'log.level': 'warn', 'captcha.work': 1000, 'accounts.confirm_email': false, 'mail.url': 'file:mail', ...settings };
    try {
      if (edition && !database) site.cli(['import', 'folder', join(root, edition)]);
      await site.serve();
    } catch (error) { // tests of what does not start leave nothing behind
      if (!folder) rmSync(site.folder, { recursive: true, force: true });
      throw error;
    }
    return site;
  }

  arguments(extra) {
    const sets = Object.entries(this.settings).flatMap(([k, v]) => ['--set', `${k}=${v}`]);
    return [...extra, '--database', this.database, ...sets];
  }

  cli(args, { input = '', status = 0 } = {}) {
    const run = spawnSync(this.program, this.arguments(args), { input, encoding: 'utf8', cwd: this.folder });
    if (run.status !== status) throw new Error(`comity ${args.join(' ')} ended with ${run.status}: ${run.stderr}${run.stdout}`);
    return run.stdout;
  }

  async serve() {
    this.log = '';
    const child = this.process = spawn(this.program, this.arguments(this.command), { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const kill = () => child.kill('SIGKILL');
    process.on('exit', kill);
    // Not before all of what it said is here.
    this.ended = new Promise((done) => child.on('close', (code, signal) => { process.off('exit', kill); done({ code, signal }); }));
    this.process.stderr.on('data', (d) => { this.log += d; });
    this.base = await new Promise((done, fail) => {
      let out = '';
      this.process.stdout.on('data', (d) => {
        out += d;
        const m = out.match(/http:\/\/\S+/);
        if (m) done(m[0].replace(/\/$/, ''));
      });
      this.process.on('close', (code) => fail(new Error(`comity serve ended with ${code}: ${this.log}`)));
    });
    // A test that fails may leave it running: that must neither keep this process alive, for a hang is a failure nobody can
    // read, nor outlive it.
    for (const handle of this.handles) handle.unref();
  }

  get handles() {
    return [this.process, this.process.stdout, this.process.stderr];
  }

  // Its status or the signal that ended it, once it has ended.
  get exited() {
    for (const handle of this.handles) handle.ref();
    return this.ended;
  }

  async stop(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.exited;
  }

  // A server that does not end well fails its suite: sanitizers speak through the exit status.
  async close() {
    const { code, signal } = await this.stop();
    if (code !== 0) throw new Error(`comity serve ended with ${code ?? signal}: ${this.log}`);
    if (existsSync(this.folder)) rmSync(this.folder, { recursive: true, force: true });
  }

  // Processor time of the server so far. What it takes says how much work a request is, however busy the machine.
  workMs() {
    const [user, system] = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13);
    return (Number(user) + Number(system)) * 10;
  }

  addUser(name, role = 'reader', password = `correct horse ${name} staple`) {
    this.cli(['user', 'add', name, '--email', `${name}@example.org`, '--role', role], { input: `${password}\n` });
    return { name, password };
  }

  // A client of somebody who signed in by name and password.
  async signedIn(user) {
    const client = this.client();
    await client.signIn(user);
    return client;
  }

  // What this site sent, see mail.mjs; the settings above let it lie in a folder.
  async mails(to, options) {
    return (await import('./mail.mjs')).mailsOf(this, to, options);
  }

  client(extra) {
    return new Client(this.base, extra);
  }
}

export function decode(text) {
  const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, d, x, n) =>
    d ? String.fromCodePoint(+d) : x ? String.fromCodePoint(parseInt(x, 16)) : named[n] ?? all);
}

function attributes(tag) {
  const found = {};
  for (const m of tag.matchAll(/([a-z-]+)(?:="([^"]*)")?/gi)) found[m[1].toLowerCase()] ??= decode(m[2] ?? '');
  return found;
}

// The fields a browser would send for a form as it stands.
export function formsOf(html) {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head, inside]) => {
    const fields = {};
    for (const [, tag] of inside.matchAll(/<input\b([^>]*)>/gi)) {
      const a = attributes(tag);
      if (!a.name || ((a.type === 'checkbox' || a.type === 'radio') && !('checked' in a))) continue;
      if (a.type !== 'submit') fields[a.name] = a.value ?? '';
    }
    for (const [, tag, text] of inside.matchAll(/<textarea\b([^>]*)>([\s\S]*?)<\/textarea>/gi))
      fields[attributes(tag).name] = decode(text.replace(/^\n/, ''));
    for (const [, tag, options] of inside.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/gi)) {
      const all = [...options.matchAll(/<option\b([^>]*)>/gi)].map((m) => attributes(m[1]));
      fields[attributes(tag).name] = (all.find((o) => 'selected' in o) ?? all[0])?.value ?? '';
    }
    const a = attributes(head);
    return { ...a, method: (a.method ?? 'get').toLowerCase(), fields, inside };
  });
}

export class Client {
  constructor(base, headers = {}) {
    this.base = base;
    this.headers = headers;
    this.cookies = new Map();
  }

  async request(path, { method = 'GET', form, body, headers = {}, follow = true } = {}) {
    const url = new URL(path, this.base);
    const all = { accept: 'text/html', ...this.headers, ...headers };
    if (this.cookies.size) all.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    if (form) {
      body = new URLSearchParams(form).toString();
      all['content-type'] ??= 'application/x-www-form-urlencoded';
    }
    const answer = await fetch(url, { method, body, headers: all, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    if (follow && [301, 302, 303, 307].includes(answer.status)) {
      await answer.arrayBuffer();
      return this.request(new URL(answer.headers.get('location'), url).href);
    }
    return { status: answer.status, headers: answer.headers, url: url.href, text: await answer.text() };
  }

  get(path, options) {
    return this.request(path, options);
  }

  // Sends the first form of `page` whose action matches, its fields overlaid with `values`.
  async submit(page, action, values = {}, options = {}) {
    const found = formsOf(page.text).find((f) => (typeof action === 'string' ? f.action === action : action.test(f.action ?? '')));
    if (!found) throw new Error(`no form with action ${action} at ${page.url}`);
    const target = new URL(found.action ?? page.url, page.url);
    const form = { ...found.fields, ...values };
    if (found.method === 'post') return this.request(target.href, { method: 'POST', form, ...options });
    target.search = new URLSearchParams(form);
    return this.request(target.href, options);
  }

  async signIn({ name, password }) {
    const page = await this.get('/sign-in');
    return this.submit(page, '/sign-in', { login: name, password });
  }
}
