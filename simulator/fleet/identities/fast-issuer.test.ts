import { createPrivateKey, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createIntermediate, createRoot } from '../../pki/authority.ts';
import { certificateFacts } from '../../pki/certificate-facts.ts';
import type { KeyAlgorithm } from '../../pki/key-algorithms.ts';
import { openssl } from '../../pki/openssl.test-support.ts';
import { certificateToPem, pemToDer } from '../../pki/pem.ts';
import { issueSvid } from '../../pki/svid.ts';
import { validateSvid } from '../../pki/validate-svid.ts';
import { elements, toPem } from './der.ts';
import { fastIssuer } from './fast-issuer.ts';
import { derivedKey, freshKey, PKCS8_BYTES, readKey } from './key.ts';

const trustDomain = 'factory.example';
const hour = 3_600_000;
let root: Authority;
beforeAll(async () => {
  root = await createRoot({ name: 'Root of fleets', trustDomain });
});

const now = (): { notBefore: Date; notAfter: Date } => ({
  notBefore: new Date(Date.now() - hour),
  notAfter: new Date(Date.now() + hour),
});
const body = (der: Buffer): Buffer | undefined => elements(elements(der)[0]?.content ?? Buffer.alloc(0))[0]?.whole;

describe('a certificate of the fast path', () => {
  it('is that of issueSvid to the last byte of what is signed', async () => {
    const issue = await fastIssuer(root);
    const segment = fc.stringMatching(/^[A-Za-z0-9._-]{1,200}$/).filter((text) => !/^\.+$/.test(text));
    const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2120-01-01'), noInvalidDate: true });
    const property = fc.asyncProperty(segment, instant, instant, async (id, notBefore, notAfter) => {
      const serial = '4f'.padEnd(32, '0');
      const asked = { spiffeId: `spiffe://${trustDomain}/margo/wfm/w/client/${id}`, subject: id, notBefore, notAfter };
      const general = await issueSvid(root, { ...asked, serial });
      const key = readKey(pemToDer(general.keyPem));
      if (key === undefined) throw new TypeError('this is no key of P-256 in PKCS#8');
      const fast = issue({ ...asked, key, serial: Buffer.from(serial, 'hex') });
      expect(body(fast)).toEqual(body(pemToDer(general.certificatePem)));
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it.each(['P-256', 'P-384', 'Ed25519', 'RSA-3072'] as const)(
    'is valid below an issuer with %s',
    async (algorithm: KeyAlgorithm) => {
      const authority = await createIntermediate(root, { name: 'Plant, "quoted"', algorithm });
      const issue = await fastIssuer(authority);
      const spiffeId = `spiffe://${trustDomain}/margo/wfm/w/client/d-1`;
      const key = freshKey();
      const leaf = issue({ key, spiffeId, subject: 'd-1', ...now() });
      const verdict = validateSvid([leaf, pemToDer(authority.certificatePem)], {
        anchors: [root.certificatePem],
        trustDomain,
        now: new Date(),
      });
      expect(verdict).toMatchObject({ spiffeId });
      const files = {
        'root.pem': root.certificatePem,
        'ca.pem': authority.certificatePem,
        'leaf.pem': certificateToPem(leaf),
      };
      const args = [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-CAfile',
        'root.pem',
        '-untrusted',
        'ca.pem',
        'leaf.pem',
      ];
      expect(await openssl(args, files)).toEqual({ ok: true, output: 'leaf.pem: OK\n' });
      expect(new X509Certificate(leaf).checkPrivateKey(createPrivateKey(toPem('PRIVATE KEY', key.pkcs8)))).toBe(true);
    },
  );

  it('has a serial number of its own', async () => {
    const issue = await fastIssuer(root);
    const asked = { key: freshKey(), spiffeId: `spiffe://${trustDomain}/x`, subject: 'x', ...now() };
    const serials = Array.from({ length: 50 }, () => certificateFacts(issue(asked)).serial);
    expect(new Set(serials).size).toBe(50);
    expect(serials.every((serial) => /^[4-7]/.test(serial))).toBe(true);
  });
});

describe('a key', () => {
  it('follows from another for a purpose, each time alike', () => {
    const from = freshKey();
    const derived = derivedKey(from.pkcs8, 'rotated');
    expect(derivedKey(from.pkcs8, 'rotated')).toEqual(derived);
    expect(derivedKey(from.pkcs8, 'expired')).not.toEqual(derived);
    expect(derivedKey(freshKey().pkcs8, 'rotated')).not.toEqual(derived);
    expect(readKey(derived.pkcs8)).toEqual(derived);
  });

  it('is one that OpenSSL reads, and whose public part belongs to it', () => {
    const keys = Array.from({ length: 300 }, freshKey);
    for (const key of keys) {
      expect(key.pkcs8.length).toBe(PKCS8_BYTES);
      const object = createPrivateKey({ key: key.pkcs8, format: 'der', type: 'pkcs8' });
      expect(object.export({ format: 'der', type: 'pkcs8' }).equals(key.pkcs8)).toBe(true);
    }
  });

  it('of another kind is not read', async () => {
    const { keyPem } = await issueSvid(root, { spiffeId: 'spiffe://a/b', algorithm: 'P-384' });
    expect(readKey(pemToDer(keyPem))).toBeUndefined();
  });
});
