import type { ReleaseLabels } from './release.ts';
import { duration, type ReleasePlace } from './repair.ts';

export interface Upgrade extends ReleasePlace {
  /** The chart archive, a local file. */
  readonly chart: string;
  readonly assignments: readonly string[];
  readonly labels: ReleaseLabels;
  readonly wait: boolean;
  readonly timeoutMs: number;
}

/** Revisions that helm keeps of a release: one to go back to, and some for people. */
const KEPT_REVISIONS = 5;
/** One argument of a program may have 128 KiB on Linux. */
const MAX_ARGUMENT = 64 * 1024;

/** `helm upgrade --install`, with the values on stdin: they may be secret, and a file of them could be left behind. */
export const upgradeArguments = (upgrade: Upgrade): readonly string[] => [
  'upgrade',
  '--install',
  upgrade.release,
  upgrade.chart,
  '--namespace',
  upgrade.namespace,
  '--create-namespace',
  // Without it, helm keeps former values where there are no new ones.
  '--reset-values',
  '--values',
  '-',
  ...batches(upgrade.assignments).flatMap((batch) => ['--set', batch]),
  '--labels',
  [...upgrade.labels].map(([name, value]) => `${name}=${value}`).join(','),
  '--history-max',
  String(KEPT_REVISIONS),
  '--timeout',
  duration(upgrade.timeoutMs),
  ...(upgrade.wait ? ['--wait'] : []),
];

function batches(assignments: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const assignment of assignments) {
    const last = joined.at(-1);
    if (last === undefined || last.length + assignment.length >= MAX_ARGUMENT) joined.push(assignment);
    else joined[joined.length - 1] = `${last},${assignment}`;
  }
  return joined;
}
