// Providers to sign in with: a real one (npm's oidc-provider, certified by the OpenID Foundation), and one made by hand that
// does what a test wants it to do wrong.
//
//   const provider = await RealProvider.start();     then a site with its section(), then
//   provider.serve([`${site.base}/sign-in/return/real`]);
//   provider.person = { sub: 'anna', email: 'anna@example.org', email_verified: true, name: 'Anna' };
//
//   const fake = await FakeProvider.start();
//   fake.claims = (claims) => ({ ...claims, iss: 'https://elsewhere.example' });
import { createServer } from 'node:http';
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign as signBytes, constants } from 'node:crypto';

const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

async function listen(handler) {
  const server = createServer(handler);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  server.unref(); // a test that fails may leave it open
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}

export function keyPair(kind) {
  const { publicKey, privateKey } = kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : kind === 'p256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return { publicKey, privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

// A signed token; `key` is a private key, or the bytes of a shared secret.
export function signToken(alg, key, claims, header = {}) {
  const text = `${base64url(JSON.stringify({ alg, ...header }))}.${base64url(JSON.stringify(claims))}`;
  const bytes = Buffer.from(text);
  const signature = alg === 'none' ? Buffer.alloc(0)
    : alg === 'HS256' ? createHmac('sha256', key).update(bytes).digest()
    : alg === 'EdDSA' ? signBytes(null, bytes, key)
    : alg === 'ES256' ? signBytes('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' })
    : alg === 'PS256' ? signBytes('sha256', bytes, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 })
    : signBytes('sha256', bytes, key);
  return `${text}.${base64url(signature)}`;
}

export class RealProvider {
  static async start(options = {}) {
    const provider = new RealProvider();
    Object.assign(provider, await listen((request, answer) => provider.handle(request, answer)));
    provider.options = options;
    provider.person = { sub: 'nobody' };
    provider.prompts = [];
    return provider;
  }

  section(name, more = '') {
    return `[${name}]\ntitle = The Real One\nissuer = ${this.address}\nclient_id = comity\nsecret = a secret of the client\n${more}\n`;
  }

  async serve(redirect_uris) {
    const { default: Provider } = await import('oidc-provider');
    this.keys ??= { rsa: keyPair('rsa').privateKey, ec: keyPair('p256').privateKey, okp: keyPair('ed25519').privateKey };
    this.oidc = new Provider(this.address, {
      clients: [{ client_id: 'comity', client_secret: 'a secret of the client', redirect_uris, ...this.options.client }],
      jwks: { keys: Object.entries(this.keys).map(([kid, key]) => ({ kid, ...key.export({ format: 'jwk' }) })) },
      cookies: { keys: ['one key'] },
      pkce: { required: () => true, methods: ['S256'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'preferred_username'] },
      features: { devInteractions: { enabled: false } },
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...this.person, sub: id }) }),
      ...this.options.configuration,
    });
  }

  async handle(request, answer) {
    if (this.away) {
      answer.statusCode = 503;
      answer.end();
      return;
    }
    if (!request.url.startsWith('/interaction/')) {
      this.oidc.callback()(request, answer);
      return;
    }
    const { prompt, params, session, grantId } = await this.oidc.interactionDetails(request, answer);
    this.prompts.push(prompt.name);
    if (this.refuses) {
      await this.oidc.interactionFinished(request, answer, { error: 'access_denied' });
    } else if (prompt.name === 'login') {
      await this.oidc.interactionFinished(request, answer, { login: { accountId: this.person.sub } });
    } else {
      const grant = grantId ? await this.oidc.Grant.find(grantId)
        : new this.oidc.Grant({ accountId: session.accountId, clientId: params.client_id });
      grant.addOIDCScope(params.scope);
      await this.oidc.interactionFinished(request, answer, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
    }
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

// Answers as a provider does, wrong where it is told to be. Its own page for signing in is never asked: a test takes state and
// nonce from the address it would have been asked at.
export class FakeProvider {
  static async start() {
    const fake = new FakeProvider();
    Object.assign(fake, await listen((request, answer) => fake.handle(request, answer)));
    fake.key = keyPair('rsa');
    fake.kid = 'first';
    fake.reset();
    return fake;
  }

  reset() {
    this.asked = [];
    this.description = (d) => d;
    this.claims = (c) => c;
    this.header = {};
    this.token = null; // (claims) => text, in place of a properly signed one
    this.tokens = (t) => t;
    this.person = { sub: 'fake person' };
    this.userInfo = null;
    this.away = false;
    this.delay_ms = 0;
    this.codes = new Map();
  }

  section(name, more = '') {
    return `[${name}]\ntitle = The Fake One\nissuer = ${this.address}\nclient_id = us\nsecret = s&c r+t\n${more}\n`;
  }

  // What the browser would bring back for the address it was sent to.
  code(address) {
    const asked = new URL(address).searchParams;
    const code = randomBytes(16).toString('hex');
    this.codes.set(code, asked);
    return { code, state: asked.get('state'), asked };
  }

  async handle(request, answer) {
    const url = new URL(request.url, this.address);
    let body = '';
    for await (const part of request) body += part;
    this.asked.push({ path: url.pathname, method: request.method, headers: request.headers, query: url.searchParams, form: new URLSearchParams(body) });
    if (this.delay_ms) await new Promise((done) => setTimeout(done, this.delay_ms).unref());
    const json = (value, status = 200) => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(value));
    };
    if (this.away) json({}, 503);
    else if (url.pathname === '/.well-known/openid-configuration')
      json(this.description({
        issuer: this.address, authorization_endpoint: `${this.address}/authorize`, token_endpoint: `${this.address}/token`,
        jwks_uri: `${this.address}/keys`, response_types_supported: ['code'], code_challenge_methods_supported: ['S256'],
        id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      }));
    else if (url.pathname === '/keys') json({ keys: [{ ...this.key.jwk, kid: this.kid, use: 'sig' }] });
    else if (url.pathname === '/token') this.exchange(new URLSearchParams(body), json);
    else if (url.pathname === '/user') json(this.userInfo ?? {});
    else if (url.pathname === '/elsewhere') { answer.writeHead(302, { location: 'http://127.0.0.1:9/' }); answer.end(); }
    else json({}, 404);
  }

  exchange(form, json) {
    const asked = this.codes.get(form.get('code'));
    this.codes.delete(form.get('code'));
    const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
    if (!asked || challenge !== asked.get('code_challenge') || form.get('redirect_uri') !== asked.get('redirect_uri')) {
      json({ error: 'invalid_grant' }, 400);
      return;
    }
    const now = Math.floor(Date.now() / 1000);
    const claims = this.claims({ iss: this.address, aud: 'us', iat: now, exp: now + 300, nonce: asked.get('nonce'), ...this.person });
    const id_token = this.token ? this.token(claims) : signToken('RS256', this.key.privateKey, claims, { kid: this.kid, ...this.header });
    json(this.tokens({ access_token: 'an access token', token_type: 'Bearer', id_token }));
  }

  close() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

