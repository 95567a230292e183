import fc from 'fast-check';
import type { LabelValue } from '../../../simulator/protocol/documents.ts';

export type Labels = Readonly<Record<string, LabelValue>>;

/** Letters of many scripts, marks and symbols outside the basic plane; no control characters, which databases refuse. */
const anyScript: fc.Arbitrary<string> = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));

/** Texts that a store which guesses types would turn into something else. */
const misleadingText: fc.Arbitrary<string> = fc.constantFrom(
  'true',
  'null',
  '1.0',
  '007',
  '1e3',
  'NaN',
  '[1,2]',
  '{"a":1}',
  ' padded ',
  'a,b',
  "O'Brien",
  '"quoted"',
  'back\\slash',
  'Größe – 寸法 – מידה',
  '🏭',
);

/** Numbers that a store of integers, of single precision or of decimal text would change. */
const tellingNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -1, 0.1, 0.5, 16_777_217, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1, 1e21, 1e-7, -273.15),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map((value) => value + 0),
);

const key: fc.Arbitrary<string> = fc
  .tuple(fc.stringMatching(/^[a-z]{2,8}\.example$/), fc.stringMatching(/^[A-Za-z]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?$/))
  .map(([domain, name]) => `${domain}/${name}`);

const value: fc.Arbitrary<LabelValue> = fc.oneof(
  anyScript,
  misleadingText,
  fc.boolean(),
  tellingNumber,
  fc.array(fc.oneof(anyScript, misleadingText), { minLength: 1, maxLength: 4 }),
  fc.array(tellingNumber, { minLength: 1, maxLength: 4 }),
);

/** Labels of every type that the clause allows (CAP-017), one of them twice with keys that differ by case only. */
export const tellingLabels: fc.Arbitrary<Labels> = fc
  .tuple(fc.dictionary(key, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true }), value, value)
  .map(([others, lower, upper]) => ({ ...others, 'case.example/zone': lower, 'case.example/Zone': upper }));

const version: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.nat(20))
  .map(([major, minor]) => `${major}.${minor}`);

const domainName: fc.Arbitrary<string> = fc
  .tuple(fc.stringMatching(/^[a-z]{3,8}-[0-9]{1,2}$/), fc.stringMatching(/^[a-z]{3,8}$/))
  .map(([site, owner]) => `${site}.${owner}.example`);

/** What the users call essential and the standard has no member for (USR-004). */
export const essentialLabels: fc.Arbitrary<Labels> = fc.record(
  {
    'waspect.example/runtime.python': fc.array(version, { minLength: 1, maxLength: 3 }),
    'waspect.example/runtime.nodejs': version,
    'waspect.example/runtime.java.enabled': fc.boolean(),
    'waspect.example/security.standards': fc.subarray(['IEC 62443-4-2', 'FIPS 140-3', 'EN 303 645', 'NIST SP 800-82'], {
      minLength: 1,
    }),
    'waspect.example/security.secure-boot': fc.boolean(),
    'waspect.example/connectivity': fc.subarray(['ethernet', '5g', 'wifi-6', 'tsn', 'io-link'], { minLength: 1 }),
    'waspect.example/connectivity.metered': fc.boolean(),
    'waspect.example/update.interval-seconds': fc.integer({ min: 1, max: 31_536_000 }),
    'waspect.example/update.window': fc.constantFrom('Sun 02:00-04:00', 'PT1H', '0 3 * * 0'),
    'waspect.example/domain': domainName,
  },
  { noNullPrototype: true },
);
