import { configuredTrust, type TrustSource } from '../../device/trust/trust-source.ts';
import type { Revision } from '../../protocol/revision.ts';
import { revisionOf } from '../../protocol/revisions.ts';
import type { IdentitySource } from '../identities/identity-source.ts';
import type { Operation } from '../judging/judge.ts';
import type { Incident } from '../metrics/report.ts';
import type { FleetPlan } from '../plan/plan.ts';
import type { FleetTarget } from '../shard/slice-options.ts';
import { type IdentityOf, identityOf } from './identities.ts';
import { Reachability } from './reachability.ts';
import { type ReadyPoll, readyPoll } from './ready-poll.ts';
import { successCodes } from './success.ts';

/** What the devices of one revision have in common: the endpoint that they use, and how they speak to it. */
export interface Party {
  readonly revision: Revision;
  readonly target: FleetTarget;
  readonly endpoint: URL;
  readonly trust: TrustSource;
  readonly identityOf: IdentityOf;
  /** In transcripts; without a look at anybody's certificate. */
  readonly nameOf: (device: number) => string;
  /** Null where a poll is made for each device anew. */
  readonly readyPoll: ReadyPoll | null;
  readonly success: Readonly<Record<Operation, ReadonlySet<number>>>;
  readonly reachability: Reachability;
}

/**
 * The parties of a plan's revisions, in their order.
 * @throws RangeError TARGET_MISSING where the plan has a revision that no target is of
 */
export function partiesOf(
  plan: FleetPlan,
  targets: readonly FleetTarget[],
  identities: IdentitySource,
  happened: (incident: Incident) => void,
): Promise<readonly Party[]> {
  const { policy } = plan.connections;
  const persistence = policy === 'close' || policy === 'resume' ? 'close' : 'keep-alive';
  return Promise.all(
    plan.revisions.map(async ({ revision: id }): Promise<Party> => {
      const target = targets.find(({ revision }) => revision === id);
      if (!target) throw new RangeError(`TARGET_MISSING: devices of ${id} have no endpoint; name a target of it`);
      const revision = revisionOf(id, target.dialect);
      const endpoint = new URL(target.endpoint);
      return {
        revision,
        target,
        endpoint,
        trust: configuredTrust([target.anchors]),
        nameOf: (device) => identities.clientId(device),
        identityOf: identityOf(identities, revision.traits),
        readyPoll: await readyPoll(revision, endpoint, persistence),
        success: successCodes(revision.traits.answers),
        reachability: new Reachability(endpoint.origin, happened),
      };
    }),
  );
}
