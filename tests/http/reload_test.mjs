// Standards, settings and the files they name are exchanged while readers read and write: nobody notices but by what changed.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { addKey, call } from '../support/programs.mjs';
import { Site, program } from '../support/site.mjs';
import { until } from '../support/wait.mjs';

const article = '/article/eels-without-passports';
let site, paths, keeper;

// A layer whose introduction carries a number, and whose clause is written anew each time.
const layer = (n) => `# House rules

\`\`\`standards
extends: shipped
off: capitals
\`\`\`

This is edition number ${n} of our rules.

## Rival papers {#rivals}

Talk about us.

\`\`\`list rivals
harbour echo
\`\`\`

\`\`\`clause
when: list.rivals > ${n % 3}
then: ${n % 2 ? 'hold' : 'flag'}
\`\`\`
`;
const publisher = (title, key = paths.key) => `[paper]\nkind = sso\ntitle = ${title}\nissuer = https://paper.example\n`
  + `algorithm = HS256\nkey_file = ${key}\nsign_in = https://paper.example/in\n`;
const german = '# Hausregeln\n\n```standards\nedition: de\n```\n\nUnsere Regeln.\n\n## Andere Blätter {#rivals}\n\nReden wir über uns.\n';

// What stands in the settings file, by section.
function settings(changes = {}) {
  const all = { 'log.level': 'info', 'captcha.work': 1000, 'mail.url': 'file:mail', 'standards.file': paths.document,
    'standards.editions': paths.edition, ...changes };
  return Object.entries(all).map(([name, value]) => `[${name.split('.')[0]}]\n${name.split('.')[1]} = ${value}\n`).join('');
}
const lines = (event) => site.log.split('\n').filter((l) => l.includes(`"${event}"`)).map((l) => JSON.parse(l));
const metric = async (name) => Number((await site.client().get('/metrics')).text.match(new RegExp(`^${name} (\\S+)$`, 'm'))[1]);

// Whole files appear at once, as an editor's do.
function put(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

const count = (event) => site.log.split(`"${event}"`).length - 1;

async function reload(event) {
  const before = count(event);
  site.process.kill('SIGHUP');
  await until(() => count(event) > before, () => `no ${event} in the log: ${site.log.slice(-2000)}`);
}

before(async () => {
  site = await Site.start();
  await site.stop();
  paths = { document: join(site.folder, 'rules.md'), edition: join(site.folder, 'rules.de.md'),
    settings: join(site.folder, 'comity.ini'), providers: join(site.folder, 'providers.ini'), key: join(site.folder, 'courier.key') };
  put(paths.document, layer(0));
  put(paths.edition, german);
  put(paths.key, 'a secret of thirty-two bytes or so, for tests');
  put(paths.settings, settings());
  for (const name of ['mail.url', 'captcha.work', 'log.level']) delete site.settings[name];
  site.command = ['serve', '--config', paths.settings];
  keeper = site.addUser('keeper', 'administrator');
  await site.serve();
});
after(() => site.close());

const numberOf = (page) => page.text.match(/edition number (\d+) of our rules/)?.[1];

test('thirty exchanges under load drop no request, and each is in force when the log says so', async () => {
  let going = true, read = 0, written = 0;
  const readers = Array.from({ length: 4 }, async (_, i) => {
    const client = site.client();
    while (going) {
      const page = await client.get(i % 2 ? '/standards' : article);
      assert.equal(page.status, 200);
      if (i % 2) assert.match(numberOf(page) ?? 'none', /^\d+$/);
      read++;
    }
  });
  const writers = Array.from({ length: 2 }, async (_, i) => {
    const client = site.client();
    await client.signIn(site.addUser(`busy_reader_${i}`));
    while (going) {
      const form = await client.get(`${article}/comment`);
      const sent = await client.submit(form, `${article}/comment`,
        { text: `Eel number ${written} of reader ${i} swims past the weir, as it has done every year.` }, { follow: false });
      assert.ok([200, 303].includes(sent.status), `${sent.status}: ${sent.text.slice(0, 500)}`);
      written++;
    }
  });
  for (let n = 1; n <= 30; n++) {
    put(paths.document, layer(n));
    put(paths.settings, settings({ 'accounts.registration': n % 2 ? 'off' : 'on', 'discussion.comment_max': 4000 + n,
      'http.trusted_proxies': n % 3 ? '192.0.2.1' : '', 'providers.file': n % 2 ? paths.providers : '' }));
    put(paths.providers, publisher(`Paper ${n}`));
    await reload('settings_reloaded');
    assert.equal((await site.client().get('/sign-in')).text.includes(`Paper ${n}`), n % 2 === 1);
    assert.equal(numberOf(await site.client().get('/standards')), String(n));
  }
  going = false;
  await Promise.all([...readers, ...writers]);
  assert.ok(read > 50 && written > 5, `${read} pages, ${written} comments`);
});

test('a faulty document is refused with its place and remedy, and the one in force stays', async () => {
  put(paths.document, layer(99).replace('then: hold', 'then: hodl'));
  await reload('standards_refused');
  assert.match(site.log, /rules\.md:20:7: unknown consequence \\"hodl\\"; did you mean \\"hold\\"\?/);
  assert.equal(numberOf(await site.client().get('/standards')), '30');
  const administrator = site.client();
  await administrator.signIn(keeper);
  assert.match((await administrator.get('/admin')).text, /The last reload was refused[^]*rules\.md:20:7: unknown consequence "hodl"/);
});

test('a faulty edition keeps the document that came with it out too', async () => {
  put(paths.document, layer(100));
  put(paths.edition, german.replace('{#rivals}', '{#rivalz}'));
  await reload('standards_refused');
  assert.match(site.log, /rules\.de\.md:9:1: the document has no section \{#rivalz\}; did you mean \{#rivals\}\?/);
  assert.equal(numberOf(await site.client().get('/standards')), '30');
  put(paths.edition, german);
  await reload('standards_reloaded');
  assert.equal(numberOf(await site.client().get('/standards')), '100');
  const administrator = site.client();
  await administrator.signIn(keeper);
  assert.doesNotMatch((await administrator.get('/admin')).text, /The last reload was refused/);
});

test('settings are taken from the file, and what changed stands in the log', async () => {
  const before = Math.floor(Date.now() / 1000);
  put(paths.settings, settings({ 'accounts.registration': 'off', 'http.body_max': 2048, 'http.metrics_token': 'open sesame' }));
  await reload('settings_reloaded');
  assert.doesNotMatch((await site.client().get('/sign-in')).text, /href="\/register/);
  assert.equal((await fetch(`${site.base}/sign-in`, { method: 'POST', body: 'x'.repeat(4096) })).status, 413);
  assert.equal((await fetch(`${site.base}/metrics`)).status, 403);
  put(paths.settings, settings());
  await reload('settings_reloaded');
  assert.equal(lines('settings_reloaded').at(-1).changed, 'http.body_max, http.metrics_token, accounts.registration');
  assert.match((await site.client().get('/sign-in')).text, /href="\/register/);
  assert.equal(await metric('comity_reload_last_successful'), 1);
  assert.ok(await metric('comity_reload_last_timestamp_seconds') >= before);
});

test('what needs a restart keeps its value and is named', async () => {
  put(paths.settings, settings({ 'cache.pages': 33554432, 'database.node': 7 }));
  await reload('settings_reloaded');
  assert.deepEqual(lines('setting_kept').slice(-2).map((l) => [l.level, l.setting, l.reason]),
    [['warn', 'database.node', 'needs a restart'], ['warn', 'cache.pages', 'needs a restart']]);
  const administrator = site.client();
  await administrator.signIn(keeper);
  assert.match((await administrator.get('/admin')).text, /cache\.pages[^]{0,200}16777216/);
  put(paths.settings, settings());
  await reload('settings_reloaded');
});

test('a faulty setting, or file that a setting names, changes nothing at all', async () => {
  const faults = [
    [settings({ 'accounts.registration': 'nope' }), /comity\.ini:12: accounts\.registration must be on or off/],
    [settings({ 'accounts.registration': 'off', 'sanctions.mode': 'stern' }), /comity\.ini:14: sanctions\.mode is \\"stern\\"; it is literal or dsa/],
    [settings({ 'accounts.registration': 'off', 'mail.from': 'nobody' }), /comity\.ini:14: mail\.from must be an address/],
    [settings({ 'accounts.registration': 'off', 'mail.ca_file': '/nowhere' }), /comity\.ini:14: mail\.ca_file: cannot read \/nowhere/],
    [settings({ 'accounts.registration': 'off', 'http.trusted_proxies': 'gateway' }), /comity\.ini:14: http\.trusted_proxies: .*gateway/],
    [settings({ 'accounts.registration': 'off', 'providers.file': paths.providers }), /providers\.file: cannot read .*gone\.key/],
  ];
  put(paths.providers, publisher('The Paper', 'gone.key'));
  put(paths.document, layer(101));
  for (const [text, said] of faults) {
    put(paths.settings, text);
    const tried = spawnSync(program, ['settings', '--check', '--config', paths.settings], { encoding: 'utf8', cwd: site.folder });
    assert.equal(tried.status, 1);
    await reload('settings_refused');
    const line = site.log.split('\n').filter((l) => l.includes('"settings_refused"')).at(-1);
    assert.match(line, said);
    assert.match(JSON.parse(line).remedy, /settings --check/);
    assert.ok(tried.stderr.includes(JSON.parse(line).reason), tried.stderr);
    assert.match((await site.client().get('/sign-in')).text, /href="\/register/);
    assert.equal(numberOf(await site.client().get('/standards')), '100');
    assert.equal(await metric('comity_reload_last_successful'), 0);
  }
  put(paths.settings, settings({ 'accounts.registration': 'off' }));
  put(paths.document, layer(102).replace('then: hold', 'then: hodl').replace('then: flag', 'then: flga'));
  await reload('standards_refused');
  assert.match((await site.client().get('/sign-in')).text, /href="\/register/);
  put(paths.document, layer(102));
  put(paths.settings, settings());
  await reload('settings_reloaded');
  assert.equal(spawnSync(program, ['settings', '--check', '--config', paths.settings], { cwd: site.folder }).status, 0);
  assert.equal(numberOf(await site.client().get('/standards')), '102');
  assert.equal(await metric('comity_reload_last_successful'), 1);
});

test('no mail goes by settings that are refused in the end', async () => {
  const good = layer(103), faulty = good.replace(/then: (hold|flag)/, 'then: hodl');
  for (let i = 0; i < 8; i++) {
    put(paths.settings, settings());
    put(paths.document, good);
    site.cli(['mail', 'test', '--queue', `someone${i}@example.org`, '--config', paths.settings]);
    put(paths.settings, settings({ 'mail.url': 'file:wrong' }));
    put(paths.document, faulty);
    await reload('standards_refused');
  }
  const wrong = join(site.folder, 'wrong');
  assert.deepEqual(existsSync(wrong) ? readdirSync(wrong) : [], []);
  put(paths.settings, settings());
  put(paths.document, good);
  await reload('settings_reloaded');
});

test('mail goes where the new settings say, and is left alone where they say the same', async () => {
  await reload('settings_reloaded');
  assert.equal(lines('settings_reloaded').at(-1).mail, 'goes on');
  put(paths.settings, settings({ 'mail.reply_to': 'desk@courier.example' }));
  await reload('settings_reloaded');
  assert.equal(lines('settings_reloaded').at(-1).mail, 'begun anew');
  put(paths.settings, settings({ 'mail.url': '' }));
  await reload('settings_reloaded');
  assert.equal(lines('settings_reloaded').at(-1).mail, 'off');
  put(paths.settings, settings({ 'mail.url': 'file:post' }));
  await reload('settings_reloaded');
  assert.equal(lines('settings_reloaded').at(-1).mail, 'begun anew');
  site.cli(['mail', 'test', '--queue', 'someone@example.org', '--config', paths.settings]);
  const folder = join(site.folder, 'post');
  await until(() => existsSync(folder) && readdirSync(folder).length > 0, () => `no mail in the new folder: ${site.log.slice(-1000)}`);
});

// The last one: a reload may be under way when it ends.
test('what is done every second is done however often settings are reloaded', async () => {
  const key = await addKey(site, 'hasty');
  const ask = async () => (await call(site, '/v1alpha1/comments:analyze', { key })).body?.error?.details?.[0]?.reason;
  assert.notEqual(await ask(), 'API_KEY_INVALID');
  const hasty = setInterval(() => site.process.kill('SIGHUP'), 20);
  site.cli(['key', 'revoke', 'hasty']);
  await until(async () => await ask() === 'API_KEY_INVALID', 'that the key was revoked was never read').finally(() => clearInterval(hasty));
});
