// Two servers on one database, and requests that reach both at the same moment.
//
//   const nodes = await Nodes.start({ settings });
//   const anna = nodes.visitor();                       a browser with an address of its own, on the first node
//   const [a, b] = await nodes.race([() => anna.get('/'), () => at(anna, 1).get('/')]);
//   nodes.rows('SELECT …')                              what the database holds, a list of columns each
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { Client, Site, formsOf, program } from './site.mjs';
import { pause } from './wait.mjs';


export class Nodes {
  static async start({ settings = {} } = {}) {
    const nodes = new Nodes();
    const both = { 'http.base_url': 'http://paper.example', 'http.trusted_proxies': '127.0.0.1', ...settings };
    nodes.site = await Site.start({ settings: both });
    nodes.other = await Site.start({ database: nodes.site.database, folder: nodes.site.folder, settings: { ...both, 'database.node': 1 } });
    nodes.all = [nodes.site, nodes.other];
    nodes.postgres = !nodes.site.database.startsWith('sqlite:');
    nodes.visitors = 0;
    return nodes;
  }

  async close() {
    const { code, signal } = await this.other.stop();
    assert.equal(code, 0, `the second node ended with ${code ?? signal}: ${this.other.log}`);
    await this.site.close();
  }

  // Everybody comes from an address of their own, so that no limit speaks but where it is tested.
  visitor(node = 0) {
    const number = this.visitors++;
    const client = new Client(this.all[node].base, { 'x-forwarded-for': `198.51.${100 + (number >> 8)}.${number & 255}` });
    client.nodes = this;
    return client;
  }

  // The same browser, as its next request reaches another node.
  at(client, node) {
    const twin = new Client(this.all[node].base, client.headers);
    twin.cookies = new Map(client.cookies);
    twin.nodes = this;
    return twin;
  }

  // Several lives at a time: most of each is waiting for mails.
  async each(list, live, together = 3) {
    const queue = [...list.entries()];
    await Promise.all(Array.from({ length: together }, async () => {
      for (let next; (next = queue.shift());) await live(next[1], next[0]);
    }));
  }

  // All at once. Every second time one of them comes a little later, so that different steps of theirs meet.
  async race(moves) {
    const late = Math.floor(Math.random() * moves.length * 2);
    return Promise.all(moves.map(async (move, i) => {
      if (i === late) await pause(Math.random() * 12);
      return move();
    }));
  }

  // One form, sent as often as there are nodes and more, to both.
  async sendOften(client, form, values, times = 4) {
    return this.race(Array.from({ length: times }, (_, i) => () => send(this.at(client, i % 2), form, values)));
  }

  async addUsers(names, role = 'reader') {
    const users = names.map((name) => ({ name, password: `correct horse ${name} staple` }));
    for (let i = 0; i < users.length; i += 4)
      await Promise.all(users.slice(i, i + 4).map(async ({ name, password }) => {
        const add = spawn(program, this.site.arguments(['user', 'add', name, '--email', `${name}@example.org`, '--role', role]),
          { cwd: this.site.folder, stdio: ['pipe', 'ignore', 'pipe'] });
        let said = '';
        add.stderr.on('data', (d) => { said += d; });
        add.stdin.end(`${password}\n`);
        assert.equal(await new Promise((done) => add.on('close', done)), 0, said);
      }));
    return users;
  }

  async signedIn(user, node = 0) {
    const client = this.visitor(node);
    const page = await client.signIn(user);
    assert.equal(page.status, 200, page.text);
    return client;
  }

  rows(sql) {
    const run = !this.postgres
      ? spawnSync('sqlite3', ['-readonly', '-cmd', '.timeout 10000', '-separator', '\t', this.site.database.slice(7), sql], { encoding: 'utf8' })
      : spawnSync('psql', [this.site.database, '-XAtqc', sql, '-F', '\t'], { encoding: 'utf8' });
    assert.equal(run.status, 0, `${sql}: ${run.stderr}`);
    return run.stdout.split('\n').filter((line) => line !== '').map((line) => line.split('\t'));
  }

  count(sql) {
    return Number(this.rows(sql)[0][0]);
  }

  assertWhole() {
    assert.match(this.site.cli(['audit', 'verify']), /all is as it was entered/);
  }
}

export const formOf = (page, action) => {
  const form = formsOf(page.text).find((f) => f.action === action);
  assert.ok(form, `no form with action ${action} at ${page.url}`);
  return form;
};

// One request, no redirect followed: the answer is what this one did.
export function send(client, form, values = {}) {
  return client.request(form.action, { method: 'POST', form: { ...form.fields, ...values }, follow: false });
}

export const pathOf = (link) => { const url = new URL(link); return url.pathname + url.search; };
export const statuses = (answers) => answers.map((a) => a.status).sort();
export const took = (answers) => answers.filter((a) => a.status === 303).length;
