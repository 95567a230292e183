import { randomBytes } from 'node:crypto';
import { renderConsole } from '../../reports/console/render.ts';
import { consoleOptions } from '../../reports/console/style.ts';
import type { Results } from '../../reports/model.ts';
import { resultsText } from '../../reports/results-file.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { exitStatus } from '../../suites/harness/run/results.ts';
import { loadCatalogue } from '../../suites/requirements/catalogue.ts';
import { INTERRUPTED } from '../cli/command-line.ts';
import { type Interruption, interruption } from '../cli/interruption.ts';
import type { Listening } from '../cli/network-options.ts';
import { assertWritable } from '../cli/out-folder.ts';
import { VERSION } from '../cli/version.ts';
import { type Carrier, onThisMachine } from './carry.ts';
import { LivePrinter } from './live/live-printer.ts';
import { clearLogs } from './logs.ts';
import { type ClusterChoice, onKubernetes } from './on-kubernetes.ts';
import { repeatOf } from './repeat.ts';
import { fleetResults } from './results/fleet-results.ts';
import { type Loaded, load } from './run.ts';
import { type KillSwitch, killSwitch } from './safety/kill-switch.ts';
import { requireForPods } from './set-up/for-pods.ts';
import { readyPlan } from './set-up/plan.ts';
import { claimOf } from './set-up/targets.ts';
import { writeAll } from './write-all.ts';

export interface FleetRequest {
  /** A file, or the name of a plan that comes with waspect. */
  readonly plan: string;
  /** Target files, one for each revision; none: the reference WAS. */
  readonly targets: readonly string[];
  readonly endpoint: string | null;
  /** Which all devices speak; null: as the plan has it. */
  readonly revision: RevisionId | null;
  readonly set: readonly string[];
  /** Only this one of the fleet. */
  readonly device: number | null;
  /** Identities that `waspect pki fleet` has prepared. */
  readonly identities: string | null;
  /** Deliberate faults of the reference WAS, where it is the target. */
  readonly defects: readonly string[];
  readonly workers: number;
  readonly objectives: readonly string[];
  readonly out: string;
  readonly logs: boolean;
  readonly openMetrics: Listening | null;
  readonly otlp: string | null;
  /** The person says that the target is theirs to load. */
  readonly owned: boolean;
  readonly killSwitch: string | null;
  /** Null: on this machine. */
  readonly cluster: ClusterChoice | null;
  readonly quiet: boolean;
  readonly json: boolean;
  /** As it was typed. */
  readonly command: string;
}

/** Runs a fleet, shows what came of it, writes the reports; answers the exit status (contract, section 4). Throws `OUT_UNWRITABLE`. */
export async function fleetAndReport(request: FleetRequest): Promise<number> {
  const { out, targets, endpoint, device } = request;
  using stop = interruption();
  using kill = request.killSwitch === null ? NEVER : killSwitch(request.killSwitch);
  const claims = targets.map((file) => claimOf({ file, revision: request.revision, endpoint }));
  const only = claims.length === 1 ? claims[0]?.revision : undefined;
  // One target is for all devices; several are each for those of their revision.
  const ready = await readyPlan({ ...request, revision: request.revision ?? only ?? null });
  if (request.cluster) requireForPods({ ...request.cluster, device, devices: ready.plan.devices, claims });
  // Not before the plan is known to be right: what a former run has left is worth more than a wrong one.
  assertWritable(out);
  await clearLogs(out);
  const printer = new LivePrinter(process.stderr, process.env, request.quiet);
  const loaded = await load({
    ...request,
    ...ready,
    shard: device === null ? WHOLE : { index: device, of: ready.plan.devices },
    nonce: randomBytes(4).toString('hex'),
    carrier: carrierOf(request, ready.plan.devices),
    printer,
    signal: AbortSignal.any([stop.signal, kill.signal]),
  }).finally(() => printer.clear());
  const results = resultsOf(request, loaded, whyStopped(stop, kill, request));
  const { files, failure } = await writeAll(out, results, loaded.report);
  process.stdout.write(
    request.json
      ? resultsText(results)
      : renderConsole(results, out, files, consoleOptions(process.stdout, process.env)),
  );
  if (failure) throw failure;
  return stop.signal.aborted ? INTERRUPTED : exitStatus(results);
}

const WHOLE = { index: 0, of: 1 } as const;

const NEVER: KillSwitch = { signal: new AbortController().signal, [Symbol.dispose]: () => undefined };

function carrierOf({ cluster, workers, logs, out, device }: FleetRequest, devices: number): Carrier {
  const shard = device === null ? WHOLE : { index: device, of: devices };
  return cluster ? onKubernetes(cluster) : onThisMachine({ workers, shard, logFolder: logs ? out : null });
}

function whyStopped(stop: Interruption, kill: KillSwitch, { device, killSwitch: file }: FleetRequest): string[] {
  return [
    ...(stop.signal.aborted ? ['it was interrupted'] : []),
    ...(kill.signal.aborted ? [`the kill switch ${file ?? ''} appeared`] : []),
    ...(device === null ? [] : [`only device ${device} of the fleet was run`]),
  ];
}

function resultsOf(request: FleetRequest, loaded: Loaded, stopped: readonly string[]): Results {
  const [first] = loaded.sites;
  const { target } = first;
  const [targetFile] = request.targets;
  return fleetResults({
    tool: VERSION,
    command: request.command,
    nonce: loaded.nonce,
    plan: loaded.plan,
    planFile: request.plan,
    report: loaded.report,
    operator: loaded.operator,
    target: { name: target.name, vendor: target.vendor, version: target.version, endpoint: target.endpoint.name },
    ...(targetFile !== undefined && { targetFile }),
    catalogue: loadCatalogue(),
    stoppedBecause: [...stopped, ...loaded.shortfalls],
    repeat: repeatOf(request),
  });
}
