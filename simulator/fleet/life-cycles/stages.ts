import type { FaultProfile } from '../faults/fault-profile.ts';
import type { Weighted } from '../random/weighted.ts';
import type { StageEntry } from '../reading/entries.ts';
import { bytesPerSecond, conduct, distribution, milliseconds, share } from '../reading/values.ts';
import type { DeployingConduct, Stage, StageConduct } from './life-cycle.ts';

/** Stages with their successors by index; names that do not exist are left out, and are the checks' to find. */
export function stagesOf(entries: Readonly<Record<string, StageEntry>>): readonly Stage[] {
  const names = Object.keys(entries);
  return Object.entries(entries).map(([name, entry]) => ({
    name,
    lasts: entry.lasts === undefined ? null : distribution(entry.lasts),
    next: successors(entry, names),
    does: conductOf(entry),
  }));
}

/** What comes after a stage, as it is written. */
export const nextOf = ({ next = {} }: StageEntry): Readonly<Partial<Record<string, number>>> =>
  typeof next === 'string' ? { [next]: 1 } : next;

const successors = (entry: StageEntry, names: readonly string[]): readonly Weighted<number>[] =>
  Object.entries(nextOf(entry)).flatMap(([name, weight = 0]) => {
    const value = names.indexOf(name);
    return value < 0 || weight === 0 ? [] : [{ value, weight }];
  });

const conductOf = (entry: StageEntry): StageConduct => ({
  ...(entry.power && { power: entry.power }),
  ...(entry.boots && { boots: entry.boots }),
  ...(entry.silent && { silent: entry.silent }),
  ...(entry.identity && { identity: entry.identity }),
  ...(entry.requests && { requests: entry.requests }),
  ...(entry.state && { state: entry.state }),
  ...(entry.together !== undefined && { together: milliseconds(entry.together) }),
  ...(entry.pollEvery !== undefined && { pollEveryMs: milliseconds(entry.pollEvery) }),
  ...(entry.clockOffset !== undefined && { clockOffsetMs: milliseconds(entry.clockOffset) }),
  ...(entry.network && { network: networkOf(entry.network) }),
  ...(entry.conduct && { conduct: conduct(entry.conduct) }),
  ...(entry.deploying && { deploying: deployingOf(entry.deploying) }),
});

const networkOf = (entry: NonNullable<StageEntry['network']>): FaultProfile => ({
  ...(entry.delay !== undefined && { delay: distribution(entry.delay) }),
  ...(entry.bandwidth !== undefined && { bandwidth: bytesPerSecond(entry.bandwidth) }),
  ...(entry.resets !== undefined && { resets: share(entry.resets) }),
  ...(entry.halfOpen !== undefined && { halfOpen: share(entry.halfOpen) }),
  ...(entry.cut && { cut: entry.cut }),
});

const USUAL_CODE = 'DEPLOYMENT_FAILED';

const deployingOf = ({ takes, fails, code }: NonNullable<StageEntry['deploying']>): DeployingConduct => ({
  ...(takes !== undefined && { takes: distribution(takes) }),
  fails: fails === undefined ? 0 : share(fails),
  code: code ?? USUAL_CODE,
});
