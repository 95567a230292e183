import type { RevisionId } from '../protocol/revision.ts';
import type { RevisionInterface } from './api/interface.ts';
import { PRE_DRAFT_INTERFACE } from './pre-draft/interface.ts';
import { RC2_INTERFACE } from './rc2/interface.ts';
import { RC3_INTERFACE } from './rc3/interface.ts';

/** Every revision that this WAS can serve, newest first. */
const REVISIONS: readonly RevisionInterface[] = [RC3_INTERFACE, RC2_INTERFACE, PRE_DRAFT_INTERFACE];

/** Those that are asked for; throws `REVISION_UNKNOWN` where one is not served by this WAS. */
export function revisionsOf(wanted: readonly RevisionId[]): readonly RevisionInterface[] {
  return wanted.map((id) => {
    const found = REVISIONS.find(({ revision }) => revision === id);
    if (!found) throw new RangeError(`REVISION_UNKNOWN: this WAS does not serve ${id}`);
    return found;
  });
}
