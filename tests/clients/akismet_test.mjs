// Public clients of Akismet, as npm has them, moved by giving them another host. Both put the key before the host's name,
// as in KEY.rest.akismet.com: here the resolver answers for every name, as a wildcard record would.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { Site } from '../support/site.mjs';
import { addKey } from '../support/programs.mjs';

const lookup = dns.lookup;
dns.lookup = (name, options, done) =>
  name.endsWith('.test') ? lookup('127.0.0.1', options, done) : lookup(name, options, done);
const require = createRequire(import.meta.url);
const { AkismetClient } = require('akismet-api');
const older = require('akismet');

const HOST = 'akismet.test';
const BLOG = 'http://blog.example';
const HAM = 'The ferry was late again this morning, and the captain said nothing about it.';
const SPAM = 'Work from home and earn $5000 a week! Buy cheap viagra now at http://pills.example http://casino.example';

let site, key, port;
before(async () => {
  site = await Site.start({ edition: null });
  key = await addKey(site, 'blog');
  port = new URL(site.base).port;
});
after(() => site.close());

const client = (more = {}) => new AkismetClient({ key, blog: BLOG, protocol: 'http', host: `${HOST}:${port}`, ...more });
const comment = { ip: '192.0.2.1', useragent: 'Mozilla/5.0', content: HAM, name: 'Ann', email: 'ann@example.org', type: 'comment' };

test('akismet-api verifies the key', async () => {
  assert.equal(await client().verifyKey(), true);
  assert.equal(await client({ key: '0123456789ab' }).verifyKey(), false);
});

test('akismet-api checks comments', async () => {
  assert.equal(await client().checkSpam(comment), false);
  assert.equal(await client().checkSpam({ ...comment, content: SPAM }), true);
  assert.equal(await client().checkSpam({ ...comment, name: 'viagra-test-123', isTest: true }), true);
  assert.equal(await client().checkSpam({ ...comment, content: SPAM, role: 'administrator', isTest: true }), false);
  assert.equal(await client().checkSpam({ ...comment, honeypot: 'filled in' }), true);
  assert.equal(await client({ lang: 'en', charset: 'UTF-8' }).checkSpam({ ...comment, permalink: `${BLOG}/post`, url: 'http://ann.example', recheck: 'edit' }), false);
});

test('akismet-api hears what is wrong', async () => {
  await assert.rejects(client({ key: '0123456789ab' }).checkSpam(comment), /Invalid API key/);
  await assert.rejects(client().checkSpam({ content: HAM }), /user_ip/);
});

test('akismet-api reports what was missed and what was not', async () => {
  await client().submitSpam({ ...comment, content: SPAM });
  await client().submitHam(comment);
});

test('the older client called akismet works as it is', async () => {
  const one = older.client({ blog: BLOG, apiKey: key, host: HOST, port });
  const call = (name, ...args) => promisify(one[name].bind(one))(...args);
  const sent = { user_ip: '192.0.2.1', comment_content: HAM, permalink: BLOG, comment_author: 'Ann' };
  assert.equal(await call('verifyKey'), true);
  assert.equal(await call('checkComment', { ...sent }), false);
  assert.equal(await call('checkComment', { ...sent, comment_content: SPAM }), true);
  assert.equal(await call('checkSpam', { ...sent, comment_author: 'viagra-test-123' }), true);
  await call('submitSpam', { ...sent, comment_content: SPAM });
  await call('submitHam', { ...sent });
  const wrong = older.client({ blog: BLOG, apiKey: '0123456789ab', host: HOST, port });
  assert.equal(await promisify(wrong.verifyKey.bind(wrong))(), false);
});
