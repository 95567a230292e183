import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { createIntermediate, createRoot } from '../../pki/authority.ts';
import { certificateBlocks } from '../../pki/pem.ts';
import { clientSpiffeId } from '../../pki/spiffe-id.ts';
import { issueSvid } from '../../pki/svid.ts';
import { validateKnownSvid } from './known-chains.ts';

const HOUR = 3_600_000;
const trustDomain = 'factory.example';
const start = Date.now();
const after = (hours: number): Date => new Date(start + hours * HOUR);
const chainOf = (pem: string): Uint8Array[] => certificateBlocks(pem).map((block) => new X509Certificate(block).raw);

const root = await createRoot({ name: 'root', trustDomain, notAfter: after(9) });
const spiffeId = clientSpiffeId(trustDomain, 'wfm-1', 'c');
const realm = { trustDomain, wfmId: 'wfm-1', anchorsPem: [root.certificatePem] };

it.each([
  ['leaf', { leaf: 3, intermediate: 5 }],
  ['intermediate', { leaf: 5, intermediate: 3 }],
])('knows a chain until its %s ends, and not before it began', async (_name, hours) => {
  const intermediate = await createIntermediate(root, { name: 'plant', notAfter: after(hours.intermediate) });
  const { chainPem } = await issueSvid(intermediate, { spiffeId, notBefore: after(1), notAfter: after(hours.leaf) });
  const chain = chainOf(chainPem);
  const at = (hour: number) => validateKnownSvid(chain, realm, after(hour));
  const sound = { spiffeId };
  expect([at(2), at(2.5)]).toEqual([expect.objectContaining(sound), expect.objectContaining(sound)]);
  for (const outside of [0.5, 3.5]) expect(at(outside)).toHaveProperty('refused');
  expect(at(2)).toMatchObject(sound);
});

it('knows a chain under the anchors that it was proved by, and no others', async () => {
  const chain = chainOf((await issueSvid(root, { spiffeId })).chainPem);
  const elsewhere = { ...realm, anchorsPem: [(await createRoot({ name: 'root', trustDomain })).certificatePem] };
  expect(validateKnownSvid(chain, realm, after(0))).toMatchObject({ spiffeId });
  expect(validateKnownSvid(chain, elsewhere, after(0))).toHaveProperty('refused');
  expect(validateKnownSvid(chain, { ...realm, trustDomain: 'elsewhere.example' }, after(0))).toHaveProperty('refused');
});
