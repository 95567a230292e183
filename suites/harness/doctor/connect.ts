import type { ManagementClient } from '../../../simulator/protocol/revision.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** A client of the target's revision at any base URL. */
export const connect = (session: Session, identity: ClientIdentity, endpoint: URL): ManagementClient =>
  session.revision.connect({
    endpoint,
    credential: identity.credential,
    anchors: session.anchors,
    actor: identity.name,
    limits: { requestMs: session.target.timeouts.request, maxBodyBytes: MAX_BODY_BYTES },
  });
