import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createIntermediate, createRoot } from './authority.ts';
import { certificateBlocks, pemToDer } from './pem.ts';
import { type Credential, issueSvid } from './svid.ts';
import { type ValidationOptions, validateSvid } from './validate-svid.ts';

const spiffeId = 'spiffe://factory.example/margo/wfm/wfm-1/client/c1';
const derOf = (pem: string): Buffer[] => certificateBlocks(pem).map(pemToDer);
let root: Authority;
let other: Authority;
let options: ValidationOptions;

beforeAll(async () => {
  [root, other] = await Promise.all([createRoot({ name: 'Root' }), createRoot({ name: 'Root' })]);
  options = { anchors: [root.certificatePem], trustDomain: 'factory.example', now: new Date() };
});

function validate(credential: Pick<Credential, 'chainPem'>, more: Partial<ValidationOptions> = {}): unknown {
  const result = validateSvid(derOf(credential.chainPem), { ...options, ...more });
  return 'refused' in result ? result.refused : result.spiffeId;
}

describe('a sound SVID', () => {
  it('is valid under any of several anchors, even of one name', async () => {
    const svid = await issueSvid(root, { spiffeId });
    expect(validate(svid, { anchors: [other.certificatePem, root.certificatePem] })).toBe(spiffeId);
    expect(validate(svid, { anchors: [other.certificatePem] })).toBe('CHAIN_NO_ANCHOR');
    expect(validate(svid, { anchors: [other.certificatePem + root.certificatePem] })).toBe(spiffeId);
    expect(validate(svid, { anchors: [] })).toBe('CHAIN_NO_ANCHOR');
    expect(() => validate(svid, { anchors: ['hello'] })).toThrow(/^ANCHOR_UNREADABLE: /);
  });

  it('is valid through intermediates in any order, with or without the root and strangers among them', async () => {
    const upper = await createIntermediate(root, { name: 'Upper', pathLength: 1 });
    const lower = await createIntermediate(upper, { name: 'Lower' });
    const { certificatePem } = await issueSvid(lower, { spiffeId });
    const parents = [lower, upper, root, other].map((authority) => authority.certificatePem);
    const orders = fc.shuffledSubarray(parents, { minLength: 2 });
    fc.assert(
      fc.property(orders, (sent) => {
        const complete = sent.includes(lower.certificatePem) && sent.includes(upper.certificatePem);
        const verdict = validate({ chainPem: certificatePem + sent.join('') });
        expect(verdict).toBe(complete ? spiffeId : 'CHAIN_NO_ANCHOR');
      }),
    );
  });

  it('may have an intermediate as the anchor', async () => {
    const intermediate = await createIntermediate(root, { name: 'Intermediate' });
    const { certificatePem: chainPem } = await issueSvid(intermediate, { spiffeId });
    expect(validate({ chainPem }, { anchors: [intermediate.certificatePem] })).toBe(spiffeId);
  });

  it('may be of a WFM or of anyone else in the trust domain', async () => {
    const wfm = 'spiffe://factory.example/margo/wfm/wfm-1';
    expect(validate(await issueSvid(root, { spiffeId: wfm }))).toBe(wfm);
  });

  it('is valid at its ends, and beyond them within the tolerance for clocks', async () => {
    const notBefore = new Date('2030-01-01T00:00:00Z');
    const notAfter = new Date('2030-01-02T00:00:00Z');
    const svid = await issueSvid(root, { spiffeId, notBefore, notAfter });
    const at = (now: Date, offset: number, skewMs?: number): unknown =>
      validate(svid, { now: new Date(now.getTime() + offset), ...(skewMs === undefined ? {} : { skewMs }) });
    const now = notAfter;
    expect(validateSvid(derOf(svid.chainPem), { ...options, now })).toEqual({ spiffeId, notAfter });
    expect([at(notBefore, 0), at(notAfter, 0)]).toEqual([spiffeId, spiffeId]);
    expect([at(notBefore, -1), at(notAfter, 1)]).toEqual(['SVID_NOT_YET_VALID', 'SVID_EXPIRED']);
    expect([at(notBefore, -5000, 5000), at(notAfter, 5000, 5000)]).toEqual([spiffeId, spiffeId]);
    expect([at(notBefore, -5001, 5000), at(notAfter, 5001, 5000)]).toEqual(['SVID_NOT_YET_VALID', 'SVID_EXPIRED']);
  });
});

describe('what is presented is refused', () => {
  it.each([
    ['SVID_NO_URI', { dnsNames: ['factory.example'] }],
    ['SVID_SEVERAL_URIS', { uriSans: [spiffeId, spiffeId] }],
    ['SVID_SPIFFE_ID_INVALID', { uriSans: ['https://factory.example/a'] }],
    ['SVID_TRUST_DOMAIN', { uriSans: ['spiffe://factory.example.org/a'] }],
    ['SVID_NO_PATH', { uriSans: ['spiffe://factory.example'] }],
    ['SVID_IS_A_CA', { spiffeId, ca: true }],
    ['SVID_KEY_USAGE', { spiffeId, keyUsages: ['digitalSignature', 'cRLSign'] }],
    ['SVID_WEAK_KEY', { spiffeId, algorithm: 'RSA-2048' }],
    ['SVID_WEAK_SIGNATURE', { spiffeId, hash: 'SHA-1' }],
  ] as const)('with %s for %j', async (code, spec) => {
    expect(validate(await issueSvid(root, spec))).toBe(code);
  });

  it('when it is nothing, no certificate, or far too many', async () => {
    const svid = derOf((await issueSvid(root, { spiffeId })).chainPem);
    const codeOf = (chain: readonly Uint8Array[]): unknown => validateSvid(chain, options);
    expect(codeOf([])).toMatchObject({ refused: 'SVID_MISSING' });
    expect(codeOf([...svid, Buffer.from('hello')])).toMatchObject({ refused: 'SVID_UNREADABLE' });
    expect(codeOf(Array.from({ length: 9 }, () => svid).flat())).toMatchObject({ refused: 'CHAIN_TOO_LONG' });
  });

  it('when a certificate above the leaf is unfit', async () => {
    const past = { notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') };
    const future = { notBefore: new Date('2090-01-01'), notAfter: new Date('2091-01-01') };
    const expired = await createIntermediate(root, { name: 'Expired', ...past });
    const early = await createIntermediate(root, { name: 'Early', ...future });
    const weak = await createIntermediate(root, { name: 'Weak', algorithm: 'RSA-1024' });
    const tight = await createIntermediate(root, { name: 'Tight' });
    const below = await createIntermediate(tight, { name: 'Below' });
    const leaf = await issueSvid(root, { spiffeId, subject: 'leaf' });
    const unsigning = await issueSvid(root, { ca: true, subject: 'unsigning' });
    const extensions = [{ oid: '2.999.1', critical: true, value: new Uint8Array([5, 0]) }];
    const odd = await issueSvid(root, { ca: true, subject: 'odd', keyUsages: ['keyCertSign'], extensions });
    const sha1 = await issueSvid(root, { ca: true, subject: 'sha1', keyUsages: ['keyCertSign'], hash: 'SHA-1' });
    const under = async (authority: Authority): Promise<unknown> => validate(await issueSvid(authority, { spiffeId }));
    expect(await Promise.all([expired, early, weak, below, leaf, unsigning, odd, sha1].map(under))).toEqual([
      'CHAIN_EXPIRED',
      'CHAIN_NOT_YET_VALID',
      'CHAIN_WEAK_KEY',
      'CHAIN_PATH_LENGTH',
      'CHAIN_NOT_A_CA',
      'CHAIN_NOT_A_CA',
      'CHAIN_CRITICAL_EXTENSION',
      'CHAIN_WEAK_SIGNATURE',
    ]);
  });

  it('when the anchor itself has expired', async () => {
    const old = await createRoot({ name: 'Old', notAfter: new Date(options.now.getTime() - 1000) });
    expect(validate(await issueSvid(old, { spiffeId }), { anchors: [old.certificatePem] })).toBe('CHAIN_EXPIRED');
  });

  it('when any one bit of the leaf is flipped', async () => {
    const { raw } = new X509Certificate((await issueSvid(root, { spiffeId })).certificatePem);
    fc.assert(
      fc.property(fc.nat({ max: raw.length * 8 - 1 }), (bit) => {
        const spoilt = Buffer.from(raw);
        spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(validateSvid([spoilt], options)).toHaveProperty('refused');
      }),
    );
  });
});
