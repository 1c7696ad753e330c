// Articles come in over HTTP: fetched from a server of the test's own, stored once, shown from our own host.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { Site, program, root } from '../support/site.mjs';
import { until } from '../support/wait.mjs';
import { join } from 'node:path';

const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
let site, server, origin, hits;

const feed = (body) => `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Harbour Post</title><link>${origin}/</link>
<item><guid>post-1</guid><title>Lighthouse lit again</title><link>${origin}/lighthouse</link><category>Harbours</category>
<pubDate>Sat, 21 Nov 2026 10:00:00 GMT</pubDate><description>After nine dark years.</description>
<content:encoded><![CDATA[${body}]]></content:encoded></item></channel></rss>`;

before(async () => {
  hits = {};
  server = createServer((request, response) => {
    hits[request.url] = (hits[request.url] ?? 0) + 1;
    const answer = {
      '/feed': () => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(
        feed('<p>The keeper, 84, pressed the switch.</p><p><img src="https://pictures.invalid/a.png" alt="The lamp"></p><script>alert(1)</script><p onclick="x()">It turned.</p>')),
      '/feed-2': () => response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(feed('<p>The keeper, 84, pressed it twice.</p>')),
      '/page': () => response.writeHead(200, { 'content-type': 'text/html; charset=iso-8859-1' }).end(Buffer.from(
        `<html lang="en"><head><title>x</title><meta property="og:title" content="Caf\xe9 on the quay"><link rel="canonical" href="/page"></head><body><article><h1>Caf\xe9 on the quay</h1>` +
        `<p>It opened on a Monday, which nobody had expected of it, and it stayed open for all of the week that followed.</p><p>The owner says that the coffee will be worth the wait, and so do those who waited.</p></article></body></html>`, 'latin1')),
      '/large': () => { response.writeHead(200); const write = () => { while (!response.destroyed && response.write(Buffer.alloc(65536, 32))); }; response.on('drain', write); write(); },
      '/loop': () => response.writeHead(302, { location: '/loop' }).end(),
      '/to-file': () => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
      '/pixel.png': () => response.writeHead(200, { 'content-type': 'image/png' }).end(pixel),
    }[request.url];
    if (answer) answer();
    else response.writeHead(404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${server.address().port}`;
  site = await Site.start();
});
after(async () => {
  await site.close();
  server.close();
  server.closeAllConnections?.();
});

// Beside this process, which answers the requests: spawnSync would keep it from doing so.
async function run(args) {
  const { spawn } = await import('node:child_process');
  const child = spawn(program, site.arguments(args), { cwd: site.folder });
  let out = '';
  child.stdout.on('data', (d) => { out += d; });
  child.stderr.on('data', (d) => { out += d; });
  const status = await new Promise((done) => child.on('exit', done));
  return { status, out };
}
const allowed = ['--set', 'import.private_addresses=on'];

test('a private address is refused unless a setting allows it', async () => {
  for (const url of [`${origin}/feed`, 'http://localhost:1/', 'http://[::1]:1/', 'http://169.254.169.254/', 'http://[::ffff:127.0.0.1]:1/']) {
    const { status, out } = await run(['import', 'feed', url]);
    assert.equal(status, 1, url);
    assert.match(out, /private address|could not be fetched/i, url);
  }
  assert.equal(hits['/feed'], undefined, 'nothing was asked of it');
  const { out } = await run(['import', 'feed', 'ftp://example.org/feed']);
  assert.match(out, /cannot read|http/);
});

test('a feed is stored once, updated when it changes, and shown as our own markup', async () => {
  const first = await run(['import', 'feed', `${origin}/feed`, ...allowed]);
  assert.equal(first.status, 0, first.out);
  assert.match(first.out, /1 added, 0 updated, 0 unchanged/);
  assert.match((await run(['import', 'feed', `${origin}/feed`, ...allowed])).out, /0 added, 0 updated, 1 unchanged/);
  const page = await site.client().get('/article/lighthouse-lit-again');
  assert.equal(page.status, 200);
  await until(async () => /Lighthouse lit again/.test((await site.client().get('/section/news')).text), 'the section does not show it');
  assert.match(page.text, /The keeper, 84, pressed the switch\./);
  assert.doesNotMatch(page.text, /alert\(1\)|onclick|pictures\.invalid/);
  assert.match((await run(['import', 'feed', `${origin}/feed-2`, ...allowed])).out, /0 added, 1 updated/);
  // The serving process learns within a second what another process has changed.
  await until(async () => /pressed it twice/.test((await site.client().get('/article/lighthouse-lit-again')).text), 'the article stays as it was');
});

test('a page in another encoding comes in whole', async () => {
  const { status, out } = await run(['import', 'page', `${origin}/page`, ...allowed]);
  assert.equal(status, 0, out);
  const page = await site.client().get('/article/cafe-on-the-quay');
  assert.match(page.text, /Café on the quay/);
  assert.match(page.text, /worth the wait/);
});

test('documents that are too large, redirects in circles and redirects to files are refused', async () => {
  const large = await run(['import', 'page', `${origin}/large`, ...allowed, '--set', 'import.fetch_max=1048576']);
  assert.equal(large.status, 1);
  assert.match(large.out, /larger|limit|bytes/i);
  for (const path of ['/loop', '/to-file', '/missing']) {
    const { status, out } = await run(['import', 'page', origin + path, ...allowed]);
    assert.equal(status, 1, path);
    assert.doesNotMatch(out, /root:/, path);
  }
});

test('hostile XML is refused with its reason and changes nothing', () => {
  for (const file of ['refused_laughs.xml', 'refused_external.xml', 'refused_broken.xml']) {
    const { status, stderr } = spawnSync(program, site.arguments(['import', 'feed', join(root, 'tests/data/import', file)]), { encoding: 'utf8' });
    assert.equal(status, 1, file);
    assert.ok(stderr.length > 20, file);
    assert.doesNotMatch(stderr, /root:/, file);
  }
});

test('importing a folder twice doubles nothing', () => {
  const again = site.cli(['import', 'folder', join(root, 'samples/edition')]);
  assert.match(again, /0 added, 0 updated, 13 unchanged/);
  assert.match(again, /comments: 0 added, 321 unchanged/);
});

test('a fault in a folder names file and line, and the import is finished by running it again', () => {
  const folder = join(site.folder, 'edition');
  cpSync(join(root, 'samples/edition'), folder, { recursive: true });
  const comments = join(folder, 'comments.jsonl');
  const whole = readFileSync(comments, 'utf8');
  const lines = whole.split('\n');
  lines[99] = lines[99].replace('"author"', '"auhtor"');
  writeFileSync(comments, lines.join('\n'));
  const database = ['--database', `sqlite:${join(site.folder, 'interrupted.db')}`];
  const first = spawnSync(program, ['import', 'folder', folder, ...database], { encoding: 'utf8' });
  assert.equal(first.status, 1);
  assert.match(first.stderr, /comments\.jsonl:100: .*author/);
  assert.match(first.stdout, /comments: 99 added/);
  writeFileSync(comments, whole);
  const second = spawnSync(program, ['import', 'folder', folder, ...database], { encoding: 'utf8' });
  assert.equal(second.status, 0, second.stderr);
  assert.match(second.stdout, /comments: 222 added, 99 unchanged/);
});
