// Sanctions over HTTP: the moderator's page says what is about to happen, effects are at once on every session, the reader
// is told and sees it, in both modes.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Site, formsOf } from '../support/site.mjs';
import { endSanction, readerId, sanction, sanctionForm, staffOf, words } from '../support/sanctions.mjs';

const article = '/article/eels-without-passports';
let site, literal, staff = {};

before(async () => {
  site = await Site.start();
  literal = await Site.start({ settings: { 'sanctions.mode': 'literal' } });
  staff = { dsa: await staffOf(site), literal: await staffOf(literal) };
});
after(async () => {
  await site.close();
  await literal.close();
});

let people = 0;
async function person(at = site, role = 'reader') {
  const user = at.addUser(`person_${++people}`, role);
  const client = await at.signedIn(user);
  const id = await readerId(at === site ? staff.dsa.boss : staff.literal.boss, user.name);
  return { user, client, id };
}

async function write(client, text) {
  const page = await client.get(`${article}/comment`);
  return client.submit(page, `${article}/comment`, { text });
}

const shown = async (at = site) => (await at.client().get(article)).text;
const plain = (page) => page.text.replace(/<[^>]*>/g, ' ').replace(/&[^;]*;/g, '’').replace(/\s+/g, ' ');

test('a warned reader writes again once they have confirmed that they read it', async () => {
  const { mary } = staff.dsa, { client, id, user } = await person();
  const form = await client.get(`${article}/comment`);
  const done = await sanction(mary, id, 'warn', { reason: 'Leave other readers’ families out of it.' });
  assert.match(plain(done), /Done: Warning. The reader is told/);
  const refused = await client.submit(form, `${article}/comment`, { text: 'Sent from a page that was open before.' });
  assert.equal(refused.status, 403);
  assert.match(refused.text, /Sent from a page that was open before/, 'the text is given back');
  assert.match(plain(refused), /has sent you a warning/);
  assert.doesNotMatch(await shown(), /open before/);
  const standing = await client.get('/account/standing');
  assert.match(plain(standing), /Leave other readers’ families out of it/);
  assert.doesNotMatch(standing.text, /mod_mary/, 'not who it was');
  const after = await client.submit(standing, '/account/standing');
  assert.match(plain(after), /You can write again/);
  assert.equal((await write(client, `A calm remark by ${user.name} about the weir.`)).status, 200);
  assert.match(plain(await mary.get(`/moderation/reader/${id}`)), /Confirmed as read/);
});

test('reports wait for the confirmation as comments do', async () => {
  const { client, id } = await person(), other = await person();
  const sent = await write(other.client, 'A remark that is there to be reported, about the lock.');
  const comment = sent.url.match(/#c(\d+)/)[1];
  await sanction(staff.dsa.mary, id, 'warn');
  const form = formsOf((await client.get('/account/standing')).text).find((f) => f.fields.csrf);
  const report = await client.request(`/comment/${comment}/report`, { method: 'POST', form: { csrf: form.fields.csrf, clause: 'insults' } });
  assert.equal(report.status, 403);
});

test('in DSA mode the page asks for a warning first, or for words on why there was none', async () => {
  const { mary } = staff.dsa, { id } = await person();
  const page = await mary.get(`/moderation/reader/${id}`);
  assert.match(plain(page), /This site works in DSA mode/);
  assert.match(plain(page), /No warning counts here/);
  const refused = await sanction(mary, id, 'block', { grave: '', reason: 'A reason typed with care.' });
  assert.equal(refused.status, 400);
  assert.match(plain(refused), /was not warned before/);
  assert.match(refused.text, /A reason typed with care/, 'what was typed is kept');
  assert.equal((await sanction(mary, id, 'block', { reason: '' })).status, 400);
  assert.equal((await sanction(mary, id, 'block', { clause: '' })).status, 400);
  assert.match(plain(await mary.get(`/moderation/reader/${id}`)), /Nothing restricts this account/);
});

test('a suspended reader reads and looks, and writes nowhere; it is said until when', async () => {
  const { mary } = staff.dsa, { client, id } = await person();
  const sent = await write(client, 'A remark from before the suspension, about the sluice.');
  const comment = sent.url.match(/#c(\d+)/)[1];
  const edit = await client.get(`/comment/${comment}/edit`);
  await sanction(mary, id, 'suspend', { days: '3' });
  assert.match(plain(await client.get('/account/standing')), /suspended until \d/);
  assert.match(await shown(), /from before the suspension/);
  assert.equal((await client.submit(edit, `/comment/${comment}/edit`, { text: 'Changed while suspended.' })).status, 403);
  assert.equal((await client.get('/account')).status, 200, 'still signed in');
  const composer = await client.get(`${article}/comment`);
  assert.match(plain(composer), /Your account is suspended/);
  assert.ok(!formsOf(composer.text).some((f) => 'text' in f.fields), 'no form to write');
  const shorter = await sanction(mary, id, 'suspend', { days: '1' });
  assert.equal(shorter.status, 409);
  await endSanction(mary, id);
  assert.equal((await write(client, 'A remark after the suspension, about the sluice.')).status, 200);
});

test('a pre-moderated reader’s comments wait, and both sides are told why', async () => {
  const { mary } = staff.dsa, { client, id } = await person();
  await sanction(mary, id, 'premoderate');
  const sent = await write(client, 'A remark that a moderator reads first, about herons.');
  assert.match(sent.url, /\/sent$/);
  assert.match(plain(sent), /every comment of this account read before it appears/);
  assert.doesNotMatch(await shown(), /reads first, about herons/);
  const comment = sent.url.match(/comment\/(\d+)/)[1];
  const item = await mary.get(`/moderation/comment/${comment}`);
  assert.match(plain(item), /every comment of this reader is held first/);
  await endSanction(mary, id);
  const free = await write(client, 'A remark that appears at once, about herons.');
  assert.match(free.url, /#c\d+$/);
});

test('a block ends every session at once; signing in again gives a look and no more', async () => {
  const { mary, boss } = staff.dsa, { client, id, user } = await person();
  const second = await site.signedIn(user);
  const page = await client.get(`${article}/comment`);
  await sanction(mary, id, 'block');
  for (const one of [client, second]) assert.equal((await one.get('/account', { follow: false })).status, 303);
  await client.submit(page, `${article}/comment`, { text: 'Posted from a page opened before the block.' });
  assert.doesNotMatch(await shown(), /opened before the block/);
  const again = await site.signedIn(user);
  const standing = await again.get('/account/standing');
  assert.match(plain(standing), /blocked since/);
  assert.match(plain(standing), new RegExp(id), 'their user ID, for the letter');
  assert.equal((await again.get('/moderation')).status, 403);
  assert.equal((await again.get(`/moderation/reader/${id}`)).status, 403);
  const log = plain(await boss.get('/admin/log'));
  assert.match(log, /mod_mary Blocked the account/);
  await endSanction(boss, id, { end: 'annul' });
  assert.equal((await write(again, `A remark after the block of ${user.name}, about the dam.`)).status, 200);
  assert.match(plain(await again.get('/account/standing')), /Taken back as a mistake/);
});

test('of two moderators with the same page open one blocks and the other is told who did', async () => {
  const { mary, max } = staff.dsa, { id } = await person();
  const marys = await mary.get(`/moderation/reader/${id}`), maxs = await max.get(`/moderation/reader/${id}`);
  const both = await Promise.all([sanction(mary, id, 'block', {}, marys), sanction(max, id, 'block', {}, maxs)]);
  assert.deepEqual(both.map((a) => a.status).sort(), [200, 409]);
  const page = await mary.get(`/moderation/reader/${id}`);
  assert.equal(plain(page).match(/Block In force/g).length, 1);
  assert.equal(sanctionForm(page, 'block'), undefined, 'no form for another');
});

test('a page that is out of date decides nothing, and says what happened meanwhile', async () => {
  const { mary, max } = staff.dsa, { id } = await person();
  const old = await max.get(`/moderation/reader/${id}`);
  await sanction(mary, id, 'warn');
  const answer = await sanction(max, id, 'suspend', { days: '7', reason: 'A long and careful reason.' }, old);
  assert.equal(answer.status, 409);
  assert.match(plain(answer), /mod_mary decided on this account/);
  assert.match(answer.text, /A long and careful reason/);
});

test('staff are decided on by administrators, and nobody by themselves', async () => {
  const { mary, boss } = staff.dsa;
  for (const role of ['author', 'moderator', 'administrator']) {
    const { id } = await person(site, role);
    const page = await mary.get(`/moderation/reader/${id}`);
    assert.match(plain(page), /Only an administrator can decide on a member of staff/);
    assert.equal(sanctionForm(page, 'warn'), undefined);
    const csrf = formsOf((await mary.get('/account')).text).find((f) => f.fields.csrf).fields.csrf;
    const forced = await mary.request(`/moderation/reader/${id}`, { method: 'POST', form: { csrf, do: 'block', seen: '0', clause: 'insults', reason: 'x', grave: 'x' } });
    assert.equal(forced.status, 403);
    assert.equal((await sanction(boss, id, 'warn')).status, 200);
  }
  const own = (await boss.get('/account')).text.match(/\/reader\/(\d+)/)[1];
  assert.match(plain(await boss.get(`/moderation/reader/${own}`)), /This account is your own/);
});

test('readers and strangers have no way to the page, and no form of it is taken without its token', async () => {
  const { client, id } = await person(), { mary } = staff.dsa;
  assert.equal((await client.get(`/moderation/reader/${id}`)).status, 403);
  assert.equal((await site.client().get(`/moderation/reader/${id}`, { follow: false })).status, 303);
  for (const path of [`/moderation/reader/${id}`, `/moderation/reader/${id}/end`, '/account/standing'])
    assert.equal((await mary.request(path, { method: 'POST', form: { do: 'block', sanction: '1', warning: '1' } })).status, 403, path);
  assert.equal((await mary.get('/moderation/reader/12345')).status, 404);
});

test('the queue and the profile lead to it, and what it comes of is chosen already', async () => {
  const { mary } = staff.dsa, { client, id } = await person();
  const sent = await write(client, 'A remark that a moderator wonders about, by the weir.');
  const comment = sent.url.match(/#c(\d+)/)[1];
  const item = await mary.get(`/moderation/comment/${comment}`);
  const link = item.text.match(/href="(\/moderation\/reader\/\d+\?comment=\d+)"/)[1];
  const page = await mary.get(link);
  assert.equal(sanctionForm(page, 'warn').fields.comment, comment);
  await sanction(mary, id, 'warn', {}, page);
  assert.match((await client.get('/account/standing')).text, new RegExp(`/comment/${comment}/verdict`));
  assert.match((await mary.get(`/reader/${id}`)).text, new RegExp(`/moderation/reader/${id}"`));
  assert.doesNotMatch((await client.get(`/reader/${id}`)).text, /moderation\/reader/);
});

test('a deleted account is out of sight at once and can be brought back', async () => {
  const { mary } = staff.dsa, { client, id, user } = await person();
  await write(client, 'A remark that vanishes with its author, about cranes.');
  const page = await mary.get(`/moderation/reader/${id}`);
  assert.match(plain(page), /For 30 days a moderator can bring everything back/);
  await sanction(mary, id, 'delete', {}, page);
  assert.doesNotMatch(await shown(), /vanishes with its author/);
  assert.equal((await site.client().get(`/reader/${id}`)).status, 404);
  assert.equal((await client.get('/account', { follow: false })).status, 303);
  const gone = site.client();
  await gone.signIn(user);
  assert.equal((await gone.get('/account', { follow: false })).status, 303);
  await endSanction(mary, id);
  assert.match(await shown(), /vanishes with its author/);
  assert.equal((await (await site.signedIn(user)).get('/account')).status, 200);
});

test('literal mode: without notice, the first block can be lifted, the second is final and it is said before', async () => {
  const { mary, boss } = staff.literal, { client, id, user } = await person(literal);
  let page = await mary.get(`/moderation/reader/${id}`);
  assert.match(plain(page), /This site works in literal mode/);
  assert.match(plain(page), /This would be the first block/);
  assert.equal('grave' in sanctionForm(page, 'block').fields, false, 'no warning is asked for');
  await sanction(mary, id, 'block', { clause: '', reason: '' }, page);
  await endSanction(mary, id);
  page = await mary.get(`/moderation/reader/${id}`);
  assert.match(plain(page), /This would be the second block. In literal mode it cannot be lifted: not by you, not by another moderator, not by an administrator/);
  const asked = await sanction(mary, id, 'block', {}, page);
  assert.match(plain(asked), new RegExp(`Block ${user.name} for good\\?`));
  assert.match(plain(asked), /This account was blocked 1 time before/);
  assert.equal(asked.text.includes('data-key='), false, 'no key makes it');
  const mistyped = await mary.submit(asked, `/moderation/reader/${id}`, { name: 'somebody_else', do: 'block' });
  assert.equal(mistyped.status, 400);
  assert.match(plain(mistyped), /not the name as it stands here/);
  assert.doesNotMatch(plain(await mary.get(`/moderation/reader/${id}`)), /Blocked for good/);
  assert.equal((await client.get('/account', { follow: false })).status, 303);
  const back = await literal.signedIn(user);
  assert.equal((await write(back, 'A remark between the two blocks, about otters.')).status, 200);
  const confirm = await sanction(mary, id, 'block', { reason: 'A reason that is carried along.' });
  await mary.submit(confirm, `/moderation/reader/${id}`, { name: user.name, do: 'block' });
  page = await boss.get(`/moderation/reader/${id}`);
  assert.match(plain(page), /Blocked for good/);
  assert.match(plain(page), /A reason that is carried along/);
  assert.match(plain(page), /In literal mode nobody can lift a second block/);
  assert.equal(sanctionForm(page, 'lift'), undefined);
  const forms = formsOf((await boss.get('/account')).text).find((f) => f.fields.csrf);
  const number = (await literalSanction(id)).id;
  const forced = await boss.request(`/moderation/reader/${id}/end`, { method: 'POST', form: { csrf: forms.fields.csrf, sanction: number, end: 'lift', why: 'Please.', do: 'lift' } });
  assert.equal(forced.status, 403);
});

test('a block takes comments along: the number is said before, the author gets one mail, and it is taken back as a whole', async () => {
  const { mary, max } = staff.dsa, { client, id, user } = await person();
  const numbers = [];
  for (const thing of ['lamps', 'ropes', 'gulls']) numbers.push((await write(client, `A remark of ${user.name} about ${thing} by the quay.`)).url.match(/#c(\d+)/)[1]);
  const page = await mary.get(`/moderation/reader/${id}`);
  assert.match(plain(page), /Remove those of the last hour: 3 comments/);
  assert.match(plain(page), /Remove all: 3 comments/);
  const done = await sanction(mary, id, 'block', { remove: '24', reason: 'The same under every article.' }, page);
  assert.match(plain(done), /Done: 3 comments go/);
  assert.doesNotMatch(await shown(), new RegExp(`remark of ${user.name}`));
  const mails = await site.mails(`${user.name}@example.org`, { kind: 'statements_together' });
  assert.equal(mails.length, 1);
  assert.match(mails[0].text, /removed 3 of your comments together/);
  assert.match(mails[0].text, /The same under every article/);
  assert.doesNotMatch(mails[0].text + mails[0].html, /mod_mary/);
  assert.equal((await site.mails(`${user.name}@example.org`, { kind: 'statement_removed', count: 0 })).length, 0);
  const again = await site.signedIn(user);
  const statement = (await again.get(`/comment/${numbers[0]}/verdict`)).text.match(/\/statement\/c-[\d-]+/)[0];
  assert.match(plain(await again.get(statement)), /The same under every article/);
  const room = await max.get(`/moderation/reader/${id}`);
  assert.match(plain(room), /3 comments removed/);
  const undo = sanctionForm(room, 'undo');
  const nameless = await max.request(undo.action, { method: 'POST', form: { ...undo.fields, why: '', do: 'undo' } });
  assert.equal(nameless.status, 400);
  const back = await max.request(undo.action, { method: 'POST', form: { ...undo.fields, why: 'It was a brother.', do: 'undo' } });
  assert.match(plain(back), /Taken back: 3 of 3/);
  assert.match(await shown(), new RegExp(`remark of ${user.name}`));
  const [told] = await site.mails(`${user.name}@example.org`, { kind: 'put_back_together' });
  assert.match(told.text, /It was a brother/);
  assert.match(plain(await staff.dsa.boss.get('/admin/log')), /Removed the reader’s comments together/);
});

test('from the page of a person comments go later too, never without clause and reason', async () => {
  const { mary } = staff.dsa, { client, id, user } = await person();
  await write(client, `Something ${user.name} says about the tide.`);
  const form = sanctionForm(await mary.get(`/moderation/reader/${id}`), 'remove');
  const send = (values) => mary.request(form.action, { method: 'POST', form: { ...form.fields, remove: 'all', clause: words.clause, reason: words.reason, do: 'remove', ...values } });
  for (const wrong of [{ clause: '' }, { reason: '' }, { remove: '' }, { remove: '-3' }, { clause: 'no-such-clause' }]) assert.equal((await send(wrong)).status, 400, JSON.stringify(wrong));
  assert.match(await shown(), new RegExp(`Something ${user.name} says`));
  assert.equal((await client.request(form.action, { method: 'POST', form: { ...form.fields, remove: 'all', do: 'remove' } })).status, 403);
  assert.match(plain(await send({})), /Done: 1 comment goes/);
  assert.equal((await send({})).status, 409, 'there is nothing left');
  assert.doesNotMatch(await shown(), new RegExp(`Something ${user.name} says`));
});

test('administrators find people by name, address and number, and by how they stand', async () => {
  const { boss } = staff.dsa, { id, user } = await person(), other = await person();
  await sanction(boss, id, 'suspend', { days: '3' });
  const named = (page) => [...page.text.matchAll(/\/moderation\/reader\/(\d+)"/g)].map((m) => m[1]);
  assert.deepEqual(named(await boss.get(`/admin/users?find=${id}`)), [id]);
  assert.deepEqual(named(await boss.get(`/admin/users?find=${user.name}%40example.org`)), [id]);
  const suspended = await boss.get('/admin/users?standing=suspended&role=reader');
  assert.ok(named(suspended).includes(id) && !named(suspended).includes(other.id));
  assert.match(plain(suspended), new RegExp(`${user.name} Account suspended reader`), 'said in words');
  assert.ok(!named(await boss.get('/admin/users?standing=active')).includes(id));
  assert.deepEqual(named(await boss.get(`/admin/users?find=${user.name}&standing=blocked`)), []);
  assert.deepEqual(named(await boss.get(`/admin/users?find=${user.name}&role=moderator`)), []);
  assert.equal((await staff.dsa.mary.get('/admin/users')).status, 403);
});

// The newest sanction's number, as the form of another would send it.
async function literalSanction(id) {
  const page = await staff.literal.mary.get(`/moderation/reader/${id}`);
  return { id: page.text.match(/name="seen" value="(\d+)"/)[1] };
}

test('the reader is told by mail: what, why, which rule, until when, and what they can do', async () => {
  const { mary } = staff.dsa, { id, user } = await person();
  const to = `${user.name}@example.org`;
  await sanction(mary, id, 'warn', { reason: 'A reason with a <b>tag</b>\r\nBcc: evil@example.org' });
  const [warned] = await site.mails(to, { kind: 'warned' });
  assert.match(warned.subject, /A warning from the moderators/);
  assert.match(warned.text, /Insults and threats/);
  assert.match(warned.text, /<b>tag<\/b>/);
  assert.doesNotMatch(warned.html, /<b>tag<\/b>/, 'words are text');
  assert.equal(warned.header('bcc'), null);
  assert.equal(warned.link, `${site.base}/account/standing`);
  await sanction(mary, id, 'suspend', { days: '3' });
  const [suspended] = await site.mails(to, { kind: 'suspended' });
  assert.match(suspended.text, /ends by itself on .*20\d\d/);
  assert.match(suspended.text, /Why there was no warning before: It was a threat/);
  await endSanction(mary, id);
  const [ended] = await site.mails(to, { kind: 'sanction_lifted' });
  assert.match(ended.text, /They have explained it/);
  await sanction(mary, id, 'block');
  const [blocked] = await site.mails(to, { kind: 'blocked' });
  assert.match(blocked.text, new RegExp(`user ID, which is ${id}`));
  assert.doesNotMatch(blocked.text + blocked.html, /mod_mary/, 'not who it was');
});

test('in literal mode the mail names no clause nor reason that was not given, and the second block says that it is final', async () => {
  const { mary } = staff.literal, { id, user } = await person(literal);
  const to = `${user.name}@example.org`;
  await sanction(mary, id, 'block', { clause: '', reason: '' });
  const [first] = await literal.mails(to, { kind: 'blocked' });
  assert.doesNotMatch(first.text, /The rule it is about|What the moderators say|Why there was no warning/);
  await endSanction(mary, id);
  await sanction(mary, id, 'block', { name: user.name });
  const [second] = await literal.mails(to, { kind: 'blocked_finally' });
  assert.match(second.text, /a second block cannot be lifted/);
});

test('whoever holds the database warns, blocks and ends it from the command line; the running site sees it at once', async () => {
  const { client, user } = await person();
  assert.match(site.cli(['sanction', 'list', user.name]), /nothing was ever decided/);
  site.cli(['sanction', 'block', user.name, '--clause', 'spam', '--reason', 'Spam.'], { status: 1 });
  site.cli(['sanction', 'block', user.name, '--clause', 'spam', '--reason', 'Spam.', '--serious', 'A hundred a minute.']);
  assert.equal((await client.get('/account', { follow: false })).status, 303);
  assert.match(site.cli(['sanction', 'list', user.name]), /block, .* by the command line, in force\n\tclause: spam\n\treason: Spam\./);
  site.cli(['sanction', 'end', user.name, '--mistake', '--reason', 'The wrong name.']);
  assert.match(site.cli(['sanction', 'list', user.name]), /taken back as a mistake: The wrong name\./);
  assert.equal((await write(await site.signedIn(user), 'A remark after a mistake at the console.')).status, 200);
  site.cli(['sanction', 'scold', user.name], { status: 2 });
});

test('from the command line comments go together and come back, in the name of a member of staff alone', async () => {
  const { mary } = staff.dsa, { client, id, user } = await person(), stranger = await person();
  for (const thing of ['kites', 'drums']) await write(client, `A note of ${user.name} about ${thing} on the pier.`);
  const order = (by, more = []) => ['sanction', 'remove-comments', user.name, '--clause', 'spam', '--reason', 'The same twice.', ...by, ...more];
  site.cli(order([]), { status: 1 });
  site.cli(order(['--as', stranger.user.name]), { status: 1 });
  site.cli(order(['--as', 'mod_mary'], ['--hours', '0']), { status: 1 });
  assert.match(await shown(), new RegExp(`note of ${user.name}`));
  assert.match(site.cli(order(['--as', 'mod_mary'], ['--hours', '2'])), /^\d+\t2 comments/);
  assert.match(plain(await mary.get(`/moderation/reader/${id}`)), /2 comments removed/);
  assert.match(site.cli(['sanction', 'list', user.name]), /comments, .*, by mod_mary, removed: 2 found, 2 removed, 0 put back\n\tclause: spam\n\treason: The same twice\./);
  site.cli(['sanction', 'restore-comments', user.name, '--as', 'mod_mary', '--reason', 'Somebody else.']);
  assert.match(plain(await mary.get(`/moderation/reader/${id}`)), /Taken back: 2 of 2/);
  assert.match(site.cli(['sanction', 'list', user.name]), /put back: 2 found, 2 removed, 2 put back/);
  site.cli(['sanction', 'restore-comments', user.name, '--as', 'mod_mary', '--reason', 'Again.'], { status: 1 });
});

test('all sanctions in force are exported as a table without formulas and as lines of JSON, ended ones if asked for', async () => {
  const { user: kept, id: keptId, client } = await person(), { user: freed } = await person();
  const give = (word, user, reason, more = []) => site.cli(['sanction', word, user.name, '--clause', 'spam', '--reason', reason, ...more]);
  give('suspend', kept, '=2+2, "twice"\r\nand again', ['--days', '3', '--serious', '-1']);
  give('premoderate', freed, 'A week.', ['--days', '7']);
  site.cli(['sanction', 'end', freed.name, '--reason', 'Enough.']);
  const table = site.cli(['sanction', 'export']), head = table.slice(0, table.indexOf('\r\n'));
  assert.equal(head, 'id,account,name,kind,from,until,in_force,clause,reason,without_warning,decided_by,appeal,mode,final,comment,read,end,ended,ended_by,end_reason');
  assert.match(table, new RegExp(`^\\d+,${keptId},${kept.name},suspension,[-\\d]{10}T[\\d:]{8}Z,[-\\d]{10}T[\\d:]{8}Z,yes,spam,"'=2\\+2, ""twice""\r\nand again",'-1,command line,none,dsa,no,,,,,,\r\n`, 'm'));
  assert.ok(!table.includes(freed.name), 'what has ended is left out');
  const all = site.cli(['sanction', 'export', '--all', '--jsonl']).trim().split('\n').map((line) => JSON.parse(line));
  const ended = all.find((s) => s.name === freed.name), stands = all.find((s) => s.name === kept.name);
  assert.deepEqual([ended.kind, ended.in_force, ended.end, ended.ended_by, ended.end_reason], ['pre-moderation', false, 'lifted', 'command line', 'Enough.']);
  assert.ok(Date.parse(ended.until) - Date.parse(ended.from) === 7 * 86400e3 && ended.ended);
  assert.deepEqual([stands.reason, stands.ended, stands.appeal, stands.account], ['=2+2, "twice"\r\nand again', null, 'none', keptId], 'JSON has the words as they are');
  await client.submit(await client.get('/account/letter'), '/account/letter', { text: 'I wrote the same comment twice because the first did not show; it will not happen again.' });
  assert.match(site.cli(['sanction', 'export', '--jsonl']).split('\n').find((line) => line.includes(kept.name)), /"appeal":"open"/);
  site.cli(['sanction', 'export', kept.name], { status: 2 });
});

test('the administration says which mode is on and what follows', async () => {
  assert.match(plain(await staff.dsa.boss.get('/admin')), /DSA mode.*somebody else than who made it decides/);
  assert.match(plain(await staff.literal.boss.get('/admin')), /Literal mode.*second block is final/);
});
