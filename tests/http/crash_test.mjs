// Acknowledged means on disk: the server is killed with SIGKILL while readers post, and started again.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';
import { readerId } from '../support/sanctions.mjs';
import { until } from '../support/wait.mjs';

const article = '/article/honey-at-the-border';

test('kill -9 under write load loses no acknowledged comment', async () => {
  const site = await Site.start();
  const posters = [];
  for (let i = 0; i < 4; i++) {
    const client = site.client();
    await client.signIn(site.addUser(`poster_${i}`, 'moderator'));
    const [form] = formsOf((await client.get(`${article}/comment`)).text).filter((f) => f.method === 'post' && 'text' in f.fields);
    posters.push({ client, form });
  }
  const acknowledged = [];
  let killed = false;
  const load = posters.map(async ({ client, form }, who) => {
    for (let n = 0; !killed; n++) {
      const marker = `marker ${who} number ${n} of this run`;
      const { draft: _, ...fields } = form.fields;
      try {
        const answer = await client.request(form.action, { method: 'POST', follow: false, form: { ...fields, text: `Remark with the ${marker}.` } });
        if (answer.status === 303) acknowledged.push({ marker, where: answer.headers.get('location') });
        else assert.fail(`status ${answer.status}`);
      } catch (error) {
        if (!killed) throw error;
      }
    }
  });
  await until(() => acknowledged.length > 150, () => `only ${acknowledged.length} were acknowledged`);
  killed = true;
  await site.stop('SIGKILL');
  await Promise.all(load);
  await site.serve();
  const reader = site.client();
  for (const { marker, where } of acknowledged) {
    const id = where.match(/#c(\d+)/)[1];
    const page = await reader.get(`/comment/${id}`);
    assert.ok(page.text.includes(marker), marker);
  }
  await site.close();
});

test('kill -9 behind an order to remove many comments loses none of it, and removes none twice', async () => {
  const site = await Site.start();
  const poster = await site.signedIn(site.addUser('poster', 'moderator')), lead = site.addUser('boss', 'administrator'), boss = await site.signedIn(lead);
  const [form] = formsOf((await poster.get(`${article}/comment`)).text).filter((f) => f.method === 'post' && 'text' in f.fields);
  const { draft: _, ...fields } = form.fields;
  const ids = [];
  // More than three steps of a hundred.
  await Promise.all([0, 1, 2, 3].map(async (who) => {
    for (let n = 0; n < 80; n++) {
      const sent = await poster.request(form.action, { method: 'POST', follow: false, form: { ...fields, text: `Remark number ${n} of hand ${who} about the honey.` } });
      ids.push(sent.headers.get('location').match(/#c(\d+)/)[1]);
    }
  }));
  const id = await readerId(boss, 'poster');
  const order = formsOf((await boss.get(`/moderation/reader/${id}`)).text).find((f) => f.action.endsWith('/comments') && /value="remove"/.test(f.inside));
  const sent = await boss.request(order.action, { method: 'POST', follow: false,
    form: { ...order.fields, do: 'remove', remove: 'all', clause: 'insults', reason: 'The same under every article.' } });
  await site.stop('SIGKILL');
  assert.equal(sent.status, 303);
  await site.serve();
  const after = await site.signedIn(lead); // at another port
  const decisions = async (comment) => JSON.parse((await after.get(`/comment/${comment}/verdict.json`)).text).decisions;
  for (const comment of ids)
    await until(async () => (await decisions(comment)).some((d) => d.action === 'removed'), `${comment} was never removed`);
  for (const comment of ids) assert.equal((await decisions(comment)).filter((d) => d.action === 'removed').length, 1, comment);
  await site.close();
});

test('a graceful stop answers what is under way and exits with 0', async () => {
  const site = await Site.start();
  const inFlight = Array.from({ length: 20 }, () => site.client().get('/article/ministers-share-umbrella').then((a) => a.status, () => 'cut'));
  const { code } = await site.stop('SIGTERM');
  assert.equal(code, 0);
  for (const status of await Promise.all(inFlight)) assert.ok(status === 200 || status === 'cut');
  await site.close();
});

test('a faulty standards document is refused on reload and the one in force stays', async (t) => {
  const { writeFileSync, mkdtempSync, rmSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { tmpdir } = await import('node:os');
  const folder = mkdtempSync(join(tmpdir(), 'comity-standards-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'standards.md');
  const document = (condition) => `# House rules\n\nBe kind.\n\n## Short words {#short}\n\nNo.\n\n\`\`\`clause\nwhen: ${condition}\nthen: hold\nreasons: terms\n\`\`\`\n\n\`\`\`examples\nhold  xyzzy\nkeep  something else entirely\n\`\`\`\n`;
  writeFileSync(file, document('comment.words < 2'));
  const site = await Site.start({ settings: { 'standards.file': file } });
  assert.match((await site.client().get('/standards')).text, /Short words/);
  writeFileSync(file, document('coment.words < 2'));
  site.process.kill('SIGHUP');
  await until(() => /standards_refused/.test(site.log), () => `nothing was refused: ${site.log}`);
  assert.match((await site.client().get('/standards')).text, /Short words/);
  writeFileSync(file, document('comment.words < 2').replace('Short words', 'Brief words'));
  site.process.kill('SIGHUP');
  await until(async () => /Brief words/.test((await site.client().get('/standards')).text), () => `the new ones are not in force: ${site.log}`);
  await site.close();
});
