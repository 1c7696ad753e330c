// What the program says in other languages: in the reader's own on personal pages, and nothing left out. The language qps has
// every message in brackets, so what stands outside of them in a page was never asked of the words.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Site, decode, root } from '../support/site.mjs';

const article = '/article/eels-without-passports';
const folder = mkdtempSync(join(tmpdir(), 'comity-languages-'));
let site;

// The sample edition, published in the language of brackets.
function bracketed() {
  const edition = join(folder, 'edition');
  cpSync(join(root, 'samples/edition'), edition, { recursive: true });
  const file = join(edition, 'edition.ini');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^(language =).*$/m, '$1 qps'));
  return edition;
}

// All that is no message: what the edition holds, and the people of these tests.
function everything(path) {
  return readdirSync(path, { withFileTypes: true })
    .map((entry) => (entry.isDirectory() ? everything(join(path, entry.name)) : readFileSync(join(path, entry.name), 'utf8'))).join('\n');
}
const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
let known;

before(async () => {
  const edition = bracketed();
  known = ` ${plain(everything(edition))} ${plain(readFileSync(join(root, 'standards/standards.en.md'), 'utf8'))} `;
  site = await Site.start({ edition: relative(root, edition) });
});
after(async () => {
  await site.close();
  rmSync(folder, { recursive: true, force: true });
});

// What stands outside of brackets, tag by tag; a bracket may open in one element and close in another.
function unsaid(html, data) {
  const body = html.replace(/<(script|style|svg|code|textarea)\b[\s\S]*?<\/\1>/g, '').replace(/<[^>]*(?:translate="no"|class="monogram)[^>]*>[^<]*/g, '');
  const left = [];
  let depth = 0;
  for (const piece of body.split(/<[^>]*>/)) {
    let outside = '';
    for (const c of decode(piece)) {
      if (c === '⟦') depth++;
      else if (c === '⟧') depth--;
      else if (depth === 0) outside += c;
    }
    left.push(outside);
  }
  for (const [, value] of body.matchAll(/\s(?:alt|aria-label|data-label|placeholder|title)="([^"]*)"/g))
    if (!value.includes('⟦')) left.push(decode(value));
  const dates = /\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december) \d{4}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/g;
  const isKnown = (text) => !/[a-z]{2}/.test(text) || ` ${known} ${data} `.includes(` ${text} `);
  return left.flatMap((text) => text.split(' – ')).map(plain)
    .filter((text) => !isKnown(text) && !isKnown(text.replace(dates, ' ').trim()));
}

async function reader(name, role = 'reader') {
  const user = site.addUser(name, role);
  const client = site.client();
  await client.signIn(user);
  return client;
}

test('every sentence of the pages for everybody is a message', async () => {
  for (const path of ['/', article, '/section/world', '/sign-in', '/privacy', '/nothing-here']) {
    const page = await site.client().get(path);
    assert.deepEqual(unsaid(page.text, ''), [], path);
    assert.match(page.text, /⟦/);
  }
});

test('every sentence of what a reader writes with is a message', async () => {
  const client = await reader('erica_writes');
  const data = plain(`erica_writes erica_writes@example.org node english deutsch français español`);
  for (const path of [`${article}/comment`, '/account', '/account/password', '/account/reports', '/account/sessions', '/account/settings', '/account/security', '/account/name', '/account/email', '/account/data', '/account/delete', '/account/standing', '/account/again'])
    assert.deepEqual(unsaid((await client.get(path)).text, data), [], path);
});

test('a reader who chose a language reads personal pages in it, from right to left where it is written so', async () => {
  const client = await reader('wilma_chooses');
  for (const [language, direction, words] of [['de', 'ltr', 'Ihr Kommentar'], ['ru', 'ltr', 'Ваш комментарий'], ['ar', 'rtl', 'تعليقك']]) {
    const form = await client.get('/account/settings');
    await client.submit(form, '/account/settings', { language });
    const page = await client.get(`${article}/comment`);
    assert.match(page.text, new RegExp(`<html lang="${language}" dir="${direction}">`));
    assert.ok(page.text.includes(words), language);
    assert.doesNotMatch(page.text, /⟦Your comment⟧/);
  }
  assert.match((await site.client().get(article)).text, /<html lang="qps"/, 'the page for everybody is in the language of the site');
});

test('what was wrong is said in the reader’s language, with its values', async () => {
  const client = site.client();
  const page = await client.get('/sign-in');
  const refused = await client.submit(page, '/sign-in', { login: 'nobody_here', password: 'violet kettle under seven moons' });
  assert.match(refused.text, /role="alert"><p>⟦/);
});

test('every sentence of the moderators’ figures is a message', async () => {
  const client = await reader('agnes_keeps', 'administrator');
  const data = plain('agnes_keeps agnes_keeps@example.org');
  for (const path of ['/moderation/rates', '/moderation/learning'])
    assert.deepEqual(unsaid((await client.get(path)).text, data), [], path);
});
