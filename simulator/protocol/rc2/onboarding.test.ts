import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isJsonObject, parseJsonBytes } from '../json.ts';
import { clientCredential } from '../testing/scripted-server.test-support.ts';
import { RC2_BASES, type Rc2Dialect } from './dialects.ts';
import { rc2Onboarding } from './onboarding.ts';

async function requestIn(dialect: Rc2Dialect) {
  const credential = await clientCredential();
  const { body = new Uint8Array(), ...request } = rc2Onboarding(dialect).request(credential, {});
  const document = parseJsonBytes(body);
  if (!isJsonObject(document)) throw new TypeError('an object was to be sent');
  return { request, document, leaf: new X509Certificate(credential.chainPem) };
}

describe('the onboarding request', () => {
  it('carries the certificate, as PEM in base64', async () => {
    const { request, document, leaf } = await requestIn(RC2_BASES.O2b);
    expect(request).toMatchObject({ method: 'POST', path: '/api/v1/onboarding' });
    expect(document).toMatchObject({ apiVersion: 'device.margo.org/v1alpha1', kind: 'OnboardingRequest' });
    const sent = Buffer.from(String(document['certificate']), 'base64').toString();
    expect(sent).toContain('-----BEGIN CERTIFICATE-----');
    expect(new X509Certificate(sent).raw).toEqual(leaf.raw);
  });

  it('carries it as DER where the dialect says so', async () => {
    const { document, leaf } = await requestIn({ ...RC2_BASES.O2b, certificateEncoding: 'der' });
    expect(Buffer.from(String(document['certificate']), 'base64')).toEqual(leaf.raw);
  });

  it('has another member and no envelope in the oldest dialect', async () => {
    const { document } = await requestIn(RC2_BASES.O0);
    expect(Object.keys(document)).toEqual(['public_certificate']);
  });
});

describe('its answer', () => {
  const read = (status: number, text: string, dialect: Rc2Dialect = RC2_BASES.O2b) =>
    rc2Onboarding(dialect).read({ status, statusText: '', headers: [], body: Buffer.from(text) });

  it('gives a client id', () => {
    expect(read(201, '{"clientId":"c","more":1}')).toEqual({ enrolment: { kind: 'client-id', clientId: 'c' } });
    expect(read(201, '{"client_id":"c"}', RC2_BASES.O0)).toEqual({ enrolment: { kind: 'client-id', clientId: 'c' } });
  });

  it.each([
    [200, '{"clientId":"c"}', /answered 200; 201/],
    [403, '{"error":"no"}', /answered 403/],
    [201, '{"client_id":"c"}', /no text clientId/],
    [201, '{"clientId":""}', /no text clientId/],
    [201, '{"clientId":7}', /no text clientId/],
    [201, '[]', /no text clientId/],
    [201, '<html>', /no JSON/],
  ])('with %i and %s is wrong', (status, text, reason) => {
    expect(read(status, text)).toEqual({ wrong: expect.stringMatching(reason) });
  });
});
