import { once } from 'node:events';
import { connect, createSecureContext, createServer } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createIntermediate, createRoot } from './authority.ts';
import { IDENTITY_KINDS, type IdentityContext, type IdentityKind, isPossible } from './identity-kinds.ts';
import { openssl } from './openssl.test-support.ts';
import { certificateBlocks, pemToDer } from './pem.ts';
import { clientSpiffeId, matchClientId } from './spiffe-id.ts';
import { type Credential, issueSvid } from './svid.ts';
import { validateSvid } from './validate-svid.ts';

const names = { trustDomain: 'factory.example', wfmId: 'wfm-1', clientId: 'c1' };
const now = new Date();
let root: Authority;
let context: IdentityContext;

beforeAll(async () => {
  root = await createRoot({ name: 'Root', trustDomain: names.trustDomain });
  context = { ...names, issuer: root, clock: () => now };
});

/** Why the kind is no client of the WFM; what is not listed is one. */
const REASONS: Readonly<Record<string, string>> = {
  expired: 'SVID_EXPIRED',
  'not-yet-valid': 'SVID_NOT_YET_VALID',
  'other-trust-domain': 'SVID_TRUST_DOMAIN',
  'trust-domain-as-prefix': 'SVID_TRUST_DOMAIN',
  'other-wfm-id': 'not a client of the WFM',
  'wfm-id-as-prefix': 'not a client of the WFM',
  'wfm-id-case': 'not a client of the WFM',
  'wfm-own-id': 'not a client of the WFM',
  'client-id-missing': 'not a client of the WFM',
  'client-id-empty': 'SVID_SPIFFE_ID_INVALID',
  'trailing-slash': 'SVID_SPIFFE_ID_INVALID',
  'extra-segment': 'not a client of the WFM',
  'clients-segment': 'not a client of the WFM',
  'client-segment-left-out': 'not a client of the WFM',
  'not-margo': 'not a client of the WFM',
  'margo-not-first': 'not a client of the WFM',
  'empty-segment': 'SVID_SPIFFE_ID_INVALID',
  'dot-segments': 'SVID_SPIFFE_ID_INVALID',
  'percent-encoded': 'SVID_SPIFFE_ID_INVALID',
  query: 'SVID_SPIFFE_ID_INVALID',
  fragment: 'SVID_SPIFFE_ID_INVALID',
  'embedded-nul': 'SVID_SPIFFE_ID_INVALID',
  'path-case-margo': 'not a client of the WFM',
  'path-case-wfm': 'not a client of the WFM',
  'path-case-client': 'not a client of the WFM',
  'root-path': 'SVID_NO_PATH',
  userinfo: 'SVID_SPIFFE_ID_INVALID',
  port: 'SVID_SPIFFE_ID_INVALID',
  'trust-domain-missing': 'SVID_SPIFFE_ID_INVALID',
  'non-spiffe-uri': 'SVID_SPIFFE_ID_INVALID',
  'scheme-upper-case': 'SVID_SPIFFE_ID_INVALID',
  'trust-domain-upper-case': 'SVID_SPIFFE_ID_INVALID',
  'no-uri-san': 'SVID_NO_URI',
  'uri-in-common-name': 'SVID_NO_URI',
  'dns-only-san': 'SVID_NO_URI',
  'two-uri-sans-good-first': 'SVID_SEVERAL_URIS',
  'two-uri-sans-good-second': 'SVID_SEVERAL_URIS',
  'two-uri-sans-one-non-spiffe': 'SVID_SEVERAL_URIS',
  'ca-leaf': 'SVID_IS_A_CA',
  'keycertsign-leaf': 'SVID_KEY_USAGE',
  'crlsign-leaf': 'SVID_KEY_USAGE',
  'critical-unknown-extension': 'SVID_CRITICAL_EXTENSION',
  'missing-intermediate': 'CHAIN_NO_ANCHOR',
  'expired-intermediate': 'CHAIN_EXPIRED',
  'path-length-exceeded': 'CHAIN_PATH_LENGTH',
  'signed-by-client': 'CHAIN_NOT_A_CA',
  'foreign-anchor': 'CHAIN_NO_ANCHOR',
  'forged-signature': 'CHAIN_NO_ANCHOR',
  'self-signed': 'CHAIN_NO_ANCHOR',
  'sha1-signed': 'SVID_WEAK_SIGNATURE',
  'rsa-2048': 'SVID_WEAK_KEY',
  'weak-rsa': 'SVID_WEAK_KEY',
};

function judge({ chainPem }: Credential): string {
  const chain = certificateBlocks(chainPem).map(pemToDer);
  const result = validateSvid(chain, { anchors: [root.certificatePem], trustDomain: names.trustDomain, now });
  if ('refused' in result) return result.refused;
  return matchClientId(result.spiffeId, names) === names.clientId ? 'a client' : 'not a client of the WFM';
}

function find(name: string): IdentityKind {
  const found = IDENTITY_KINDS.find(({ kind }) => kind === name);
  if (found === undefined) throw new Error(`there is no kind ${name}`);
  return found;
}

/** Shows the credential to a TLS server that trusts the root; answers whether OpenSSL took the chain. */
async function handshake({ chainPem, keyPem }: Credential): Promise<boolean> {
  const own = await issueSvid(root, { spiffeId: 'spiffe://factory.example/margo/wfm/wfm-1' });
  const trust = { ca: root.certificatePem, minVersion: 'TLSv1.3' } as const;
  const presented = createSecureContext({ ...trust, cert: chainPem, key: keyPem });
  const server = createServer({
    ...trust,
    cert: own.chainPem,
    key: own.keyPem,
    requestCert: true,
    rejectUnauthorized: false,
  });
  const authorised = new Promise<boolean>((resolve, reject) => {
    server.once('secureConnection', (socket) => resolve(socket.authorized));
    server.once('tlsClientError', reject);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const client = connect({
    host: '127.0.0.1',
    port,
    secureContext: presented,
    checkServerIdentity: () => undefined,
  });
  try {
    return await authorised;
  } finally {
    client.destroy();
    server.close();
  }
}

describe('the kinds of identity', () => {
  it('have names of their own', () => {
    expect(new Set(IDENTITY_KINDS.map(({ kind }) => kind)).size).toBe(IDENTITY_KINDS.length);
  });

  it.each(IDENTITY_KINDS.map((kind) => [kind.kind, kind] as const))('%s is what it says', async (name, kind) => {
    const verdict = judge(await kind.make(context));
    expect(verdict).toBe(REASONS[name] ?? 'a client');
    if (kind.expectation !== 'either') expect(verdict === 'a client').toBe(kind.expectation === 'accept');
  });

  it('fit every context: a wfm-id has another case even where it has no letters', async () => {
    const credential = await find('wfm-id-case').make({ ...context, wfmId: '007' });
    expect(credential.spiffeId).not.toBe(clientSpiffeId(names.trustDomain, '007', names.clientId));
  });

  it('of an intermediate are impossible where the issuer may have none below itself', async () => {
    const issuer = await createIntermediate(root, { name: 'Lent CA' });
    const impossible = IDENTITY_KINDS.filter((kind) => !isPossible(kind, { issuer })).map(({ kind }) => kind);
    expect(impossible).toEqual([
      'with-intermediate',
      'missing-intermediate',
      'expired-intermediate',
      'path-length-exceeded',
    ]);
    expect(IDENTITY_KINDS.every((kind) => isPossible(kind, context))).toBe(true);
  });

  it.each([
    ['p256', true],
    ['p384', true],
    ['ed25519', true],
    ['rsa-3072', true],
    ['with-intermediate', true],
    ['with-subject-and-dns', true],
    ['uncritical-unknown-extension', true],
    ['expired', false],
    ['not-yet-valid', false],
    ['critical-unknown-extension', false],
    ['missing-intermediate', false],
    ['expired-intermediate', false],
    ['path-length-exceeded', false],
    ['signed-by-client', false],
    ['foreign-anchor', false],
    ['forged-signature', false],
    ['self-signed', false],
    // What only the profile forbids comes through a TLS handshake: the WFM itself has to look.
    ['no-uri-san', true],
    ['two-uri-sans-good-first', true],
    ['keycertsign-leaf', true],
    ['other-trust-domain', true],
    ['embedded-nul', true],
  ])('%s in a real TLS handshake: authorised %s', async (name, authorised) => {
    expect(await handshake(await find(name).make(context))).toBe(authorised);
  });

  it.each([
    ['missing-intermediate', /unable to get local issuer certificate/],
    ['expired-intermediate', /error 10 at 1 depth lookup: certificate has expired/],
    ['path-length-exceeded', /path length constraint exceeded/],
    ['signed-by-client', /invalid CA certificate|key usage does not include certificate signing/],
    ['forged-signature', /certificate signature failure/],
    ['foreign-anchor', /self-signed certificate/],
    ['critical-unknown-extension', /unhandled critical extension/],
    ['with-intermediate', /^leaf\.pem: OK$/m],
    ['rsa-2048', /^leaf\.pem: OK$/m],
  ])('%s is seen so by openssl', async (name, expected) => {
    const { certificatePem, chainPem } = await find(name).make(context);
    const files = { 'root.pem': root.certificatePem, 'chain.pem': chainPem, 'leaf.pem': certificatePem };
    const { output } = await openssl(['verify', '-CAfile', 'root.pem', '-untrusted', 'chain.pem', 'leaf.pem'], files);
    expect(output).toMatch(expected);
  });

  it('weak-rsa cannot be presented at the usual security level, as the table says', async () => {
    const kind = find('weak-rsa');
    expect(kind.needsLowSecurityLevel).toBe(true);
    await expect(kind.make(context).then(handshake)).rejects.toThrow(/key too small/);
  });
});
