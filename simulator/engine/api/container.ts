import { at, listAt, numberAt, textAt, textsAt } from './fields.ts';

export type Health = 'none' | 'starting' | 'healthy' | 'unhealthy';

/** A container as the engine describes it. */
export interface EngineContainer {
  readonly id: string;
  readonly name: string;
  /** As the container was asked for: a reference, not an id. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `NAME=value`, those of the image included. */
  readonly env: readonly string[];
  /** As the engine says it: created, running, restarting, exited, paused, dead, removing. */
  readonly status: string;
  readonly exitCode: number;
  readonly restartCount: number;
  /** RFC 3339; the year 1 where it was never started. */
  readonly startedAt: string;
  /** `none` where the container has no health check. */
  readonly health: Health;
  /** What the last health check has written. */
  readonly healthOutput: string;
  /** What the engine says went wrong: a program that is not in the image. */
  readonly error: string;
}

const HEALTHS: readonly Health[] = ['starting', 'healthy', 'unhealthy'];

export function containerOf(answer: unknown): EngineContainer {
  const health = textAt(answer, 'State', 'Health', 'Status');
  return {
    id: textAt(answer, 'Id'),
    name: textAt(answer, 'Name').replace(/^\//, ''),
    image: textAt(answer, 'Config', 'Image'),
    labels: textsAt(answer, 'Config', 'Labels'),
    env: listAt(answer, 'Config', 'Env').filter((line) => typeof line === 'string'),
    status: textAt(answer, 'State', 'Status'),
    exitCode: numberAt(answer, 'State', 'ExitCode'),
    restartCount: numberAt(answer, 'RestartCount'),
    startedAt: textAt(answer, 'State', 'StartedAt'),
    health: HEALTHS.find((known) => known === health) ?? 'none',
    healthOutput: textAt(listAt(at(answer, 'State', 'Health', 'Log')).at(-1), 'Output'),
    error: textAt(answer, 'State', 'Error'),
  };
}
