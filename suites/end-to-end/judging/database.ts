import type { Trial } from '../../harness/trial.ts';
import { eventually } from '../../harness/waiting.ts';
import { tellsWhatRuns } from '../../oracles/database-and-site.ts';
import { about, HOLDS, type Judgement } from '../../oracles/judgement.ts';
import { agreesWith, isUnknown } from '../../oracles/observation.ts';
import type { Order } from '../world/orders.ts';

/** The WFM's database against the site, component by component; `runs` is undefined where nobody knows what runs. */
export async function judgeDatabase(
  trial: Trial,
  order: Order,
  runs: ReadonlyMap<string, boolean> | undefined,
  patienceMs: number,
): Promise<void> {
  const { station, deploymentId } = order;
  const report = station.diary.taken(deploymentId);
  if (!report) return;
  const look = (judge: (stored: Awaited<ReturnType<typeof trial.operator.observe>>) => Judgement) =>
    eventually(patienceMs, async () =>
      about(deploymentId, judge(await trial.operator.observe(station.client.client, deploymentId))),
    );
  // A component that runs, and of which the device says that its renewal has failed, is both.
  const reported = new Map(report.components.map(({ name, state }) => [name, state === 'installed']));
  const clear = runs && new Map([...runs].filter(([name, isRunning]) => reported.get(name) === isRunning));
  if (clear) trial.hold('USR-011', await look((stored) => tellsWhatRuns(stored, clear)));
  trial.hold('USR-002', await look((stored) => agreesWith(stored, report)));
}

const GOING: ReadonlySet<string> = new Set(['removing', 'removed']);

/** Of what was withdrawn it knows no more than was reported, unless it says by itself that it goes, or forgets it. */
export async function judgeEnded(trial: Trial, { station, deploymentId }: Order, patienceMs: number): Promise<void> {
  const report = station.diary.taken(deploymentId);
  if (!report) return;
  const judgement = await eventually(patienceMs, async () => {
    const stored = await trial.operator.observe(station.client.client, deploymentId);
    if (isUnknown(stored).ok || GOING.has(stored?.state ?? '')) return HOLDS;
    return about(deploymentId, agreesWith(stored, report));
  });
  trial.hold('USR-002', judgement);
}
