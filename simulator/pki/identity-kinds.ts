import { ALTERNATIVE_NAME_KINDS } from './identity-kinds/alternative-names.ts';
import { CHAIN_KINDS } from './identity-kinds/chains.ts';
import type { IdentityKind } from './identity-kinds/identity-kind.ts';
import { KEY_KINDS } from './identity-kinds/keys.ts';
import { LEAF_CONSTRAINT_KINDS } from './identity-kinds/leaf-constraints.ts';
import { NAMESPACE_KINDS } from './identity-kinds/namespace.ts';
import { PATH_SHAPE_KINDS } from './identity-kinds/path-shapes.ts';
import { VALIDITY_KINDS } from './identity-kinds/validity.ts';

export { type IdentityContext, type IdentityKind, isPossible } from './identity-kinds/identity-kind.ts';

/** Every kind of client identity, sound and unsound, that a WFM is shown. */
export const IDENTITY_KINDS: readonly IdentityKind[] = [
  ...VALIDITY_KINDS,
  ...NAMESPACE_KINDS,
  ...PATH_SHAPE_KINDS,
  ...ALTERNATIVE_NAME_KINDS,
  ...LEAF_CONSTRAINT_KINDS,
  ...CHAIN_KINDS,
  ...KEY_KINDS,
];
