import type { ProfileSet } from '../../simulator/device/profiles/profile.ts';
import type { Slice } from '../../simulator/fleet/courses/intent.ts';
import type { IdentitySource } from '../../simulator/fleet/identities/identity-source.ts';
import { type Admission, admitAll } from '../../simulator/fleet/operator/admit-all.ts';
import { type Membership, membership } from '../../simulator/fleet/operator/members.ts';
import type { FleetClient, FleetOperator } from '../../simulator/fleet/operator/operator.ts';
import { type DeviceFinding, type ReadBack, readBack } from '../../simulator/fleet/operator/read-back.ts';
import { type RunningOperator, runOperator } from '../../simulator/fleet/operator/run-operator.ts';
import { sampled } from '../../simulator/fleet/operator/sample.ts';
import { type OperatorIntent, operatorSchedule } from '../../simulator/fleet/operator/schedule.ts';
import type { FleetPlan } from '../../simulator/fleet/plan/plan.ts';
import { createRoster } from '../../simulator/fleet/roster/roster.ts';
import { certificateBlocks } from '../../simulator/pki/pem.ts';
import { clientSpiffeId } from '../../simulator/pki/spiffe-id.ts';
import type { Revision } from '../../simulator/protocol/revision.ts';
import { ConfigurationError } from '../../suites/harness/failure.ts';
import { judgeSights, recordJudge } from '../../suites/under-load/record-judge.ts';
import type { OperatorOutcome } from './results/operator-outcome.ts';
import type { Site } from './set-up/targets.ts';

export interface OperatorSideOptions {
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
  /** The part of the fleet that is run: nothing is asked of the others. */
  readonly shard: Slice;
  /** One for each revision of the plan, in its order. */
  readonly sites: readonly Site[];
  readonly revisions: readonly Revision[];
  /** By revision, as `sites`. */
  readonly operator: FleetOperator;
  readonly identities: IdentitySource;
  readonly nonce: string;
  readonly signal: AbortSignal;
}

const ADMISSIONS_AT_ONCE = 32;

/** The WFM's side of a run, as its operator plays it: admits the clients, assigns and changes, and reads the records back. */
export class OperatorSide {
  readonly #options: OperatorSideOptions;
  readonly #members: Membership;
  readonly #schedule: readonly OperatorIntent[];
  #running: RunningOperator | undefined;

  constructor(options: OperatorSideOptions) {
    const { plan, profiles, shard, identities } = options;
    this.#options = options;
    const { of } = createRoster(plan, profiles);
    const clientOf = clientNames(options, (device) => of(device).revision);
    this.#members = membership(plan, profiles, clientOf, (device) => identities.clientId(device));
    this.#schedule = operatorSchedule(
      plan,
      (device) => device % shard.of === shard.index && this.#members.of(device).type !== null,
    );
  }

  /** @throws ConfigurationError FLEET_NOT_ADMITTED where the hook turns clients away */
  async admit(devices: Iterable<number>, onProgress: (admitted: number) => void): Promise<Admission> {
    const { operator, signal } = this.#options;
    const clients = clientsOf(devices, this.#members);
    const admission = await admitAll({ operator, clients, concurrency: ADMISSIONS_AT_ONCE, onProgress, signal });
    const { failed, firstFailure } = admission;
    if (firstFailure !== null && operator.supports.has('admit'))
      throw new ConfigurationError(
        'FLEET_NOT_ADMITTED',
        `the control hook did not admit ${sum(Object.values(failed))} of the clients; the first failure: ${firstFailure}`,
      );
    return admission;
  }

  /** Does what is scheduled, from the start of the run on. */
  start(startAt: number): RunningOperator {
    const { plan, operator, nonce, signal } = this.#options;
    this.#running = runOperator({
      schedule: this.#schedule,
      ...{ operator, nonce, startAt, signal },
      memberOf: (device) => this.#members.of(device),
      concurrency: plan.operator?.concurrency ?? 1,
    });
    return this.#running;
  }

  /** When the devices have ended: what came of it, and whether the WFM's records say the same. */
  async outcome(settleMs: number): Promise<OperatorOutcome | null> {
    const running = this.#running;
    const { plan, operator, signal } = this.#options;
    if (!running || plan.operator === null) return null;
    await running.finished;
    const report = running.report();
    const revisionOf = this.#revisionOf();
    const isObserved = sampled(plan.seed, 'observed', plan.operator.observed);
    const hasCapabilitiesRead = sampled(plan.seed, 'capabilities', plan.operator.observed);
    const found: ReadBack = await readBack({
      operator,
      judge: recordJudge({ revisionOf, capabilitiesOf: (device) => this.#members.capabilitiesOf(device) }),
      memberOf: running.memberOf.bind(running),
      records: Array.from(running.records()).filter(({ device }) => isObserved(device)),
      devices: [...running.working()].filter(hasCapabilitiesRead),
      concurrency: ADMISSIONS_AT_ONCE,
      withinMs: settleMs,
      signal,
    });
    const findings: readonly DeviceFinding[] = [...found.findings, ...judgeSights(report, { revisionOf })];
    return { report, readBack: found, findings };
  }

  #revisionOf(): (device: number) => Revision {
    const { plan, profiles, revisions } = this.#options;
    const { of } = createRoster(plan, profiles);
    return (device) => {
      const revision = revisions[of(device).revision];
      if (revision) return revision;
      throw new RangeError(`device ${device} has no revision`);
    };
  }
}

/** How the control contract names the client of a device, by its revision (section 2). */
function clientNames(
  { sites, revisions, identities }: OperatorSideOptions,
  revisionOf: (device: number) => number,
): (device: number) => FleetClient['client'] {
  return (device) => {
    const index = revisionOf(device);
    const id = identities.clientId(device);
    const spiffe = sites[index]?.target.identity.spiffe;
    switch (revisions[index]?.traits.callerIdentity) {
      case 'mutual-tls':
        return { id, ...(spiffe && { spiffeId: clientSpiffeId(spiffe.trustDomain, spiffe.wfmId, id) }) };
      case 'message-signature':
        return { certificate: certificateBlocks(identities.credential(device).chainPem)[0] ?? '' };
      default:
        return { id };
    }
  };
}

function* clientsOf(devices: Iterable<number>, members: Membership): Iterable<FleetClient> {
  for (const device of devices) yield members.of(device);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
