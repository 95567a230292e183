import { broken } from '../../oracles/judgement.ts';
import type { Suspicion } from '../memory/workloads.ts';
import type { Standpoint, Subject } from '../subject.ts';

/** Keeps a refusal in mind that is wrong unless what is desired has changed since the client read it. */
export function suspect({ memory }: Standpoint, { judged, row }: Subject, suspicion: Suspicion): void {
  if (memory.workloads.suspect(judged.device, suspicion)) memory.clients.suspicions[row] = 1;
}

/**
 * The manifest is now as the client had read it before: versions do not return, so it was all the time, and what it lists
 * could be had. What no longer is listed is dropped; what does not count yet is kept.
 */
export function confirmSuspicions(
  { bench, memory }: Standpoint,
  { judged, row }: Subject,
  stillDesired: (about: string) => boolean,
): void {
  if (memory.clients.suspicions[row] !== 1) return;
  const workloads = memory.workloads.of(judged.device);
  if (!workloads) return;
  const { startedAt } = judged.exchange;
  const left: Suspicion[] = [];
  for (const suspicion of workloads.suspicions) {
    if (!stillDesired(suspicion.about)) continue;
    if (startedAt < suspicion.countsFrom) left.push(suspicion);
    else bench.judge(suspicion.requirement, broken(suspicion.expected, suspicion.received));
  }
  workloads.suspicions = left;
  memory.clients.suspicions[row] = left.length > 0 ? 1 : 0;
}

/** A report or a fetch that came about after all: what was wrong before has ended, and was wrong. */
export function isListed({ memory }: Standpoint, device: number, about: string): boolean {
  const workloads = memory.workloads.of(device);
  if (!workloads) return false;
  if (workloads.deployments.has(about) || workloads.bundle?.digest === about) return true;
  for (const { digest } of workloads.deployments.values()) if (digest === about) return true;
  return false;
}
