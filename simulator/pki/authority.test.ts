import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Authority, canIssueIntermediate, createIntermediate, createRoot, loadAuthority } from './authority.ts';
import { certificateFacts } from './certificate-facts.ts';
import { openssl } from './openssl.test-support.ts';
import { issueSvid } from './svid.ts';

const SPIFFE_ID = 'spiffe://factory.example/margo/wfm/wfm-1/client/c1';

async function opensslAccepts(authority: Authority, root: Authority): Promise<void> {
  const { certificatePem } = await issueSvid(authority, { spiffeId: SPIFFE_ID });
  const files = { 'root.pem': root.certificatePem, 'chain.pem': authority.chainPem, 'leaf.pem': certificatePem };
  const untrusted = authority.chainPem === '' ? [] : ['-untrusted', 'chain.pem'];
  const { output } = await openssl(['verify', '-x509_strict', '-CAfile', 'root.pem', ...untrusted, 'leaf.pem'], files);
  expect(output).toBe('leaf.pem: OK\n');
}

describe('an authority', () => {
  it.each(['P-256', 'P-384', 'Ed25519', 'RSA-3072'] as const)('of %s signs what openssl accepts', async (algorithm) => {
    const root = await createRoot({ name: 'Root, of "all" = #1', trustDomain: 'factory.example', algorithm });
    await opensslAccepts(root, root);
    await opensslAccepts(await createIntermediate(root, { name: 'Intermediate', algorithm }), root);
  });

  it.each([
    ['PSS', 'RSA-PSS'],
    ['PKCS1-v1_5', 'RSASSA-PKCS1-v1_5'],
  ] as const)('with an RSA key signs with %s what openssl accepts', async (padding, algorithm) => {
    const root = await createRoot({ name: 'Root', algorithm: 'RSA-3072' });
    const leaf = await issueSvid(root, { spiffeId: 'spiffe://factory.example/margo/wfm/w/client/c', padding });
    expect(certificateFacts(leaf.certificatePem).signature).toEqual({ algorithm, hash: 'SHA-256' });
    const files = { 'leaf.pem': leaf.certificatePem, 'root.pem': root.certificatePem };
    const { output } = await openssl(['verify', '-CAfile', 'root.pem', 'leaf.pem'], files);
    expect(output).toBe('leaf.pem: OK\n');
  });

  it('says that it is a CA of its trust domain', async () => {
    const root = await createRoot({ name: 'Root', trustDomain: 'factory.example' });
    expect(certificateFacts(root.certificatePem)).toMatchObject({
      subject: 'CN=Root',
      isCa: true,
      keyUsages: ['keyCertSign', 'cRLSign'],
      uriSans: ['spiffe://factory.example'],
    });
  });

  it('sends itself and its parents, but not the root', async () => {
    const root = await createRoot({ name: 'Root' });
    const upper = await createIntermediate(root, { name: 'Upper', pathLength: 1 });
    const lower = await createIntermediate(upper, { name: 'Lower' });
    expect([root.chainPem, upper.chainPem]).toEqual(['', upper.certificatePem]);
    expect(lower.chainPem).toBe(lower.certificatePem + upper.certificatePem);
    expect([root, upper, lower].map(canIssueIntermediate)).toEqual([true, true, false]);
    await opensslAccepts(lower, root);
  });
});

describe('a lent authority', () => {
  it.each([
    ['P-256', 'sec1'],
    ['P-384', 'sec1'],
    ['RSA-2048', 'pkcs1'],
    ['Ed25519', 'pkcs8'],
    ['P-256', 'pkcs8'],
  ] as const)('is read with a %s key in %s form', async (algorithm, type) => {
    const root = await createRoot({ name: 'Root', algorithm });
    const keyPem = createPrivateKey(root.keyPem).export({ type, format: 'pem' }).toString();
    const loaded = loadAuthority({ certificatePem: root.certificatePem, keyPem });
    expect(loaded).toEqual(root);
    await opensslAccepts(loaded, root);
  });

  it('is read as openssl writes it, with a key file that begins with curve parameters and a name beyond ASCII', async () => {
    const { output: keyPem } = await openssl(['ecparam', '-name', 'prime256v1', '-genkey']);
    expect(keyPem).toContain('BEGIN EC PARAMETERS');
    const name = ['-utf8', '-subj', '/C=DE/O=Käse GmbH/CN=Werk 1', '-addext', 'keyUsage=critical,keyCertSign'];
    const { output } = await openssl(['req', '-x509', '-key', 'key.pem', ...name], { 'key.pem': keyPem });
    const loaded = loadAuthority({ certificatePem: output, keyPem });
    await opensslAccepts(loaded, loaded);
  });

  it('is the first certificate of its file, the rest being its chain', async () => {
    const root = await createRoot({ name: 'Root' });
    const upper = await createIntermediate(root, { name: 'Upper', pathLength: 1 });
    const lower = await createIntermediate(upper, { name: 'Lower' });
    const certificatePem = `Lower\n${lower.chainPem}\nRoot\n${root.certificatePem}`;
    expect(loadAuthority({ certificatePem, keyPem: lower.keyPem })).toEqual(lower);
  });

  it('is refused with a code that says why', async () => {
    const now = Date.now();
    const [root, other] = await Promise.all([createRoot({ name: 'Root' }), createRoot({ name: 'Other' })]);
    const leaf = await issueSvid(root, { spiffeId: SPIFFE_ID });
    const unsigning = await issueSvid(root, { ca: true, keyUsages: ['cRLSign'] });
    const expired = await createRoot({ name: 'Old', notAfter: new Date(now - 1000) });
    const early = await createRoot({ name: 'New', notBefore: new Date(now + 60_000) });
    const intermediate = await createIntermediate(root, { name: 'Intermediate' });
    const { output: encrypted } = await openssl(['genpkey', '-algorithm', 'ed25519', '-aes256', '-pass', 'pass:x']);
    const rsa = ['rsa', '-in', 'key.pem', '-aes256', '-traditional', '-passout', 'pass:x'];
    const { keyPem } = await createRoot({ name: 'RSA', algorithm: 'RSA-2048' });
    const { output: traditional } = await openssl(rsa, { 'key.pem': keyPem });
    const { output: exotic } = await openssl(['ecparam', '-name', 'secp256k1', '-genkey', '-noout']);
    const codeOf = (certificatePem: string, keyPem: string): string => {
      try {
        loadAuthority({ certificatePem, keyPem });
      } catch (error) {
        return error instanceof Error ? (error.message.split(':')[0] ?? '') : '';
      }
      return 'accepted';
    };
    const truncated = root.certificatePem.replace(/[A-Za-z0-9+/]{64}\n/, '');
    expect({
      none: codeOf('', root.keyPem),
      truncated: codeOf(truncated, root.keyPem),
      noKey: codeOf(root.certificatePem, root.certificatePem),
      brokenKey: codeOf(root.certificatePem, root.keyPem.replace(/MIG/, 'AAA')),
      encrypted: codeOf(root.certificatePem, encrypted),
      traditional: codeOf(root.certificatePem, traditional),
      exotic: codeOf(root.certificatePem, exotic),
      mismatch: codeOf(root.certificatePem, other.keyPem),
      leaf: codeOf(leaf.certificatePem, leaf.keyPem),
      unsigning: codeOf(unsigning.certificatePem, unsigning.keyPem),
      expired: codeOf(expired.certificatePem, expired.keyPem),
      early: codeOf(early.certificatePem, early.keyPem),
      disordered: codeOf(intermediate.certificatePem + other.certificatePem, intermediate.keyPem),
    }).toEqual({
      none: 'ISSUER_UNREADABLE',
      truncated: 'ISSUER_UNREADABLE',
      noKey: 'ISSUER_KEY_UNREADABLE',
      brokenKey: 'ISSUER_KEY_UNREADABLE',
      encrypted: 'ISSUER_KEY_ENCRYPTED',
      traditional: 'ISSUER_KEY_ENCRYPTED',
      exotic: 'ISSUER_KEY_UNSUPPORTED',
      mismatch: 'ISSUER_KEY_MISMATCH',
      leaf: 'ISSUER_NOT_A_CA',
      unsigning: 'ISSUER_NOT_A_CA',
      expired: 'ISSUER_EXPIRED',
      early: 'ISSUER_NOT_YET_VALID',
      disordered: 'ISSUER_CHAIN_BROKEN',
    });
  });
});
