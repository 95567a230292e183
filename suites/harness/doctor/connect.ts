import type { Enrolment, ManagementClient, Revision } from '../../../simulator/protocol/revision.ts';
import type { ClientIdentity } from '../session/identities.ts';
import type { Session } from '../session/session.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

export interface Connecting {
  /** Default: the one of the target. */
  readonly endpoint?: URL;
  /** Default: nothing yet. */
  readonly enrolment?: Enrolment;
  /** Default: the target's, in the dialect that it declares. */
  readonly revision?: Revision;
}

/** A client of the target's revision, at its endpoint or at another place. */
export const connect = (
  session: Session,
  identity: ClientIdentity,
  { endpoint = new URL(session.target.endpoint.url), enrolment, revision = session.revision }: Connecting = {},
): ManagementClient =>
  revision.connect({
    endpoint,
    credential: identity.credential,
    anchors: session.anchors,
    actor: identity.name,
    limits: { requestMs: session.target.timeouts.request, maxBodyBytes: MAX_BODY_BYTES },
    ...(enrolment && { enrolment }),
  });
