// What the program says in other languages: in the reader's own on personal pages, and nothing left out. The language qps has
// every message in brackets, so what stands outside of them in a page was never asked of the words.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { Site, decode, formsOf, root } from '../support/site.mjs';
import { readerId, sanction } from '../support/sanctions.mjs';

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
let known, edited;

before(async () => {
  const edition = bracketed();
  edited = ` ${plain(everything(edition))} `;
  known = `${edited} ${plain(readFileSync(join(root, 'standards/standards.en.md'), 'utf8'))} `;
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
  client.user = user;
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

// --- a language whose letters are not English ---

const own = 'You absolute idiot, nobody asked you about the eels.';
const names = ['English', 'Deutsch', 'Français', 'Español', 'Comity', 'node', 'UTF-8', 'e-mail', 'Markdown', 'JSON', 'CSV', 'ZIP', 'HTML', 'XML', 'NATO', 'Wilson', 'Telegram',
  'WhatsApp', 'Signal', 'Viber', 'Discord', 'ALTCHA', 'DSA', 'Passkey', 'TOTP', 'QR', 'IP', 'API', 'https', 'http', 'Enter', 'Esc', 'Alt', 'Ctrl', 'qps', 'en'];

// Words in Latin letters that stand in a page and are nobody's text, no name and no code.
function english(html, data) {
  const body = html.replace(/<(script|style|svg|code|textarea|kbd|time)\b[\s\S]*?<\/\1>/g, '').replace(/<[^>]*(?:translate="no"|class="monogram)[^>]*>[^<]*/g, '');
  const pieces = decode(body.replace(/<[^>]*>/g, '\n')).split(/\n| – /);
  for (const [, value] of body.matchAll(/\s(?:alt|aria-label|data-label|placeholder|title|strings)="([^"]*)"/g)) pieces.push(decode(value).replace(/"\w+":/g, ''));
  // A run of such words may be a quotation, cut off at its end.
  const isSaid = (run) => ` ${edited} ${data} ${plain(names.join(' '))} `.includes(` ${run}`);
  return pieces.filter((piece) => (plain(piece).match(/(?:(?<![\p{L}\p{N}])[a-z]+(?![\p{L}\p{N}]) ?)+/gu) ?? []).map((run) => run.trim())
    .some((run) => /[a-z]{2}/.test(run) && !isSaid(run)));
}

async function speaks(name, role, language) {
  const client = await reader(name, role);
  await client.submit(await client.get('/account/settings'), '/account/settings', { language });
  return client;
}

async function write(client, text) {
  const sent = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text });
  const nudge = /name="as_is"/.test(sent.text) ? sent : null;
  const end = nudge ? await client.submit(nudge, `${article}/comment`, { as_is: '1' }) : sent;
  return { nudge, id: (end.url + end.text).match(/#c(\d+)|\/comment\/(\d+)/).slice(1).find(Boolean) };
}

for (const [language, author, keeper] of [['ru', 'rita_reads', 'rolf_keeps'], ['ar', 'amal_reads', 'arno_keeps']]) {
  test(`nothing is left in English on the pages of a person who reads ${language}`, async () => {
    const data = plain(`${author} ${keeper} rita_reads rolf_keeps ${author}@example.org ${keeper}@example.org erica_writes wilma_chooses agnes_keeps ${own} It calls names. We need a day.`);
    const reading = await speaks(author, 'reader', language), staff = await speaks(keeper, 'administrator', language);
    const left = [];
    const look = (where, text) => {
      english(text, data).forEach((piece) => left.push(`${where}: ${piece}`));
      if (text.includes('“')) left.push(`${where}: quoted as in English`);
    };
    const walk = async (client, paths) => {
      for (const path of paths) {
        const page = await client.get(path);
        assert.equal(page.status, 200, path);
        look(path, page.text);
      }
    };
    const { nudge, id } = await write(reading, own);
    if (nudge) look('nudge', nudge.text);
    await walk(reading, [`/comment/${id}/verdict`, '/account']);
    await walk(staff, ['/moderation', `/moderation/comment/${id}`, `/comment/${id}/verdict`]);
    const room = await staff.get(`/moderation/comment/${id}`);
    const form = formsOf(room.text).find((f) => /name="do" value="remove"/.test(f.inside));
    await staff.request(form.action, { method: 'POST', form: { ...form.fields, do: 'remove', clause: 'insults', reason: 'It calls names.' } });
    const verdict = await reading.get(`/comment/${id}/verdict`);
    const statement = verdict.text.match(/\/statement\/c-\d+-\d+/)[0];
    const account = await readerId(staff, author);
    await sanction(staff, account, 'block', { clause: 'insults', reason: 'It calls names.', grave: 'We need a day.' });
    await reading.signIn(reading.user);
    await walk(reading, [`/comment/${id}/verdict`, statement, `/comment/${id}/appeal`, '/account/letter', '/account/standing', '/account/delete', '/account/data']);
    await walk(staff, ['/account/settings', '/account/security', '/account/name', '/account/email', '/account/password', '/account/reports', '/account/sessions', '/account/redress',
      '/notice', '/moderation/redress', '/moderation/notices', '/moderation/verify', '/moderation/standards', '/moderation/learning', `/moderation/reader/${account}`,
      `/comment/${id}/verdict`, '/admin/users', '/admin/log', '/admin/log?show=actions']);
    for (const mail of await site.mails(`${author}@example.org`, { count: 2 })) {
      const text = mail.text.replace(/https?:\S+/g, ' ').replace(/\S+@\S+/g, ' ');
      look(`mail ${mail.subject}`, `${mail.subject}\n${text}`);
      assert.match(mail.html, new RegExp(`<html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">`));
    }
    assert.deepEqual(left, []);
  });
}
