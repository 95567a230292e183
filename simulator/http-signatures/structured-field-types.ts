import type { StructuredType } from './structured-fields.ts';

/** Types of request fields, from the column "Structured Type" of IANA's field name registry; `sf` needs to know them. */
export const STRUCTURED_FIELD_TYPES: ReadonlyMap<string, StructuredType> = new Map([
  ['accept-signature', 'dictionary'],
  ['capsule-protocol', 'item'],
  ['client-cert', 'item'],
  ['client-cert-chain', 'list'],
  ['content-digest', 'dictionary'],
  ['priority', 'dictionary'],
  ['repr-digest', 'dictionary'],
  ['signature', 'dictionary'],
  ['signature-input', 'dictionary'],
  ['want-content-digest', 'dictionary'],
  ['want-repr-digest', 'dictionary'],
]);
