import type { ExchangeJudge } from '../../simulator/fleet/judging/judge.ts';
import type { SliceTask } from '../../simulator/fleet/workers/slice-task.ts';
import { revisionOf } from '../../simulator/protocol/revisions.ts';
import { underLoadJudge } from '../../suites/under-load/judge.ts';

/** What a judge has to know of the run; it crosses threads with the slice's task. */
export interface Judging {
  readonly nonce: string;
  /** Features that the targets do not claim. */
  readonly undeclared: readonly string[];
  /** How long an operator's action may take to show, in milliseconds. */
  readonly settleMs: number;
}

/** The module of a worker, beside this one, as source or as it is published. */
export const WORKER: URL = new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** The judge of a slice; null where the plan has none of its devices judged. */
export function judgeOf({ plan, targets, judging }: SliceTask): ExchangeJudge | null {
  if (plan.judged === 0 || !isJudging(judging)) return null;
  return underLoadJudge({
    ...judging,
    revisions: targets.map(({ revision, dialect }) => revisionOf(revision, dialect)),
  });
}

const isJudging = (value: unknown): value is Judging =>
  typeof value === 'object' && value !== null && 'nonce' in value && 'undeclared' in value && 'settleMs' in value;
