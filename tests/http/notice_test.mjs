// Notices of illegal content: from anybody, answered by people, trusted flaggers first.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Site, formsOf } from '../support/site.mjs';
import { solve } from '../support/captcha.mjs';

const article = '/article/eels-without-passports';
let site, mary, author, people = 0;

async function signedIn(name, role) {
  const client = site.client();
  client.address = `${name}@example.org`;
  await client.signIn(site.addUser(name, role));
  return client;
}

before(async () => {
  site = await Site.start({ settings: { 'http.base_url': 'https://courier.example', 'captcha.work': 1000 } });
  mary = await signedIn('mod_mary', 'moderator');
});
after(() => site.close());

let number = 0;
async function write() {
  author = await signedIn(`author_${++people}`);
  const form = await author.get(`${article}/comment`);
  const sent = await author.submit(form, `${article}/comment`, { text: `Remark number ${++number} about the eels in the fen.` });
  return sent.url.match(/#c(\d+)$/)[1];
}

const words = 'It accuses the lock-keeper by name of a crime he was acquitted of.';
const full = (id) => ({ comment: `/comment/${id}`, category: 'illegal or harmful speech', words, name: 'Fen Law Centre', email: `law${++people}@example.net`, good_faith: 'yes' });

async function give(client, fields) {
  const page = await client.get('/notice');
  const form = formsOf(page.text).find((f) => f.action === '/notice');
  const all = { ...form.fields, ...fields };
  if (form.inside.includes('altcha-widget')) all.altcha = solve(JSON.parse((await client.get('/captcha/challenge')).text));
  for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
  return client.request('/notice', { method: 'POST', form: all });
}

async function decide(id, word, fields = {}) {
  const page = await mary.get(`/moderation/comment/${id}`);
  const form = formsOf(page.text).find((f) => new RegExp(`name="do" value="${word}"`).test(f.inside));
  return mary.request(form.action, { method: 'POST', form: { ...form.fields, do: word, ...fields } });
}

test('a stranger gives notice, has a receipt, and is told the outcome with its reason', async () => {
  const id = await write(), notice = full(id);
  const sent = await give(site.client(), notice);
  assert.match(sent.text, /Your notice has come in/);
  const [receipt] = await site.mails(notice.email);
  assert.match(receipt.subject, /received your notice/);
  assert.match(receipt.text, /Hello Fen Law Centre/);
  const token = new URL(receipt.link).search;
  assert.match((await site.client().get(`/notice/receipt${token}`)).text, /waits for a moderator/);
  assert.match((await mary.get('/moderation/notices')).text, /acquitted of/);
  const item = await mary.get(`/moderation/comment/${id}`);
  assert.match(item.text, /acquitted of/);
  assert.ok(!item.text.includes(notice.email), 'the address is for administrators');
  assert.match(item.text, /<strong>noticed<\/strong>, <time/, 'it is not the standards that noticed it');
  await decide(id, 'remove', { clause: 'law', reason: 'The court acquitted him.' });
  const [, outcome] = await site.mails(notice.email, { count: 2 });
  assert.match(outcome.subject, /removed or changed/);
  assert.match(outcome.text, /The court acquitted him/);
  const after = await site.client().get(`/notice/receipt${token}`);
  assert.match(after.text, /removed the comment/);
  assert.match(after.text, /The court acquitted him/);
  const verdict = await author.get(`/comment/${id}/verdict`);
  assert.doesNotMatch(verdict.text, /Fen Law Centre|acquitted of\./, 'the author does not learn who, or in what words');
  const statement = verdict.text.match(/\/statement\/c-\d+-\d+/)[0];
  const json = JSON.parse((await author.get(`${statement}/statement.json`)).text);
  assert.equal(json.source_type, 'SOURCE_ARTICLE_16');
});

test('letting a comment stay asks for a reason, which goes to who gave notice', async () => {
  const id = await write(), notice = full(id);
  await give(site.client(), notice);
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /Why it stays, for who gave notice/);
  await decide(id, 'approve', { reason: 'It quotes the verdict.' });
  const [, outcome] = await site.mails(notice.email, { count: 2 });
  assert.match(outcome.subject, /the comment stays/);
  assert.match(outcome.text, /It quotes the verdict/);
  assert.doesNotMatch((await mary.get('/moderation/notices')).text, new RegExp(`/moderation/comment/${id}`));
});

test('what is missing is said beside its field, and nothing that was written is lost', async () => {
  const id = await write();
  for (const [change, said] of [
    [{ name: '' }, /Give your name/], [{ email: '' }, /address/i], [{ email: 'no address' }, /address/i], [{ words: 'Bad.' }, /Say which law/],
    [{ good_faith: undefined }, /accurate and complete/], [{ category: 'manners' }, /Choose what kind/],
    [{ comment: '/comment/12345' }, /no such comment/]]) {
    const answer = await give(site.client(), { ...full(id), ...change });
    assert.ok([400, 404].includes(answer.status), `${answer.status} ${JSON.stringify(change)}`);
    assert.match(answer.text, said);
    if (!change.words) assert.match(answer.text, /acquitted of/, 'the words are given back');
  }
  const unsolved = site.client();
  const page = await unsolved.get('/notice');
  const form = formsOf(page.text).find((f) => f.action === '/notice');
  const answer = await unsolved.request('/notice', { method: 'POST', form: { ...form.fields, ...full(id) } });
  assert.equal(answer.status, 400);
});

test('about the abuse of children nobody need say who they are', async () => {
  const id = await write();
  const sent = await give(site.client(), { ...full(id), category: 'protection of minors', name: '', email: '' });
  assert.match(sent.text, /Your notice has come in/);
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /somebody who gave no name/);
});

test('a hidden comment cannot be given notice of, nor found out about', async () => {
  const id = await write();
  await decide(id, 'remove', { clause: 'law' });
  const answer = await give(site.client(), full(id));
  const nobody = await give(site.client(), { ...full(id), comment: '/comment/999999' });
  assert.equal(answer.status, nobody.status);
  assert.doesNotMatch(answer.text, /Remark number/);
});
test('trusted flaggers have a lane of their own, and it is the first', async () => {
  const flagger = await signedIn('fen_flagger');
  site.cli(['user', 'flagger', 'fen_flagger']);
  const one = await write(), two = await write();
  await give(site.client(), full(one));
  const sent = await give(flagger, { comment: `https://courier.example${article}#c${two}`, category: 'scams and fraud', words, good_faith: 'yes' });
  assert.match(sent.text, /has come in/);
  const lane = (await mary.get('/moderation/notices')).text;
  assert.ok(lane.includes(`/moderation/comment/${two}`) && !lane.includes(`/moderation/comment/${one}`));
  assert.match(lane, /Trusted flagger<\/span>/);
  assert.ok((await mary.get('/moderation/notices?lane=others')).text.includes(`/moderation/comment/${one}`));
  const [receipt] = await site.mails(flagger.address);
  assert.match(receipt.text, /Hello fen_flagger/);
  await decide(two, 'remove', { clause: 'law', reason: 'A swindle.' });
  const csv = site.cli(['statements', 'report', '--since', '1d']);
  assert.match(csv, /^b,notices decided,by trusted flaggers,,1\r$/m);
  assert.match(csv, /^b,notices acted on,scams and fraud,,1\r$/m);
});

test('a decision taken back opens its notices again', async () => {
  const id = await write(), notice = full(id);
  await give(site.client(), notice);
  const decided = await decide(id, 'remove', { clause: 'law', reason: 'Too quick.' });
  const undo = formsOf(decided.text).find((f) => /value="undo"/.test(f.inside));
  await mary.request(undo.action, { method: 'POST', form: { ...undo.fields, do: 'undo' } });
  assert.ok((await mary.get('/moderation/notices?lane=others')).text.includes(`/moderation/comment/${id}`));
});

const order = (fields) => ({ lane: 'act', authority: '=Court "Ely", first chamber', state: 'DE', reference: '7 Js 12/26', category: 'illegal or harmful speech',
  issued: '2026-01-05', received: '2026-01-06', email: `court${++people}@example.net`, words: 'The remark is to be removed.', ...fields });

async function enter(query, fields) {
  const page = await mary.get(`/moderation/order?${query}`);
  return mary.submit(page, '/moderation/order', Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

const lane = async (name) => (await mary.get(`/moderation/notices?lane=${name}`)).text;

test('an authority’s order is entered, told of, given effect to, counted, and named as the ground', async () => {
  const id = await write(), fields = order();
  for (const [change, said] of [[{ state: 'XX' }, /Choose the authority/], [{ reference: ' ' }, /Give the order/], [{ received: '2999-01-01' }, /Give the day/],
    [{ issued: '2026-02-30' }, /Give the date/], [{ issued: '2026-01-07' }, /before the date it bears/], [{ lane: 'please' }, /Choose what the order asks/],
    [{ email: 'no address' }, /address/i], [{ comment: '/comment/12345' }, /no such comment/]]) {
    const answer = await enter(`comment=/comment/${id}`, { ...fields, ...change });
    assert.ok([400, 404].includes(answer.status), `${answer.status} ${JSON.stringify(change)}`);
    assert.match(answer.text, said);
    assert.match(answer.text, /first chamber/, 'what was written is given back');
  }
  const entered = await enter(`comment=/comment/${id}`, fields);
  assert.match(entered.url, /lane=orders$/);
  assert.match(entered.text, /Order to act<\/span>/);
  assert.match(entered.text, /Germany, reference 7 Js 12\/26, of 5 January 2026/);
  assert.doesNotMatch(entered.text, /not been told yet/);
  const [receipt] = await site.mails(fields.email);
  assert.match(receipt.subject, /received your order 7 Js 12\/26/);
  assert.match((await mary.get(`/moderation/comment/${id}`)).text, /Order to act/);
  await decide(id, 'remove', { clause: 'law', reason: 'By order of the court.' });
  const [, effect] = await site.mails(fields.email, { count: 2 });
  assert.match(effect.subject, /Effect was given/);
  const name = (await author.get(`/comment/${id}/verdict`)).text.match(/\/statement\/(c-\d+-\d+)/)[1];
  assert.match((await author.get(`/statement/${name}`)).text, /gives effect to an order: .*Germany, of 5 January 2026, reference 7 Js 12\/26/);
  const json = JSON.parse((await author.get(`/statement/${name}/statement.json`)).text);
  assert.equal(json.source_type, 'SOURCE_TYPE_OTHER_NOTIFICATION');
  assert.equal(json.source_identity, fields.authority);
  assert.equal(json.decision_ground, 'DECISION_GROUND_ILLEGAL_CONTENT');
  assert.match(json.illegal_content_legal_ground, /first chamber \(DE\), reference 7 Js 12\/26, of 2026-01-05/);
  assert.equal(json.category, 'STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH');
  const file = join(site.folder, 'order.jsonl');
  writeFileSync(file, JSON.stringify(json));
  site.cli(['statements', 'check', file]);
  const csv = site.cli(['statements', 'report', '--since', '2026-01-01']);
  assert.match(csv, /^a,orders to act against content,illegal or harmful speech,DE,1\r$/m);
  assert.match(csv, /^a,hours until the receipt was confirmed: median,illegal or harmful speech,DE,[1-9]\d*/m);
  assert.match(csv, /^a,hours until effect was given: median,illegal or harmful speech,DE,[1-9]\d*/m);
  assert.match(csv, /^c,brought to attention,authorities' orders,,1\r$/m);
  assert.ok(csv.trim().split('\r\n').every((line) => /^[^",=+@]*(,[^",=+@]*){4}$/.test(line)), 'nothing that was typed stands in it');
});

test('a notice that is an order is marked; one for information leaves the comment alone and is answered by hand', async () => {
  const id = await write(), notice = full(id);
  await give(site.client(), { ...notice, name: 'Fen Police' });
  const mark = (await lane('others')).match(/\/moderation\/order\?notice=\d+/g).at(-1);
  const marked = await enter(mark.split('?')[1], order({ lane: 'information', state: 'FR', email: '', authority: 'Fen Police', received: undefined }));
  assert.match(marked.url, /lane=inquiries$/);
  assert.equal((await site.mails(notice.email, { count: 2 }))[1].subject, 'We have received your order 7 Js 12/26');
  assert.equal((await mary.get(mark)).status, 404, 'it is one already');
  await decide(id, 'approve', { reason: 'The comment is in order.' });
  assert.match(await lane('inquiries'), /Fen Police/, 'a decision on the comment does not answer it');
  const told = await enter(`comment=${await write()}`, order({ lane: 'information', state: 'FR', email: '', received: undefined }));
  assert.match(told.text, /has not been told yet/);
  const noted = await mary.submit(told, told.text.match(/\/moderation\/order\/\d+/g).at(-1), { do: 'acknowledge' });
  assert.doesNotMatch(noted.text, /has not been told yet/);
  const answer = noted.text.match(/\/moderation\/order\/\d+/)[0];
  await mary.submit(await mary.get('/moderation/notices?lane=inquiries'), answer, { do: 'answer' });
  const again = formsOf((await mary.get('/moderation/notices?lane=inquiries')).text).find((f) => /\/moderation\/order\/\d+/.test(f.action));
  assert.equal((await mary.request(answer, { method: 'POST', form: { ...again.fields, do: 'answer' } })).status, 409);
  const csv = site.cli(['statements', 'report', '--since', '2026-01-01']);
  assert.match(csv, /^a,orders to give information,illegal or harmful speech,FR,2\r$/m);
  assert.match(csv, /^a,hours until effect was given: median,illegal or harmful speech,FR,[\d.e-]+\r$/m);
});

async function receiptOf(notice, count = 2) {
  return new URL((await site.mails(notice.email, { count })).at(-1).link);
}

async function complain(client, at, text) {
  const page = await client.get(at.pathname + at.search);
  return client.submit(page, at.pathname + at.search, { text });
}

const complaintId = async (client) => (await client.get('/moderation/redress')).text.match(/\/moderation\/redress\/(\d+)/)?.[1];

async function settle(client, id, word, fields = {}) {
  const path = `/moderation/redress/${id}`;
  const form = formsOf((await client.get(path)).text).find((f) => f.action === path);
  return client.request(path, { method: 'POST', form: { ...form.fields, do: word, text: 'Looked at again.', ...fields } });
}

const overlooked = 'The verdict was set aside in March; the comment quotes the old one.';

test('who gave notice in vain asks for another look, somebody else decides, and the comment is removed with a statement', async () => {
  const moe = await signedIn('mod_moe', 'moderator');
  const id = await write(), notice = full(id), stranger = site.client();
  await give(site.client(), notice);
  const waiting = await site.mails(notice.email);
  const early = new URL(waiting[0].link);
  assert.doesNotMatch((await stranger.get(early.pathname + early.search)).text, /Another look/, 'not before it is decided');
  await decide(id, 'approve', { reason: 'It quotes the verdict.' });
  const at = await receiptOf(notice);
  assert.match((await site.mails(notice.email, { count: 2 }))[1].text, /ask for another look until .*It costs nothing/s);
  assert.match((await stranger.get(at.pathname + at.search)).text, /somebody who had not decided on it/);
  assert.equal((await complain(stranger, at, ' ')).status, 400);
  const sent = await complain(stranger, at, overlooked);
  assert.match(sent.text, /You have asked for another look\. It is decided by/);
  assert.doesNotMatch(sent.text, /Ask for another look/, 'once');
  const [, , received] = await site.mails(notice.email, { count: 3 });
  assert.match(received.subject, /look again at your notice/);
  assert.match(received.text, /an answer by \S/);
  const number = await complaintId(mary);
  const room = (await mary.get(`/moderation/redress/${number}`)).text;
  assert.match(room, /You decided on this before/);
  assert.match(room, /Fen Law Centre/);
  assert.equal((await settle(mary, number, 'refuse')).status, 403, 'who decided does not decide again');
  const shown = (await moe.get(`/moderation/redress/${number}`)).text;
  for (const words of [overlooked, 'acquitted of', 'It quotes the verdict.', 'Remark number']) assert.ok(shown.includes(words), words);
  assert.match((await settle(moe, number, 'ask', { text: 'Which court was it?' })).url, /done=ask/);
  const question = (await site.mails(notice.email, { count: 4 })).at(-1);
  assert.match(question.subject, /A question about your notice/);
  assert.match(question.text, /Which court was it\?/);
  assert.doesNotMatch(question.text + question.html, /mod_moe/);
  const there = new URL(question.link), old = formsOf((await moe.get(`/moderation/redress/${number}`)).text).find((f) => f.action === `/moderation/redress/${number}`);
  assert.match((await stranger.get(there.pathname + there.search)).text, /Which court was it\?/);
  const answered = await complain(stranger, there, 'The court of Fen, in March.');
  assert.match(answered.text, /The court of Fen, in March\./);
  assert.doesNotMatch(answered.text, /mod_moe/);
  assert.equal((await moe.request(old.action, { method: 'POST', form: { ...old.fields, do: 'refuse', text: 'Not read.' } })).status, 409, 'the answer is read first');
  assert.match((await moe.get(`/moderation/redress/${number}`)).text, /The court of Fen, in March\./);
  assert.equal((await settle(moe, number, 'restore')).status, 400);
  assert.equal((await settle(moe, number, 'remove', { clause: '' })).status, 400, 'a removal names its clause');
  assert.ok((await settle(moe, number, 'remove', { clause: 'law', text: 'The verdict was set aside.' })).status < 400);
  const granted = (await site.mails(notice.email, { count: 5 })).at(-1);
  assert.match(granted.subject, /removed after another look/);
  assert.match(granted.text, /The verdict was set aside\.[^]*out-of-court body or a court/);
  assert.match((await stranger.get(at.pathname + at.search)).text, /After another look, a moderator removed the comment/);
  const verdict = await author.get(`/comment/${id}/verdict`);
  assert.doesNotMatch(verdict.text, /Fen Law Centre|set aside in March/, 'the author does not learn who, or in what words');
  const json = JSON.parse((await author.get(`${verdict.text.match(/\/statement\/c-\d+-\d+/)[0]}/statement.json`)).text);
  assert.equal(json.source_type, 'SOURCE_ARTICLE_16');
  assert.ok((await site.mails(author.address)).length > 0, 'the author is told');
  const undo = formsOf((await moe.get(`/moderation/comment/${id}`)).text).find((f) => /value="undo"/.test(f.inside));
  if (undo) assert.equal((await moe.request(undo.action, { method: 'POST', form: { ...undo.fields, do: 'undo' } })).status, 409);
  const csv = site.cli(['statements', 'report', '--since', '1d']);
  assert.match(csv, /^d,complaints decided,notices of illegal content,,1\r$/m);
  assert.match(csv, /^d,decisions reversed,notices of illegal content,,1\r$/m);
});

test('a complaint that is refused is answered with the reason and where else to turn; a flagger has the same right', async () => {
  const boss = await signedIn('boss', 'administrator'), flagger = await signedIn('reed_flagger');
  site.cli(['user', 'flagger', 'reed_flagger']);
  const id = await write();
  await give(flagger, { comment: `/comment/${id}`, category: 'scams and fraud', words, good_faith: 'yes' });
  await decide(id, 'approve', { reason: 'It sells nothing.' });
  const at = await receiptOf({ email: flagger.address });
  await complain(flagger, at, overlooked);
  const number = await complaintId(boss);
  assert.match((await flagger.get(`/account/redress/${number}`)).text, /Complaint about a notice/);
  assert.equal((await flagger.get(`/moderation/redress/${number}`)).status, 403);
  assert.ok((await settle(boss, number, 'refuse', { text: 'It sells nothing still.' })).status < 400);
  const answer = (await site.mails(flagger.address, { count: 4 })).at(-1);
  assert.match(answer.subject, /stays after another look/);
  assert.match(answer.text, /It sells nothing still\.[^]*out-of-court body or a court/);
  const page = (await site.client().get(at.pathname + at.search)).text;
  assert.match(page, /After another look, the decision stays/);
  assert.doesNotMatch(page, /<textarea/, 'one complaint for a notice');
});

test('a comment removed meanwhile settles the complaint; one that its author deleted leaves nothing to ask for', async () => {
  const giver = await signedIn('fen_reader'), first = { email: giver.address };
  const notice = (id) => ({ comment: `/comment/${id}`, category: 'scams and fraud', words, good_faith: 'yes' });
  const one = await write();
  await give(giver, notice(one));
  await decide(one, 'approve', { reason: 'It quotes the verdict.' });
  await complain(site.client(), await receiptOf(first), overlooked);
  await decide(one, 'remove', { clause: 'law', reason: 'Seen again.' });
  assert.match((await site.mails(first.email, { count: 4 })).at(-1).subject, /removed after another look/);
  assert.equal(await complaintId(mary), undefined);
  const two = await write();
  await give(giver, notice(two));
  await decide(two, 'approve', { reason: 'It quotes the verdict.' });
  const at = await receiptOf(first, 6);
  await author.submit(await author.get(`/comment/${two}/delete`), `/comment/${two}/delete`);
  assert.doesNotMatch((await site.client().get(at.pathname + at.search)).text, /<textarea/);
});

test('a comment that its author deletes answers the notices of it', async () => {
  const giver = await signedIn('gone_reader'), id = await write();
  await give(giver, { comment: `/comment/${id}`, category: 'scams and fraud', words, good_faith: 'yes' });
  await author.submit(await author.get(`/comment/${id}/delete`), `/comment/${id}/delete`);
  const told = (await site.mails(giver.address, { count: 2 })).at(-1);
  assert.match(told.subject, /the comment is gone/);
  assert.doesNotMatch(told.text, /moderator/);
  assert.doesNotMatch((await mary.get('/moderation/notices?lane=others')).text, new RegExp(`/moderation/comment/${id}`));
  const two = await write();
  await give(giver, { comment: `/comment/${two}`, category: 'scams and fraud', words, good_faith: 'yes' });
  await decide(two, 'approve', { reason: 'It quotes the verdict.' });
  const at = await receiptOf({ email: giver.address }, 4);
  await complain(site.client(), at, overlooked);
  await author.submit(await author.get(`/comment/${two}/delete`), `/comment/${two}/delete`);
  assert.match((await site.mails(giver.address, { count: 6 })).at(-1).subject, /the comment is gone/);
  const receipt = (await site.client().get(at.pathname + at.search)).text;
  assert.match(receipt, /The comment is gone: its author deleted it/);
  assert.doesNotMatch(receipt, /After another look|A person decided|name="adds"/);
  assert.equal(await complaintId(mary), undefined);
  assert.match((await mary.get('/moderation/redress?show=decided')).text, /The comment is gone: its author deleted it/);
});

test('the form offers what law is broken, not the site’s own terms', async () => {
  const id = await write();
  assert.doesNotMatch((await site.client().get('/notice')).text, /other violation of terms/i);
  assert.equal((await give(site.client(), { ...full(id), category: 'other violation of terms' })).status, 400);
});
