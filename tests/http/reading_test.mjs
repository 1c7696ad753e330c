// Reading at length, over HTTP without JavaScript: long and deep threads, long lists, no articles at all, other time
// zones, other scripts.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site, decode, formsOf } from '../support/site.mjs';

const comments = 430, depth = 60, articles = 45;
let site, folder;

function writeArticle(slug, fields = {}) {
  const all = { slug, section: 'World', headline: `About ${slug}`, published_ms: Date.UTC(2026, 0, 2), ...fields };
  const head = Object.entries(all).map(([k, v]) => `${k}: ${v}`).join('\n');
  writeFileSync(join(folder, 'articles', `${slug}.md`), `---\n${head}\n---\nOne paragraph of text.\n`);
}

function writeZone(zone) {
  writeFileSync(join(folder, 'edition.ini'), `[site]\ntitle = The Long Read\nlanguage = en\ntime_zone = ${zone}\n`);
}

async function bringIn() {
  await site.stop();
  site.cli(['import', 'folder', folder]);
  await site.serve();
}

before(async () => {
  site = await Site.start({ edition: '' });
  folder = join(site.folder, 'edition');
  mkdirSync(join(folder, 'articles'), { recursive: true });
});
after(() => site.close());

test('a site without any article answers on every page', async () => {
  const client = site.client();
  const front = await client.get('/');
  assert.equal(front.status, 200);
  assert.match(front.text, /Nothing has been published yet/);
  for (const path of ['/standards', '/privacy', '/register', '/sign-in', '/healthz', '/me', '/robots.txt'])
    assert.equal((await client.get(path)).status, 200, path);
  for (const path of ['/section/world', '/tag/rain', '/article/rain', '/comment/1', '/reader/1'])
    assert.equal((await client.get(path)).status, 404, path);
  const boss = site.client();
  await boss.signIn(site.addUser('early_ed', 'administrator'));
  for (const path of ['/account', '/moderation', '/admin', '/admin/users', '/admin/log'])
    assert.equal((await boss.get(path)).status, 200, path);
});

// Follows "More comments" from `path`; what each page shows, in order.
async function walk(path) {
  const client = site.client(), pages = [];
  while (path) {
    const page = await client.get(path);
    assert.equal(page.status, 200, path);
    pages.push([...page.text.matchAll(/<[a-z]+ [^>]*?id="c(\d+)"/g)].map((m) => m[1]));
    assert.ok(pages.length < 20, 'the pages come to an end');
    path = decode(page.text.match(/href="([^"]*)" rel="next">More comments/)?.[1] ?? '');
  }
  return pages;
}

test('following "More comments" shows every comment once, in both orders', async () => {
  writeZone('UTC');
  writeArticle('long-thread', { section: 'Threads' });
  writeArticle('deep-thread', { section: 'Threads' });
  const lines = [];
  for (let i = 1; i <= comments; i++)
    lines.push({ id: i, article: 'long-thread', author: `Reader ${i % 40}`, minutes_after: i, text: `Remark ${i} has something of its own to say.`,
      ...(i > 3 && i % 3 ? { parent: Math.max(1, i - 1 - (i * 7) % 30) } : {}) });
  for (let i = 0; i < depth; i++)
    lines.push({ id: comments + 1 + i, article: 'deep-thread', author: `Reader ${i % 2}`, minutes_after: i + 1, text: `Step ${i} down the stairs.`,
      ...(i ? { parent: comments + i } : {}) });
  writeFileSync(join(folder, 'comments.jsonl'), lines.map((l) => `${JSON.stringify(l)}\n`).join(''));
  await bringIn();
  const newest = await walk('/article/long-thread'), oldest = await walk('/article/long-thread?sort=oldest');
  for (const pages of [newest, oldest]) {
    assert.ok(pages.length >= 5);
    assert.ok(pages.every((p) => p.length <= 100));
    assert.equal(pages.flat().length, comments);
    assert.equal(new Set(pages.flat()).size, comments);
  }
  assert.deepEqual(newest.flat().sort(), oldest.flat().sort());
  assert.notDeepEqual(newest[0], oldest[0]);
});

test('a chain of sixty replies is read in order, and its last one has a page of its own', async () => {
  const [ids] = await walk('/article/deep-thread');
  assert.equal(ids.length, depth);
  const page = await site.client().get('/article/deep-thread');
  const steps = [...page.text.matchAll(/Step (\d+) down the stairs/g)].map((m) => +m[1]);
  assert.deepEqual(steps, [...steps].sort((a, b) => a - b));
  const last = await site.client().get(`/comment/${ids.at(-1)}`);
  assert.equal(last.status, 200);
  for (const step of [depth - 2, depth - 1]) assert.match(last.text, new RegExp(`Step ${step} down`));
  const thread = decode(last.text.match(/href="(\/article\/deep-thread\?after=[^"]*)"/)[1]);
  assert.match((await site.client().get(thread)).text, new RegExp(`id="c${ids.at(-1)}"`), 'it leads to its place in the thread');
});

test('sections and tags are read to their end, each article once, even when all appeared at the same moment', async () => {
  for (let i = 0; i < articles; i++) writeArticle(`listed-${i}`, { section: 'Lists', tags: 'listed', published_ms: Date.UTC(2026, 1, 3) });
  await bringIn();
  for (const start of ['/section/lists', '/tag/listed']) {
    const seen = [];
    for (let path = start; path;) {
      const page = await site.client().get(path);
      assert.equal(page.status, 200);
      const main = page.text.slice(page.text.indexOf('<main'), page.text.indexOf('</main'));
      seen.push(...new Set([...main.matchAll(/href="\/article\/(listed-\d+)"/g)].map((m) => m[1])));
      path = decode(main.match(/href="([^"]*\?after=[^"]*)"/)?.[1] ?? '');
      assert.ok(seen.length <= articles, 'the pages come to an end');
    }
    assert.equal(new Set(seen).size, articles, start);
  }
  assert.equal((await site.client().get('/section/lists?after=nonsense')).status, 400);
});

test('times stand in the time zone of the site, on both sides of a change of the clock', async () => {
  const utc = (...at) => Date.UTC(2026, ...at);
  const zones = {
    'Asia/Kolkata': { 'india-past-midnight': [utc(0, 15, 18, 45), '16 January 2026, 00:15', '2026-01-16T00:15:00+05:30'] },
    'America/St_Johns': {
      'spring-before': [utc(2, 8, 5, 29), '8 March 2026, 01:59', '2026-03-08T01:59:00-03:30'],
      'spring-after': [utc(2, 8, 5, 31), '8 March 2026, 03:01', '2026-03-08T03:01:00-02:30'],
      'autumn-first': [utc(10, 1, 4, 0), '1 November 2026, 01:30', '2026-11-01T01:30:00-02:30'],
      'autumn-second': [utc(10, 1, 5, 0), '1 November 2026, 01:30', '2026-11-01T01:30:00-03:30'],
    },
  };
  for (const [zone, days] of Object.entries(zones)) {
    writeZone(zone);
    for (const [slug, [ms]] of Object.entries(days)) writeArticle(slug, { published_ms: ms });
    await bringIn();
    for (const [slug, [, words, iso]] of Object.entries(days)) {
      const { text } = await site.client().get(`/article/${slug}`);
      const shown = [...text.matchAll(/<time [^>]*datetime="([^"]*)"[^>]*>([^<]*)<\/time>/g)].map((m) => `${m[1]} ${m[2]}`);
      assert.ok(shown.includes(`${iso} ${words}`), `${slug} in ${zone}: ${shown}`);
    }
  }
});

const scripts = {
  Arabic: 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي', Hebrew: 'אבגדהוזחטיכלמנסעפצקרשת', Devanagari: 'अआइईउऊएऐओऔकखगघचछजझटठडढतथदधनपफबभमयरलवशषसह',
  Chinese: '天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏', Cyrillic: 'абвгдежзийклмнопрстуфхцчшщъыьэюя', Emoji: '🌧🌊🚢🐟🌞🌿📰🧭',
};

// As many characters as asked for, in words and sentences that do not repeat.
function writing(letters, length) {
  const all = [...letters], out = [];
  for (let i = 0, seed = 7, word = 0; i < length; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const space = word > 2 + (seed >> 8) % 6 && i < length - 1;
    out.push(space ? ((seed >> 4) % 7 ? ' ' : '. ')[0] : all[(seed >> 8) % all.length]);
    word = space ? 0 : word + 1;
  }
  return out.join('');
}

test('five thousand characters of any script are kept whole and stand in their own direction', async () => {
  const reader = site.client(), moderator = site.client();
  await moderator.signIn(site.addUser('reading_mod', 'moderator'));
  for (const [name, letters] of Object.entries(scripts)) {
    await reader.signIn(site.addUser(`writer_of_${name.toLowerCase()}`));
    const text = writing(letters, 5000), at = '/article/deep-thread/comment';
    const form = await reader.get(at);
    const more = await reader.submit(form, at, { text: `${text}${[...letters][0]}` });
    assert.equal(more.status, 413, `${name}: one character more is refused`);
    assert.ok(formsOf(more.text).some((f) => f.fields.text === text + [...letters][0]), `${name}: and given back`);
    let sent = await reader.submit(form, at, { text });
    if (/Nothing has been posted yet/.test(sent.text)) sent = await reader.submit(sent, at, { as_is: '1' });
    assert.equal(sent.status, 200, name);
    const id = (sent.url.match(/#c(\d+)$/) ?? sent.url.match(/\/comment\/(\d+)/))[1];
    const item = await moderator.get(`/moderation/comment/${id}`);
    assert.equal(item.status, 200, name);
    const approve = formsOf(item.text).find((f) => /value="approve"/.test(f.inside));
    if (approve) await moderator.request(approve.action, { method: 'POST', form: { ...approve.fields, do: 'approve' } });
    const page = (await site.client().get('/article/deep-thread')).text;
    const shown = page.slice(page.indexOf(`id="c${id}"`));
    assert.ok(shown.includes(text), `${name}: whole`);
    assert.match(shown.slice(0, shown.indexOf(text.slice(0, 40))), /dir="auto"[^>]*>(?:<p[^>]*>)?\s*$/, `${name}: in its own direction`);
  }
});
