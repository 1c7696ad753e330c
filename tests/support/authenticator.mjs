// An authenticator in software: answers what a page asks of a passkey as a browser with a security key would, and, where a test
// wants it, wrongly.
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const KINDS = {
  '-7': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  '-8': () => generateKeyPairSync('ed25519'),
  '-257': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const url64 = (bytes) => Buffer.from(bytes).toString('base64url');

// --- CBOR, as much as is needed ---
function head(major, n) {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}
export function cbor(value) {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value];
  return Buffer.concat([head(5, pairs.length), ...pairs.flat().map(cbor)]);
}

function coseKey(alg, publicKey) {
  const jwk = publicKey.export({ format: 'jwk' });
  const bytes = (text) => Buffer.from(text, 'base64url');
  if (alg === -7) return new Map([[1, 2], [3, -7], [-1, 1], [-2, bytes(jwk.x)], [-3, bytes(jwk.y)]]);
  if (alg === -8) return new Map([[1, 1], [3, -8], [-1, 6], [-2, bytes(jwk.x)]]);
  return new Map([[1, 3], [3, -257], [-1, bytes(jwk.n)], [-2, bytes(jwk.e)]]);
}

export class Authenticator {
  constructor({ origin, alg = -7, counts = true, verifies = true, backedUp = false }) {
    Object.assign(this, { origin, alg, counts, verifies, backedUp, count: 0 });
  }

  client(type, challenge, changes = {}) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false, ...changes }));
  }

  data(rpId, { flags = 0, extra = Buffer.alloc(0), count } = {}) {
    const own = 1 | (this.verifies ? 4 : 0) | (this.backedUp ? 24 : 0) | flags;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(count ?? (this.counts ? ++this.count : 0));
    return Buffer.concat([sha256(rpId), Buffer.from([own]), counter, extra]);
  }

  // What navigator.credentials.create gives, as the page's script sends it.
  make(options, { client = {}, rpId = options.rp.id, format = 'none', dataChanges = {} } = {}) {
    this.keys = KINDS[this.alg]();
    this.id = randomBytes(32);
    this.user = options.user.id;
    const length = Buffer.from([0, this.id.length]);
    const extra = Buffer.concat([Buffer.alloc(16), length, this.id, cbor(coseKey(this.alg, this.keys.publicKey))]);
    const data = this.data(rpId, { flags: 0x40, extra, ...dataChanges });
    const json = this.client('webauthn.create', options.challenge, client);
    const statement = format === 'packed'
      ? new Map([['alg', this.alg], ['sig', this.signature(data, json)]]) : new Map();
    const attestation = cbor(new Map([['fmt', format], ['attStmt', statement], ['authData', data]]));
    return { client: url64(json), attestation: url64(attestation), transports: 'internal,hybrid' };
  }

  signature(data, json) {
    return sign(this.alg === -8 ? null : 'sha256', Buffer.concat([data, sha256(json)]), this.keys.privateKey);
  }

  // What navigator.credentials.get gives.
  use(options, { client = {}, rpId = options.rpId, user = this.user, dataChanges = {} } = {}) {
    const data = this.data(rpId, dataChanges);
    const json = this.client('webauthn.get', options.challenge, client);
    return {
      credential: url64(this.id), client: url64(json), authenticator: url64(data),
      signature: url64(this.signature(data, json)), user,
    };
  }
}

// --- codes of an app (RFC 6238) ---

// A server takes a code for half a minute and more to either side: what is typed at the end of its time is still taken.
export function codeOf(secretText, at = Date.now()) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = '';
  for (const c of secretText.replace(/\s/g, '')) bits += alphabet.indexOf(c).toString(2).padStart(5, '0');
  const secret = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30000)));
  const digest = createHmac('sha1', secret).update(step).digest();
  const from = digest[19] & 15;
  return String((digest.readUInt32BE(from) & 0x7fffffff) % 1000000).padStart(6, '0');
}

// For who has used one of this moment already: the one after it, which is taken from now on for a minute at least, whatever
// half minute the first was counted in.
export const nextCodeOf = (secretText) => codeOf(secretText, Date.now() + 30000);
