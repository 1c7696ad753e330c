// What tests of the APIs for programs share: a key that works, and requests without a browser's ways.
import { until } from './wait.mjs';

// A serving site reads new keys within a second or two.
export async function addKey(site, name, ...options) {
  const key = site.cli(['key', 'add', name, ...options]).trim().split('\n').at(-1);
  await until(async () => {
    const { body } = await call(site, '/v1alpha1/comments:analyze', { key, headers: originOf(options) });
    return body?.error?.details?.[0]?.reason !== 'API_KEY_INVALID';
  }, `the site never learnt of the key ${name}`);
  return key;
}

function originOf(options) {
  const at = options.indexOf('--origin');
  return at < 0 ? {} : { origin: options[at + 1] };
}

// `json` is sent as it is when it is a string or bytes.
export async function call(site, path, { key, json = {}, headers = {}, method = 'POST', query = {} } = {}) {
  const url = new URL(path, site.base);
  if (key) url.searchParams.set('key', key);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const raw = typeof json === 'string' || json instanceof Uint8Array;
  const answer = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: method === 'POST' ? (raw ? json : JSON.stringify(json)) : undefined,
  });
  const text = await answer.text();
  let body = null;
  if (answer.headers.get('content-type')?.startsWith('application/json')) body = JSON.parse(text);
  return { status: answer.status, headers: answer.headers, text, body };
}
