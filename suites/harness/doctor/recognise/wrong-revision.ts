import type { RevisionId } from '../../../../simulator/protocol/revision.ts';
import { error, type Finding } from '../finding.ts';

/** Names the revision that a WFM speaks, where the target file says another, or none. */
export const wrongRevision = (claimed: string | undefined, spoken: RevisionId, url: string): Finding =>
  error(
    'WRONG_REVISION',
    `the target file says ${claimed === undefined ? 'no revision' : `revision ${claimed}`}, but what answers at ${url} ` +
      `speaks ${spoken}; write "revision: ${spoken}" and the identity that it needs${claimed === undefined ? '' : `, or name the endpoint that speaks ${claimed}`}`,
  );
