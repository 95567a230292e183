import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createIntermediate, createRoot } from '../../simulator/pki/authority.ts';
import { pemToDer } from '../../simulator/pki/pem.ts';
import { issueSvid } from '../../simulator/pki/svid.ts';
import { isAuthority, leadsTo, readRootCertificate } from './root-certificate.ts';

const root = await createRoot({ name: 'Root' });
const other = await createRoot({ name: 'Root' });
const intermediate = await createIntermediate(root, { name: 'Intermediate' });
const leaf = await issueSvid(intermediate, { subject: 'WFM' });
const der = pemToDer(root.certificatePem);

const answer = (document: unknown) => ({
  status: 200,
  statusText: '',
  headers: [],
  body: Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)),
});

describe('the root certificate', () => {
  it.each([
    ['base64 of PEM', Buffer.from(root.certificatePem).toString('base64')],
    ['base64 of DER', der.toString('base64')],
    ['base64 in lines', der.toString('base64').replaceAll(/.{64}/g, '$&\n')],
    ['PEM', root.certificatePem],
  ])('is read from %s', (_form, certificate) => {
    const read = readRootCertificate(answer({ certificate, more: 1 }));
    expect('certificate' in read && read.certificate.raw.equals(der)).toBe(true);
  });

  it.each([
    ['no JSON'],
    [[]],
    [{}],
    [{ certificate: 1 }],
    [{ certificate: '' }],
    [{ certificate: 'äöü' }],
    [{ certificate: 'AAAA' }],
  ])('is not read from %j', (document) => {
    expect(readRootCertificate(answer(document))).toMatchObject({ wrong: { ok: false } });
  });

  it('is one that the chain leads to, sent along or not', () => {
    const certificate = new X509Certificate(der);
    const chain = [leaf.certificatePem, intermediate.certificatePem].map(pemToDer);
    expect(leadsTo(chain, certificate).ok).toBe(true);
    expect(leadsTo([...chain, der], certificate).ok).toBe(true);
    expect(leadsTo(chain.slice(0, 1), certificate).ok).toBe(false);
    expect(leadsTo(chain, new X509Certificate(other.certificatePem)).ok).toBe(false);
    expect(leadsTo([], certificate).ok).toBe(false);
  });

  it('is that of an authority', () => {
    expect(isAuthority(new X509Certificate(der)).ok).toBe(true);
    expect(isAuthority(new X509Certificate(leaf.certificatePem)).ok).toBe(false);
  });
});
