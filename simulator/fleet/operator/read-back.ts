import { setTimeout as delay } from 'node:timers/promises';
import type { Finding } from '../judging/judge.ts';
import type { DeploymentRecord } from './ledger.ts';
import type { FleetMember, FleetOperator, ObservedDeployment, ObservedDevice } from './operator.ts';
import { Pool } from './pool.ts';

/** Says what is wrong with a record of the WFM; nothing where it agrees with what was acknowledged. */
export interface RecordJudge {
  deployment(member: FleetMember, record: DeploymentRecord, observed: ObservedDeployment | null): readonly Finding[];
  devices(member: FleetMember, observed: readonly ObservedDevice[]): readonly Finding[];
}

export interface ReadBackOptions {
  readonly operator: FleetOperator;
  readonly judge: RecordJudge;
  readonly memberOf: (device: number) => FleetMember;
  /** Those of the sample. */
  readonly records: Iterable<DeploymentRecord>;
  /** Devices whose capabilities are looked at. */
  readonly devices: Iterable<number>;
  /** Calls at the same time. */
  readonly concurrency: number;
  /** How long a WFM may take until what it acknowledged shows, in milliseconds. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

export interface ReadBack {
  /** How many records agreed or did not, and how many could not be read. */
  readonly deployments: number;
  readonly devices: number;
  readonly unread: number;
  readonly findings: readonly DeviceFinding[];
}

export interface DeviceFinding extends Finding {
  readonly device: number;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** Reads a sample of the WFM's records back when all is quiet, and again for as long as they may be late. */
export async function readBack(options: ReadBackOptions): Promise<ReadBack> {
  const { operator, judge, memberOf, records, devices, concurrency } = options;
  const pool = new Pool(concurrency);
  const deadline = performance.now() + options.withinMs;
  const findings: DeviceFinding[] = [];
  const counts = { deployments: 0, devices: 0, unread: 0 };
  const look = (device: number, kind: 'deployments' | 'devices', probe: () => Promise<readonly Finding[]>) =>
    pool.run(async () => {
      try {
        const found = await settled(probe, deadline, options.signal);
        findings.push(...found.map((finding) => ({ ...finding, device })));
        counts[kind] += 1;
      } catch {
        counts.unread += 1;
      }
    });
  const looks: Promise<void>[] = [];
  if (operator.supports.has('observe'))
    for (const record of records) {
      const member = memberOf(record.device);
      const probe = async () => judge.deployment(member, record, await operator.observe(member, record.deploymentId));
      looks.push(look(record.device, 'deployments', probe));
    }
  if (operator.supports.has('devices'))
    for (const device of devices) {
      const member = memberOf(device);
      looks.push(look(device, 'devices', async () => judge.devices(member, await operator.devices(member))));
    }
  await Promise.all(looks);
  return { ...counts, findings };
}

/** The last word of a probe that is repeated until it has nothing to say, or the time is up. */
async function settled(
  probe: () => Promise<readonly Finding[]>,
  deadline: number,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const found = await probe();
    if (found.length === 0 || signal.aborted || performance.now() + pause > deadline) return found;
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}
