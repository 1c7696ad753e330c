// A moderator removes comments for a word of this site's own, and looks at what was learned, in a real browser; then it
// is taken back by undoing, and switched off. COMITY_PICTURE=docs/images/learning.png takes the picture of docs/LEARNING.md.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { Site, formsOf } from '../support/site.mjs';
import { until } from '../support/wait.mjs';
import { openBrowser, openPage } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const article = '/article/eels-without-passports';
const texts = ['The timetable of the eel boat is wrong again, you walnut.', 'Rents double near the quay and you say that, you walnut?',
  'My neighbour counts eels better than that, you walnut.', 'Read the second paragraph, you walnut, it says so.',
  'That is not what the harbour office wrote, you walnut.', 'Nobody repairs the lock gates while you talk, you walnut.'];
let site, browser, folder, mary, moderator, ids = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comity-learning-'));
  const file = join(folder, 'standards.md');
  writeFileSync(file, `# Test

\`\`\`standards
extends: shipped
\`\`\`

\`\`\`verify
published: 100 %
acted: 100 %
\`\`\`

## Words of this site {#our-words}

What moderators here take for an insult.

\`\`\`clause
when: learned.insult >= 0.3
then: remove
\`\`\`
`);
  site = await Site.start({ settings: { 'standards.file': file, 'learning.person_max': 3000, 'learning.day_max': 3000 } });
  mary = site.addUser('mary_mod', 'moderator');
  moderator = site.client();
  await moderator.signIn(mary);
  for (const [i, text] of texts.entries()) {
    const client = site.client();
    await client.signIn(site.addUser(`reader_${i}`));
    const sent = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text });
    ids.push((sent.url.match(/#c(\d+)$/) ?? sent.url.match(/comment\/(\d+)\/sent/))[1]);
  }
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function decide(id, word, values = {}) {
  const page = await moderator.get(word === 'undo' ? `/moderation?done=remove&id=${id}` : `/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => new RegExp(`value="${word}"`).test(f.inside));
  assert.ok(form, `no form to ${word}`);
  const answer = await moderator.request(form.action, { method: 'POST', form: { ...form.fields, do: word, ...values } });
  assert.equal(answer.status, 200, answer.text);
}

const learned = () => JSON.parse(site.cli(['learning', 'show', '--json']));

// The site learns by itself, a second or two after the decision.
const learnedThat = (holds) => until(() => {
  const report = learned();
  return !report.pending && holds(report) && report;
}, () => JSON.stringify(learned()));

async function signIn(page) {
  await page.goto(`${site.base}/sign-in`);
  await page.fill('#login', mary.name);
  await page.fill('#password', mary.password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}

test('only moderators see it, and before anything was learned it says so', async () => {
  for (const path of ['/moderation/learning', '/api/learning']) {
    const stranger = await site.client().request(path, { follow: false });
    assert.notEqual(stranger.status, 200, path);
  }
  assert.match((await moderator.get('/moderation/learning')).text, /Nothing was learned yet/);
});

test('a word people here removed comments for is on the page, with its comments, in both themes and on a phone', async () => {
  for (const id of ids) await decide(id, 'remove', { clause: 'insults' });
  await learnedThat((r) => r.in_force.rulings === ids.length);
  for (const options of [{}, { colorScheme: 'dark', viewport: { width: 320, height: 800 } }]) {
    const page = await openPage(browser, options);
    await signIn(page);
    await page.goto(`${site.base}/moderation`);
    await page.click('a[href="/moderation/learning"]');
    await page.waitForSelector('#words');
    const shown = await page.textContent('main');
    assert.match(shown, /learned from 6 rulings of 1 person/);
    assert.match(shown, /walnut[\s\S]*insult \+\d\.\d\d/);
    assert.match(shown, /Insults and threats\s*6 rulings/);
    assert.match(shown, /mary_mod\s*6 breaking, 0 fine/);
    assert.match(shown, /no, holds at most/);
    assert.ok(await page.locator(`a[href*="/moderation/comment/${ids[0]}"]`).count() + await page.locator(`a[href*="/moderation/comment/${ids[5]}"]`).count() > 0);
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }));
    assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' ')}`), []);
    assert.deepEqual(page.faults, []);
    if (process.env.COMITY_PICTURE && !options.viewport) {
      await page.setViewportSize({ width: 820, height: 1180 });
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: process.env.COMITY_PICTURE });
    }
  }
});

test('the next comment with it is held, not removed, and the verdict says why', async () => {
  const client = site.client();
  await client.signIn(site.addUser('late_reader'));
  const sent = await client.submit(await client.get(`${article}/comment`), `${article}/comment`, { text: 'And yet the lock keeper waved, you walnut.' });
  const id = (sent.url.match(/#c(\d+)$/) ?? sent.url.match(/comment\/(\d+)\/sent/))[1];
  const page = await moderator.get(`/comment/${id}/verdict`);
  assert.match(page.text, /learned from this site’s own rulings|learned from this site&#39;s own rulings|learned from this site's own rulings/);
  assert.match(page.text, /A trained model, corrected by rulings made here, which can err, gives (?:more than )?0\.\d\d for the probability that somebody is insulted; the clause asks for 0\.3 or more\./);
  assert.match(site.cli(['verdict', 'replay', `${id}/1`]), /reproduced/);
});

test('what is undone is unlearned, a reset forgets, and off is off', async () => {
  const before = learned();
  await decide(ids[5], 'undo');
  const after = await learnedThat((r) => r.in_force.rulings === ids.length - 1);
  assert.notEqual(after.in_force.digest, before.in_force.digest);
  await decide(ids[5], 'remove', { clause: 'insults' });
  const again = await learnedThat((r) => r.in_force.rulings === ids.length);
  assert.deepEqual(again.words.map((w) => w.word).sort(), before.words.map((w) => w.word).sort());
  const rebuilt = site.cli(['learning', 'rebuild']);
  assert.match(rebuilt, /6 rulings of 1 person,/);
  assert.equal(learned().in_force.digest, again.in_force.digest);
  site.cli(['learning', 'off']);
  assert.match((await moderator.get('/moderation/learning')).text, /Switched off/);
  site.cli(['learning', 'on']);
  site.cli(['learning', 'reset']);
  await learnedThat((r) => r.words.length === 0);
  site.cli(['learning', 'forget'], { status: 2 });
  assert.match(site.cli(['audit', 'verify']), /./);
});
