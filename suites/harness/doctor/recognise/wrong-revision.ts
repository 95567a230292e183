import type { RevisionId } from '../../../../simulator/protocol/revision.ts';
import { error, type Finding } from '../finding.ts';

/** Names the revision that a WFM speaks, where the target file says another. */
export const wrongRevision = (claimed: string, spoken: RevisionId, url: string): Finding =>
  error(
    'WRONG_REVISION',
    `the target file says revision ${claimed}, but what answers at ${url} speaks ${spoken}; ` +
      `write "revision: ${spoken}" with the identity that it needs, or name the endpoint that speaks ${claimed}`,
  );
