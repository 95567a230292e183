import type { ProfileSet } from '../../simulator/device/profiles/profile.ts';
import type { Slice } from '../../simulator/fleet/courses/intent.ts';
import { rowsOf } from '../../simulator/fleet/courses/slice.ts';
import { readLatencies } from '../../simulator/fleet/metrics/latencies.ts';
import type { MergedReport } from '../../simulator/fleet/metrics/report.ts';
import type { FleetPlan } from '../../simulator/fleet/plan/plan.ts';
import { createRoster } from '../../simulator/fleet/roster/roster.ts';
import type { SliceProgress } from '../../simulator/fleet/shard/slice-options.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { revisionOf } from '../../simulator/protocol/revisions.ts';
import type { Listening } from '../cli/network-options.ts';
import type { Carrier } from './carry.ts';
import type { LivePrinter } from './live/live-printer.ts';
import { type LiveView, liveView, type Percentiles } from './live/view.ts';
import { OperatorSide } from './operator-side.ts';
import { operatorOf } from './operators.ts';
import type { OperatorOutcome } from './results/operator-outcome.ts';
import { requireLab } from './safety/lab.ts';
import { machineLimits, warnings } from './safety/machine-limits.ts';
import { fleetIdentities } from './set-up/identities.ts';
import { openSites, type Sites } from './set-up/sites.ts';
import { claimOf, siteOf } from './set-up/targets.ts';
import { Latest } from './telemetry/latest.ts';
import { telemetry } from './telemetry/telemetry.ts';

export interface LoadRequest {
  readonly plan: FleetPlan;
  readonly profiles: ProfileSet;
  /** The part of the fleet that is run. */
  readonly shard: Slice;
  readonly targets: readonly string[];
  readonly endpoint: string | null;
  readonly revision: RevisionId | null;
  readonly identities: string | null;
  readonly defects: readonly string[];
  readonly workers: number;
  readonly openMetrics: Listening | null;
  readonly otlp: string | null;
  readonly owned: boolean;
  readonly nonce: string;
  readonly carrier: Carrier;
  readonly printer: LivePrinter;
  readonly signal: AbortSignal;
}

/** A run that is over. */
export interface Loaded {
  readonly plan: FleetPlan;
  readonly sites: Sites['sites'];
  readonly nonce: string;
  readonly report: MergedReport;
  readonly operator: OperatorOutcome | null;
  readonly shortfalls: readonly string[];
}

/** Sets a fleet up, carries it, and hears what the operator found. @throws CodedError where the set-up is wrong */
export async function load(request: LoadRequest): Promise<Loaded> {
  const { plan, profiles, shard, printer, signal, workers } = request;
  const warn = (text: string): void => {
    printer.clear();
    process.stderr.write(`${text}\n`);
  };
  // Before the doctor asks anything of them.
  await requireLab(request.targets.map((file) => siteOf(claimOf({ ...request, file }))).flatMap(urlsOf), request);
  await using found = await openSites({ ...request, warn });
  const { sites } = found;
  const targets = sites.map(({ target }) => target);
  warnings(machineLimits(), demandOf(plan, workers)).forEach(warn);
  const identities = await fleetIdentities({
    ...{ plan, targets, signal },
    file: request.identities,
    nonce: request.nonce,
    onProgress: (done) => printer.prepare(`${done} of ${plan.devices} identities`),
  });
  const [{ target }] = sites;
  const roster = createRoster(plan, profiles);
  const operator = await operatorOf(sites, (device) => roster.of(device).revision);
  await using _closing = { [Symbol.asyncDispose]: () => operator.close() };
  const revisions = sites.map((site) => revisionOf(site.target.revision, site.fleet.dialect));
  const { nonce, source } = identities;
  const side = new OperatorSide({
    plan,
    profiles,
    shard,
    sites,
    revisions,
    operator,
    identities: source,
    nonce,
    signal,
  });
  const devices = devicesOf(plan, shard);
  const admission = await side.admit(devices, (done) =>
    printer.prepare(`${done} of ${devices.length} clients admitted`),
  );
  if (admission.firstFailure !== null) warn(admission.firstFailure);
  const latest = new Latest(percentilesOf);
  await using _told = await telemetry(latest, request, warn);
  const { report, shortfalls } = await request.carrier({
    ...{ plan, profiles, identities, signal },
    targets: sites.map(({ fleet }) => fleet),
    judging: {
      nonce,
      undeclared: targets.flatMap(({ undeclared }) => undeclared),
      settleMs: target.timeouts.settle,
    },
    startOperator: (startAt) => side.start(startAt),
    onPreparing: (what) => printer.prepare(what),
    onProgress: follow(plan, devices.length, printer, latest),
  });
  printer.prepare('reading records back');
  return { plan, sites, nonce, report, shortfalls, operator: await side.outcome(target.timeouts.settle) };
}

/** Shows each progress, and tells it to whoever asks. */
function follow(
  { name, durationMs }: FleetPlan,
  devices: number,
  printer: LivePrinter,
  latest: Latest,
): (progress: SliceProgress) => void {
  let view: LiveView | undefined;
  return (progress) => {
    latest.tell(progress);
    view = liveView({ name, durationMs, devices }, progress, view, percentilesOf);
    printer.update(view);
  };
}

function percentilesOf(encoded: string): Percentiles | null {
  if (encoded === '') return null;
  const { count, max, at } = readLatencies(encoded);
  return count === 0 ? null : { p50: at(50), p90: at(90), p99: at(99), max };
}

const devicesOf = ({ devices }: FleetPlan, shard: Slice): readonly number[] =>
  Array.from({ length: rowsOf(devices, shard) }, (_, row) => shard.index + row * shard.of);

/** All that the fleet will send something to. */
const urlsOf = ({ target, fleet }: Sites['sites'][number]): readonly string[] => [
  fleet.endpoint,
  ...(target.control.kind === 'http' ? [target.control.url] : []),
  ...(fleet.enrolment?.kind === 'oauth' ? [fleet.enrolment.tokenUrl] : []),
  ...(fleet.enrolment?.kind === 'oauth' && fleet.enrolment.repository ? [fleet.enrolment.repository.url] : []),
];

function demandOf({ connections, devices, bounds }: FleetPlan, processes: number) {
  const { policy, shared, sourceAddresses } = connections;
  const each = policy === 'shared' ? shared * processes : devices;
  return {
    openConnections: Math.min(each, bounds.openConnections),
    sourceAddresses: Math.max(1, sourceAddresses.length),
    // Threads of one process.
    processes: 1,
  };
}
