import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createIntermediate, createRoot } from './authority.ts';
import { type CertificateFacts, certificateFacts, libraryFacts } from './certificate-facts.ts';
import type { SvidSpec } from './leaf-template.ts';
import { plainFacts } from './plain-facts.ts';
import { issueSvid } from './svid.ts';

const root = await createRoot({ name: 'Root', pathLength: 2, trustDomain: 'factory.example' });
const der = (pem: string): Buffer => new X509Certificate(pem).raw;
const name = fc.constantFrom('x.example', 'factory', 'a b', 'schön', 'a, URI:b', 'x\0y');
const year = fc.integer({ min: 1950, max: 2080 }).map((full) => new Date(Date.UTC(full, 1, 28, 23, 59, 58)));

const spec: fc.Arbitrary<SvidSpec> = fc.record(
  {
    uriSans: fc.array(
      name.map((host) => `spiffe://${host}/c`),
      { maxLength: 3 },
    ),
    dnsNames: fc.array(fc.constantFrom('x.example', 'y.example'), { maxLength: 2 }),
    ipAddresses: fc.constant(['127.0.0.1', '::1']),
    subject: name,
    serial: fc.constantFrom('01', '80', 'ff00', '7f80'),
    notBefore: year,
    notAfter: year,
    ca: fc.boolean(),
    keyUsages: fc.subarray(['digitalSignature', 'keyEncipherment', 'keyAgreement', 'keyCertSign', 'cRLSign'] as const),
    ekus: fc.subarray(['clientAuth', 'serverAuth'] as const),
    extensions: fc.constantFrom([], [{ oid: '2.999.1', critical: true, value: Buffer.from([5, 0]) }]),
    algorithm: fc.constantFrom('P-256', 'P-384', 'Ed25519'),
    hash: fc.constantFrom('SHA-256', 'SHA-384'),
  },
  { requiredKeys: [] },
);

const outcome = (read: () => CertificateFacts): CertificateFacts | 'unreadable' => {
  try {
    return read();
  } catch {
    return 'unreadable';
  }
};

it('reads plain certificates itself', async () => {
  const leaf = await issueSvid(root, { spiffeId: 'spiffe://factory.example/c', subject: 'c', dnsNames: ['c.example'] });
  const { certificatePem } = await createIntermediate(root, { name: 'plant' });
  for (const pem of [leaf.certificatePem, certificatePem, root.certificatePem])
    expect(plainFacts(der(pem))).toBeDefined();
});

it('says of any certificate what the library says', async () => {
  await fc.assert(
    fc.asyncProperty(spec, async (wanted) => {
      const { certificatePem } = await issueSvid(root, wanted);
      expect(certificateFacts(certificatePem)).toEqual(libraryFacts(der(certificatePem)));
    }),
    { numRuns: 60 },
  );
});

it('takes nothing for a certificate that the library takes for another or for none', async () => {
  const { certificatePem } = await issueSvid(root, { spiffeId: 'spiffe://factory.example/c', dnsNames: ['c.example'] });
  const sound = der(certificatePem);
  const places = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(places, fc.nat(2), (changes, cut) => {
      const bytes = Buffer.concat([sound.subarray(0, sound.length - cut), Buffer.alloc(cut % 2)]);
      for (const [place, value] of changes) bytes.set([value], Math.min(place, bytes.length - 1));
      const read = outcome(() => certificateFacts(bytes));
      expect([outcome(() => libraryFacts(bytes)), 'unreadable']).toContainEqual(read);
    }),
    { numRuns: 400 },
  );
});
