import { type Host, hostsOf, idOf, type Topology } from '../gateway.ts';
import type { DeviceRules } from '../rules.ts';
import type { ComponentKey, ComponentResult } from '../runtimes/runtime.ts';
import type { Clock } from '../time/clock.ts';
import type { Journal } from './journal.ts';
import { runStep } from './run-step.ts';

/** What carrying out an action stands on. */
export interface Crew {
  readonly topology: Topology;
  readonly clock: Clock;
  readonly rules: DeviceRules;
  readonly journal: Journal;
  /** Aborts when the device stops: what was begun stays written down as begun. */
  readonly stopping: AbortSignal;
}

/** Thrown through an action that the stop of the device has cut short. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export const hostNamed = (topology: Topology, deviceId: string | null): Host | undefined =>
  hostsOf(topology).find((host) => idOf(host) === deviceId);

/** @throws Stopped where the device stops before the result is known */
export async function step(
  { clock, stopping }: Crew,
  timeoutMs: number,
  operation: (signal: AbortSignal) => Promise<ComponentResult>,
): Promise<ComponentResult> {
  const result = await runStep(clock, timeoutMs, stopping, operation);
  if (stopping.aborted) throw new Stopped();
  return result;
}

/** Thrown through an action whose runtime cannot say what it has. */
export class RuntimeUnavailable extends Error {
  override readonly name = 'RuntimeUnavailable';
}

/** The components that a host has, of one deployment or of all. @throws RuntimeUnavailable */
export async function componentsOn(host: Host | undefined, deploymentId?: string): Promise<readonly ComponentKey[]> {
  try {
    const all = (await host?.runtime?.list()) ?? [];
    return all.filter((component) => deploymentId === undefined || component.deploymentId === deploymentId);
  } catch (cause) {
    throw new RuntimeUnavailable(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
