import fc from 'fast-check';
import type { SignatureParameters } from '../../simulator/http-signatures/signature-parameters.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import type { Pen } from './pen.ts';

/** One of the forms that RFC 9421 permits for the same signature. */
export interface SignatureForm {
  readonly label: string;
  /** Covered beside what has to be. */
  readonly further: readonly string[];
  /** Sorts the components, and the parameters. */
  readonly order: readonly number[];
  readonly nonce?: string;
  readonly tag?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
}

const label = fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,12}$/);

/** Derived components of any request of the interface. */
const DERIVED = ['@authority', '@scheme', '@path', '@request-target'] as const;

// Printable, as a string of structured fields can be; quotation marks and backslashes are escaped.
const printable = fc.stringMatching(/^[ -~]{1,24}$/);

export const signatureForm: fc.Arbitrary<SignatureForm> = fc.record(
  {
    label,
    further: fc.subarray([...DERIVED]),
    order: fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }),
    nonce: printable,
    tag: printable,
    expiresIn: fc.integer({ min: 60, max: 3600 }),
  },
  { requiredKeys: ['label', 'further', 'order'], noNullPrototype: true },
);

/** Signs in this form. */
export const inForm = (sign: Pen, { label, further, order, nonce, tag, expiresIn }: SignatureForm): Authenticate =>
  sign({
    label,
    components: (usual) => sorted([...usual, ...further], order),
    parameters: (usual) =>
      Object.fromEntries(
        sorted(
          Object.entries({
            ...usual,
            ...(nonce !== undefined && { nonce }),
            ...(tag !== undefined && { tag }),
            ...(expiresIn !== undefined && { expires: sign.now() + expiresIn }),
          } satisfies SignatureParameters),
          order,
        ),
      ),
  });

/** By the rank at the same place; stable where ranks run out. */
function sorted<Item>(items: readonly Item[], ranks: readonly number[]): readonly Item[] {
  return items
    .map((item, index) => ({ item, rank: ranks[index] ?? index }))
    .sort((left, right) => left.rank - right.rank)
    .map(({ item }) => item);
}
