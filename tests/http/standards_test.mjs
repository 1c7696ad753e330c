// The standards as readers, search engines and programs find them: six editions of one document, its versions, its JSON.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Site, decode, root } from '../support/site.mjs';
import { until } from '../support/wait.mjs';

const languages = ['en', 'de', 'fr', 'es', 'ru', 'ar'];
const pathOf = (language) => (language === 'en' ? '/standards' : `/standards/${language}`);
const shipped = readFileSync(join(root, 'standards/standards.en.md'), 'utf8');
const slugs = [...shipped.matchAll(/^## .*\{#([a-z0-9-]+)\}$/gm)].map((m) => m[1]);
const sectionsOf = (page) => [...page.text.matchAll(/<section id="([^"]+)"/g)].map((m) => m[1]);
let site;

before(async () => { site = await Site.start(); });
after(() => site.close());

test('every edition has every section, in the document’s order, and its own title', async () => {
  const titles = new Set();
  for (const language of languages) {
    const page = await site.client().get(pathOf(language));
    assert.equal(page.status, 200, language);
    assert.deepEqual(sectionsOf(page), slugs, language);
    assert.match(page.text, new RegExp(`<div class="charter" lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"`));
    assert.doesNotMatch(page.text, new RegExp(`<h2 lang="(?!${language}")`), `${language} has parts in another language`);
    titles.add(page.text.match(/<h1>([^<]+)<\/h1>/)[1]);
    for (const [, anchor] of page.text.matchAll(/href="\/standards[^"]*#([^"]+)"/g))
      assert.ok(page.text.includes(`id="${anchor}"`), `${language}: #${anchor} leads nowhere`);
  }
  assert.equal(titles.size, languages.length);
});

// Numbers as a machine writes them, whatever the language's digits and points.
const figures = (html) => (html.replace(/<[^>]*>/g, ' ').replace(/[٠-٩]/g, (d) => '٠١٢٣٤٥٦٧٨٩'.indexOf(d)).replace(/(?<=\d)[,٫](?=\d)/g, '.')
  .match(/\d+(?:\.\d+)?/g) ?? []).sort();

test('every edition states the same numbers and thresholds', async () => {
  const parts = (text) => [...text.matchAll(/<section class="charter-numbers"[\s\S]*?<\/section>|<div class="follows"[\s\S]*?<\/div>|<ol class="conditions">[\s\S]*?<\/ol>/g)].map(([part]) => figures(part));
  const english = parts((await site.client().get('/standards')).text);
  assert.ok(english.length > 20 && english.flat().length > 10);
  for (const language of languages)
    assert.deepEqual(parts((await site.client().get(pathOf(language))).text), english, language);
});

test('editions name each other, and one address is the page’s own', async () => {
  for (const language of languages) {
    const { text } = await site.client().get(pathOf(language));
    assert.match(text, new RegExp(`<link rel="canonical" href="[^"]*${pathOf(language)}">`));
    for (const other of languages) {
      assert.match(text, new RegExp(`<link rel="alternate" hreflang="${other}" href="https?:[^"]*${pathOf(other)}">`));
      assert.match(text, new RegExp(`<a href="${pathOf(other)}" lang="${other}" hreflang="${other}"${other === language ? ' aria-current="page"' : ''}>`));
    }
    assert.match(text, /hreflang="x-default" href="[^"]*\/standards"/);
  }
  const same = await site.client().get('/standards/en');
  assert.equal(same.status, 200);
  assert.match(same.text, /<link rel="canonical" href="[^"]*\/standards">/);
});

test('a language without an edition is not found', async () => {
  for (const path of ['/standards/xx', '/standards/DE', '/standards/de-at', '/standards/de/', '/standards/versions/nothing'])
    assert.equal((await site.client().get(path)).status, 404, path);
});

test('the page is the same bytes for everybody, kept, and asked for again with its tag', async () => {
  const client = site.client();
  for (const path of [...languages.map(pathOf), '/standards.md', '/standards/versions', '/api/standards']) {
    const first = await client.get(path);
    const tag = first.headers.get('etag');
    assert.ok(tag, path);
    assert.equal(first.headers.get('cache-control'), 'no-cache', path);
    assert.equal((await client.get(path, { headers: { 'if-none-match': tag } })).status, 304, path);
  }
  const reader = site.client();
  await reader.signIn(site.addUser('reading_rita'));
  assert.equal((await reader.get('/standards/de')).text, (await client.get('/standards/de')).text);
});

// What stands under a clause, as text.
async function clause(path, slug) {
  const { text } = await site.client().get(path);
  const section = text.match(new RegExp(`<section id="${slug}"[\\s\\S]*?</section>`))[0];
  return decode(section.replace(/<[^>]+>/g, ' ')).replace(/\s+/g, ' ');
}

test('what follows is said in words, from the conditions of the document', async () => {
  const english = await clause('/standards', 'personal-data');
  assert.match(english, /What follows Removed The comment is not published\./);
  assert.match(english, /Held The comment waits until a moderator has read it\./);
  assert.match(english, /Our own staff are exempt, except where it says Removed\./);
  assert.match(english, /privacy\.card > 0/);
  assert.match(english, /the number of payment card numbers/);
  assert.match(english, /Statement of reasons these standards \(data protection and privacy violations\)/);
  const german = await clause('/standards/de', 'personal-data');
  assert.match(german, /Entfernt Der Kommentar wird nicht veröffentlicht\./);
  assert.match(german, /privacy\.card > 0/);
  const french = await clause('/standards/fr', 'insults');
  assert.match(french, /≥ \d[\d.]* et [a-z]+\./);
});

test('examples show what is acted on and what is kept', async () => {
  const words = await clause('/standards', 'obscene-language');
  assert.match(words, /Removed Fuck/);
  assert.match(words, /Published Scunthorpe, Penistone/);
});

test('the document is given out as it was written, as Markdown', async () => {
  const answer = await site.client().get('/standards.md');
  assert.equal(answer.headers.get('content-type'), 'text/markdown; charset=utf-8');
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(answer.text, shipped);
});

test('programs read the same standards as JSON', async () => {
  const answer = await site.client().get('/api/standards');
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  const all = JSON.parse(answer.text);
  const page = await site.client().get('/standards');
  assert.ok(page.text.includes(all.version));
  assert.deepEqual(all.editions.map((e) => e.language).sort(), [...languages].sort());
  assert.deepEqual(all.sections.map((s) => s.name), slugs);
  for (const section of all.sections)
    assert.deepEqual(Object.keys(section.texts).sort(), [...languages].sort(), section.name);
  const card = all.sections.find((s) => s.name === 'personal-data').clause;
  assert.equal(card.decided_by, 'standards');
  assert.equal(card.conditions[0].then, 'remove');
  assert.match(card.conditions[0].when, /privacy\.card/);
  assert.deepEqual(card.reasons, { ground: 'terms', category: 'data protection and privacy violations' });
  assert.ok(card.examples.length >= 20 && card.examples.some((e) => e.expected === 'keep'));
  assert.equal(all.sections.find((s) => s.name === 'contact').clause, null);
  assert.equal(all.trust.levels[0].points, 0);
  assert.ok(all.brake.share > 0 && all.brake.share < 1);
});

const house = (title, text = '') => `# ${title}\n\n\`\`\`standards\nlanguage: en\n\`\`\`\n\nBe kind.\n\n## Short words {#short}\n\nNo <script>alert(1)</script> ${text}\n\n\`\`\`clause\nwhen: comment.words < 2 && site.language != "<script>alert(2)</script>"\nthen: hold\nrepeat 3: remove\nfor trusted: flag\nreasons: terms\n\`\`\`\n\n\`\`\`examples\nhold  <script>alert(3)</script>\nkeep  something "else" entirely & <b>more</b>\n\`\`\`\n`;

async function houseSite(t) {
  const folder = mkdtempSync(join(tmpdir(), 'comity-standards-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'standards.md');
  writeFileSync(file, house('House rules <script>alert(0)</script>'));
  const own = await Site.start({ edition: '', settings: { 'standards.file': file } });
  t.after(() => own.close());
  return { file, own };
}

async function reload(own, file, text, holding) {
  writeFileSync(file, text);
  own.process.kill('SIGHUP');
  await until(async () => (await own.client().get('/standards')).text.includes(holding),
    () => `the standards with ${holding} never came into force: ${own.log}`);
}

test('a site’s own document cannot bring markup into the page, and has no editions but its own', async (t) => {
  const { own } = await houseSite(t);
  const page = await own.client().get('/standards');
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /<script>/);
  assert.doesNotMatch(page.text, /<b>more/);
  for (const n of [0, 1, 2, 3]) assert.ok(page.text.includes(`&lt;script&gt;alert(${n})`), `alert(${n})`);
  assert.match(page.text, /From upheld removal number 3 under this clause on, at least this\./);
  assert.match(page.text, /For readers of the level “trusted” and above, at most this\./);
  assert.equal((await own.client().get('/standards/de')).status, 404);
});

test('every version stays readable, as a page and as it was written', async (t) => {
  const { own, file } = await houseSite(t);
  const client = own.client();
  const old = (await client.get('/standards.md')).text;
  await reload(own, file, house('Newer rules', 'And no longer ones.'), 'Newer rules');
  const list = await client.get('/standards/versions');
  const found = [...list.text.matchAll(/<a href="(\/standards\/versions\/([0-9a-f]{16}))">/g)];
  assert.equal(found.length, 2);
  assert.equal(list.text.match(/in force<\/strong>/g).length, 1);
  assert.ok(list.text.indexOf('in force</strong>') < list.text.indexOf(found[1][1]), 'the newest stands first');
  const before = await client.get(found[1][1]);
  assert.match(before.text, /House rules &lt;script&gt;/);
  assert.match(before.text, /This is an earlier version/);
  assert.match(before.text, /name="robots" content="noindex"/);
  const after = await client.get(found[0][1]);
  assert.match(after.text, /Newer rules/);
  assert.doesNotMatch(after.text, /This is an earlier version/);
  const written = await client.get(`${found[1][1]}/standards.md`);
  assert.equal(written.headers.get('content-type'), 'text/markdown; charset=utf-8');
  assert.equal(written.text, old);
  assert.equal((await client.get('/standards/versions/0000000000000000')).status, 404);
  assert.equal((await client.get('/standards/versions/0000000000000000/standards.md')).status, 404);
});

test('a German site speaks German: the page at /standards, and a clause’s title wherever it is named', async (t) => {
  const own = await Site.start({ edition: '' });
  t.after(() => own.close());
  const folder = join(own.folder, 'edition');
  mkdirSync(join(folder, 'articles'), { recursive: true });
  writeFileSync(join(folder, 'edition.ini'), '[site]\ntitle = Der Bote\nlanguage = de\n');
  writeFileSync(join(folder, 'articles', 'hafen.md'),
    `---\nslug: hafen\nsection: Stadt\nheadline: Der Hafen\npublished_ms: ${Date.now() - 3600000}\n---\nEin Absatz.\n`);
  await own.stop();
  own.cli(['import', 'folder', folder]);
  await own.serve();
  const reader = own.client();
  const page = await reader.get('/standards');
  assert.match(page.text, /<div class="charter" lang="de" dir="ltr" data-charter>/);
  assert.match(page.text, /<link rel="canonical" href="[^"]*\/standards">/);
  const english = await reader.get('/standards/en');
  assert.match(english.text, /<div class="charter" lang="en" dir="ltr" data-charter>/);
  assert.match(english.text, /<link rel="canonical" href="[^"]*\/standards\/en">/);
  await reader.signIn(own.addUser('gerda'));
  const form = await reader.get('/article/hafen/comment');
  const nudge = await reader.submit(form, '/article/hafen/comment',
    { text: 'ES IST DOCH NICHT ZU GLAUBEN, WAS IM RATHAUS UNSERER STADT WIEDER EINMAL BESCHLOSSEN WORDEN IST.' });
  const title = page.text.match(/<section id="capitals"[^>]*><h2[^>]*><a[^>]*>([^<]+)</)[1];
  assert.match(nudge.text, /Noch ist nichts abgesendet/);
  assert.ok(nudge.text.includes(`<a href="/standards#capitals">${title}</a>`), title);
  assert.match(nudge.text, /liest sich wie Geschrei/);
});
