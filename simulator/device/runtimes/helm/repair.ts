import { isJsonObject, type JsonValue, parseJson } from '../../../protocol/json.ts';
import type { HelmCall, HelmCommand, HelmResult } from './helm-command.ts';

/** Where a release is. */
export interface ReleasePlace {
  readonly release: string;
  /** Of the cluster. */
  readonly namespace: string;
}

/** Statuses at which helm leaves a release alone; at all others something was cut short or has failed. */
const AT_REST: ReadonlySet<string> = new Set(['deployed', 'superseded']);

export const needsRepair = (status: string): boolean => !AT_REST.has(status);

/**
 * Brings a release back to what last ran: by a rollback where something did, otherwise by taking away what is there.
 * Repeating it does no harm.
 */
export async function repair(helm: HelmCommand, place: ReleasePlace, call: HelmCall): Promise<HelmResult> {
  const at = ['--namespace', place.namespace];
  const history = await helm.run(['history', place.release, ...at, '--output', 'json'], call);
  if (history.kind === 'failed') return history.failure.code === 'RELEASE_NOT_FOUND' ? DONE : history;
  const revisions = revisionsIn(parseJson(history.stdout));
  const latest = revisions.at(-1);
  if (!latest || !needsRepair(latest.status)) return DONE;
  const target = lastGood(revisions);
  // The rollback does not wait: what ran before was never taken away, only what was to replace it.
  if (target !== undefined)
    return helm.run(['rollback', place.release, String(target), ...at, '--cleanup-on-fail'], call);
  return uninstall(helm, place, call);
}

/** Takes a release away, and comes back when nothing of it is left; taking away what is not there is done. */
export async function uninstall(helm: HelmCommand, place: ReleasePlace, call: HelmCall): Promise<HelmResult> {
  const args = ['uninstall', place.release, '--namespace', place.namespace];
  // In the foreground: otherwise the pods are still there when their owner has gone. Helm 4 would watch, and now and then
  // comes back, or even fails, while what it deletes is still terminating; as Helm 3 does it, it asks until all has gone.
  const wait = helm.major < 4 ? '--wait' : '--wait=legacy';
  const waiting = [wait, '--cascade', 'foreground', '--timeout', duration(call.timeoutMs)];
  const result = await helm.run([...args, ...waiting], call);
  // Helm's own `--ignore-not-found` also ignores that it was not allowed to look.
  return result.kind === 'failed' && result.failure.code === 'RELEASE_NOT_FOUND' ? DONE : result;
}

/** As helm reads it; a duration of nothing would mean none at all. */
export const duration = (ms: number): string => `${Math.max(1, Math.floor(ms))}ms`;

const DONE: HelmResult = { kind: 'done', stdout: '' };

interface Revision {
  readonly revision: number;
  readonly status: string;
}

/** Helm lists the oldest first. */
const revisionsIn = (answer: JsonValue): readonly Revision[] =>
  (Array.isArray(answer) ? answer : []).flatMap((item: JsonValue) => {
    if (!isJsonObject(item)) return [];
    const { revision, status } = item;
    return typeof revision === 'number' && typeof status === 'string' ? [{ revision, status }] : [];
  });

/** The revision to go back to; undefined where none ever ran, or where the release is being taken away. */
function lastGood(revisions: readonly Revision[]): number | undefined {
  if (revisions.some(({ status }) => status === 'uninstalling' || status === 'uninstalled')) return undefined;
  const last = (wanted: string) => revisions.findLast(({ status }) => status === wanted)?.revision;
  return last('deployed') ?? last('superseded');
}
