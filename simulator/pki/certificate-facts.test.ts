import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createRoot } from './authority.ts';
import { certificateFacts } from './certificate-facts.ts';
import { openssl } from './openssl.test-support.ts';
import { issueSvid } from './svid.ts';

let root: Authority;
beforeAll(async () => {
  root = await createRoot({ name: 'Root', pathLength: 2 });
});

describe('certificate facts', () => {
  it('are the same from PEM and from DER', () => {
    const der = new X509Certificate(root.certificatePem).raw;
    expect(certificateFacts(der)).toEqual(certificateFacts(`preamble\n${root.certificatePem}`));
    expect(certificateFacts(der)).toMatchObject({ isCa: true, pathLength: 2, keyUsages: ['keyCertSign', 'cRLSign'] });
  });

  it('keep every URI apart, whatever is in it', async () => {
    const uris = ['spiffe://td/a, URI:spiffe://td/b', 'https://x/"', 'spiffe://td/c\0d'];
    const { certificatePem } = await issueSvid(root, { uriSans: uris, dnsNames: ['x.example'] });
    expect(certificateFacts(certificatePem)).toMatchObject({ uriSans: uris, dnsNames: ['x.example'] });
  });

  it.each([
    ['P-384', { type: 'ec', curve: 'secp384r1', bits: 384 }],
    ['Ed25519', { type: 'ed25519' }],
    ['RSA-1024', { type: 'rsa', bits: 1024 }],
  ] as const)('tell a key of %s', async (algorithm, publicKey) => {
    const { certificatePem } = await issueSvid(root, { algorithm });
    expect(certificateFacts(certificatePem).publicKey).toEqual(publicKey);
  });

  it('list the critical extensions that are not known, and no others', async () => {
    const value = new Uint8Array([5, 0]);
    const extensions = [
      { oid: '2.999.1', critical: true, value },
      { oid: '2.999.2', critical: false, value },
    ];
    const { certificatePem } = await issueSvid(root, { extensions });
    expect(certificateFacts(certificatePem).criticalUnknownExtensions).toEqual(['2.999.1']);
  });

  it.each([
    [[], { algorithm: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
    [['-sigopt', 'rsa_padding_mode:pss'], { algorithm: 'RSA-PSS', hash: 'SHA-256' }],
    [['-sha1'], { algorithm: 'RSASSA-PKCS1-v1_5', hash: 'SHA-1' }],
    [['-md5'], { algorithm: '1.2.840.113549.1.1.4' }],
  ])('tell how openssl signed with %j', async (options, signature) => {
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-subj', '/CN=x'];
    const { output } = await openssl([...request, ...options]);
    expect(certificateFacts(output)).toMatchObject({ signature, keyUsages: undefined });
  });

  it('are not read from anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.uint8Array()), (bytes) => {
        expect(() => certificateFacts(bytes)).toThrow(/^CERTIFICATE_UNREADABLE: /);
      }),
    );
  });
});
