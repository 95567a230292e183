import { describe, expect, it } from 'vitest';
import { contentAddress } from './content-address.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const RESOURCE = `/api/v1/deployments/7f0/${DIGEST}`;
const ROOT = new URL('https://wfm.example:8443');
const PATHS = { deployments: '/api/v1/deployments' };
const BASED = new URL('https://wfm.example/fleet/');

describe('the url of an artifact', () => {
  it.each([
    [RESOURCE, ROOT],
    [`https://wfm.example:8443${RESOURCE}`, ROOT],
    [`HTTPS://WFM.example:8443${RESOURCE}`, ROOT],
    [RESOURCE.replace(':', '%3A'), ROOT],
    [RESOURCE.slice(1), ROOT],
    [`deployments/7f0/${DIGEST}`, ROOT],
    [`/fleet${RESOURCE}`, BASED],
    [`https://wfm.example:443/fleet${RESOURCE}`, BASED],
    [RESOURCE.slice(1), BASED],
  ])('can be %s at %s', (url, endpoint) => {
    const address = contentAddress(url, endpoint, RESOURCE, PATHS);
    expect(address).toMatchObject({ form: { ok: true }, place: { ok: true } });
    expect(address.url?.startsWith(endpoint.origin)).toBe(true);
  });

  it.each([
    `/api/v1/deployments/7f0/sha256:${'b'.repeat(64)}`,
    `/api/v1/deployments/${DIGEST}`,
    `${RESOURCE}?digest=1`,
    `${RESOURCE}/`,
    `${RESOURCE}#yaml`,
    `/api/v1/bundles/${DIGEST}`,
    '',
    'http://[',
  ])('has another form as %j', (url) => {
    expect(contentAddress(url, ROOT, RESOURCE, PATHS).form.ok).toBe(false);
  });

  it('leads elsewhere on another origin, and beside the base path', () => {
    const foreign = contentAddress(`https://other.example${RESOURCE}`, ROOT, RESOURCE, PATHS);
    expect(foreign).toMatchObject({ form: { ok: true }, place: { ok: false } });
    expect(foreign.url).toBeUndefined();
    expect(contentAddress(RESOURCE, BASED, RESOURCE, PATHS)).toMatchObject({
      form: { ok: true },
      place: { ok: false },
    });
  });
});
