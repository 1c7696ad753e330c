// The standards are exchanged while readers read and write: nobody notices but by their words.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Site } from '../support/site.mjs';

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
const german = '# Hausregeln\n\n```standards\nedition: de\n```\n\nUnsere Regeln.\n\n## Andere Blätter {#rivals}\n\nReden wir über uns.\n';

// Whole files appear at once, as an editor's do.
function put(path, text) {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

const count = (event) => site.log.split(`"${event}"`).length - 1;

async function reload(event) {
  const before = count(event);
  site.process.kill('SIGHUP');
  for (let waited = 0; count(event) === before; waited += 5) {
    assert.ok(waited < 10000, `no ${event} in the log: ${site.log.slice(-2000)}`);
    await pause(5);
  }
}

before(async () => {
  site = await Site.start();
  await site.stop();
  paths = { document: join(site.folder, 'rules.md'), edition: join(site.folder, 'rules.de.md') };
  put(paths.document, layer(0));
  put(paths.edition, german);
  Object.assign(site.settings, { 'log.level': 'info', 'standards.file': paths.document, 'standards.editions': paths.edition });
  keeper = site.addUser('keeper', 'administrator');
  await site.serve();
});
after(() => site.close());

const numberOf = (page) => page.text.match(/edition number (\d+) of our rules/)?.[1];

test('fifty exchanges under load drop no request, and each is in force when the log says so', async () => {
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
  for (let n = 1; n <= 50; n++) {
    put(paths.document, layer(n));
    await reload('standards_reloaded');
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
  assert.equal(numberOf(await site.client().get('/standards')), '50');
  const administrator = site.client();
  await administrator.signIn(keeper);
  assert.match((await administrator.get('/admin')).text, /were not taken[^]*rules\.md:20:7: unknown consequence "hodl"/);
});

test('a faulty edition keeps the document that came with it out too', async () => {
  put(paths.document, layer(100));
  put(paths.edition, german.replace('{#rivals}', '{#rivalz}'));
  await reload('standards_refused');
  assert.match(site.log, /rules\.de\.md:9:1: the document has no section \{#rivalz\}; did you mean \{#rivals\}\?/);
  assert.equal(numberOf(await site.client().get('/standards')), '50');
  put(paths.edition, german);
  await reload('standards_reloaded');
  assert.equal(numberOf(await site.client().get('/standards')), '100');
  const administrator = site.client();
  await administrator.signIn(keeper);
  assert.doesNotMatch((await administrator.get('/admin')).text, /were not taken/);
});
