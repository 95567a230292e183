import fc from 'fast-check';
import { MANIFEST } from '../../../simulator/protocol/media-types.ts';

/** Types that no WFM produces a manifest in, near misses of the right one among them. */
const FOREIGN_TYPES = [
  'text/plain',
  'text/html',
  'text/*',
  'image/png',
  'application/xml',
  'application/vnd.margo.manifest.v1+xml',
  'application/vnd.margo.manifest.v1',
  'application/vnd.margo.bundle.v1+tar+gzip',
  'application/x-vnd.margo.manifest.v1+json',
  `text/${MANIFEST.slice('application/'.length)}`,
] as const;

const weight: fc.Arbitrary<string> = fc.constantFrom('', ';q=1', ';q=0.9', '; q=0.001', ' ;Q=0.5');

const foreignRange: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...FOREIGN_TYPES), weight)
  .map(([type, suffix]) => type + suffix);

/** An Accept field that admits no manifest under any reading: one to four foreign types, weighted or not. */
export const foreignAccept: fc.Arbitrary<string> = fc
  .array(foreignRange, { minLength: 1, maxLength: 4 })
  .map((ranges) => ranges.join(', '));

/** An Accept field that lists the manifest's type, in any letters, at any place among foreign ones. */
export const listedAccept: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.constantFrom(...FOREIGN_TYPES), { maxLength: 2 }),
    fc.mixedCase(fc.constant(MANIFEST)),
    fc.array(fc.constantFrom(...FOREIGN_TYPES), { maxLength: 2 }),
    fc.constantFrom(', ', ',', ' , '),
  )
  .map(([before, own, after, comma]) => [...before, own, ...after].join(comma));

/** As {@link listedAccept}, with weights above nothing on every member. */
export const weightedAccept: fc.Arbitrary<string> = fc
  .tuple(fc.array(foreignRange, { maxLength: 2 }), weight, fc.array(foreignRange, { maxLength: 2 }))
  .map(([before, suffix, after]) => [...before, MANIFEST + suffix, ...after].join(', '));
