import { createPrivateKey, X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createIntermediate, createRoot } from './authority.ts';
import { certificateFacts } from './certificate-facts.ts';
import { openssl } from './openssl.test-support.ts';
import { certificateBlocks } from './pem.ts';
import { createCsr, issueFromCsr, issueSvid } from './svid.ts';

const spiffeId = 'spiffe://factory.example/margo/wfm/wfm-1/client/c1';
let root: Authority;
beforeAll(async () => {
  root = await createRoot({ name: 'Root', trustDomain: 'factory.example' });
});

describe('an issued SVID', () => {
  it('is a leaf with one URI, a key of its own and a day of validity', async () => {
    const svid = await issueSvid(root, { spiffeId });
    const facts = certificateFacts(svid.certificatePem);
    expect(facts).toMatchObject({
      issuer: 'CN=Root',
      subject: '',
      uriSans: [spiffeId],
      dnsNames: [],
      isCa: false,
      keyUsages: ['digitalSignature'],
      publicKey: { type: 'ec', curve: 'prime256v1', bits: 256 },
      signature: { algorithm: 'ECDSA', hash: 'SHA-256' },
      criticalUnknownExtensions: [],
    });
    expect(facts.notAfter.getTime() - facts.notBefore.getTime()).toBeCloseTo(24 * 3_600_000 + 300_000, -4);
    expect(svid.spiffeId).toBe(spiffeId);
    expect(new X509Certificate(svid.certificatePem).checkPrivateKey(createPrivateKey(svid.keyPem))).toBe(true);
    expect(svid.keyPem).toContain('BEGIN PRIVATE KEY');
  });

  it('reads the same to openssl', async () => {
    const dnsNames = ['localhost'];
    const ipAddresses = ['127.0.0.1', '::1'];
    const { certificatePem } = await issueSvid(root, {
      spiffeId,
      dnsNames,
      ipAddresses,
      subject: 'a, b',
      serial: '2a',
    });
    const text = (await openssl(['x509', '-noout', '-text', '-in', 'leaf.pem'], { 'leaf.pem': certificatePem })).output;
    expect(text).toContain(`URI:${spiffeId}, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1`);
    expect(text).toContain('Serial Number: 42');
    expect(text).toMatch(/Subject: CN = "?a, b"?/);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(/TLS Web Client Authentication, TLS Web Server Authentication/);
  });

  it('brings its intermediates', async () => {
    const intermediate = await createIntermediate(root, { name: 'Intermediate' });
    const svid = await issueSvid(intermediate, { spiffeId });
    expect(certificateBlocks(svid.chainPem)).toEqual([svid.certificatePem, intermediate.certificatePem]);
  });

  it('never repeats a serial number', async () => {
    const svids = await Promise.all(Array.from({ length: 20 }, () => issueSvid(root, { spiffeId })));
    const serials = svids.map(({ certificatePem }) => certificateFacts(certificatePem).serial);
    expect(new Set(serials).size).toBe(20);
  });

  it('can outlive 2049, where the encoding of time changes', async () => {
    const notAfter = new Date('2060-01-02T03:04:05Z');
    const { certificatePem } = await issueSvid(root, { spiffeId, notAfter });
    expect(certificateFacts(certificatePem).notAfter).toEqual(notAfter);
    expect(new X509Certificate(certificatePem).validTo).toBe('Jan  2 03:04:05 2060 GMT');
  });
});

describe('a certificate request', () => {
  it('is one that openssl verifies', async () => {
    const { csrPem } = await createCsr(undefined, spiffeId);
    const { output } = await openssl(['req', '-verify', '-noout', '-text', '-in', 'csr.pem'], { 'csr.pem': csrPem });
    expect(output).toContain('verify OK');
    expect(output).toContain(`URI:${spiffeId}`);
  });

  it('gives its key to the certificate, and none of its names', async () => {
    const { keyPem } = await issueSvid(root, { spiffeId, algorithm: 'Ed25519' });
    const request = await createCsr(keyPem, 'spiffe://factory.example/margo/wfm/wfm-1/client/wished');
    const issued = await issueFromCsr(root, request.csrPem, spiffeId);
    expect(request.keyPem).toBe(keyPem);
    expect(certificateFacts(issued.certificatePem).uriSans).toEqual([spiffeId]);
    expect(new X509Certificate(issued.certificatePem).checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
  });

  it('is refused when it is none, or when another key signed it', async () => {
    const { csrPem } = await createCsr(undefined, spiffeId);
    const der = Buffer.from(csrPem.replaceAll(/-----.*-----|\n/g, ''), 'base64');
    const at = der.indexOf('factory.example');
    der.write('fuctory.example', at);
    const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
    await expect(issueFromCsr(root, forged, spiffeId)).rejects.toThrow(/^CSR_SIGNATURE_INVALID: /);
    await expect(issueFromCsr(root, 'hello', spiffeId)).rejects.toThrow(/^CSR_UNREADABLE: /);
    await expect(issueFromCsr(root, root.certificatePem, spiffeId)).rejects.toThrow(/^CSR_UNREADABLE: /);
  });
});
