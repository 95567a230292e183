import fc from 'fast-check';
import type { Counterexample, Effort } from '../../reports/model.ts';
import { PROPERTY_BUDGET_MS, PROPERTY_RUNS, REPEATED_SHARE } from './settings.ts';
import type { Trial } from './trial.ts';
import { OwnFault, Violated } from './verdict.ts';

export interface PropertyOptions {
  /** Relative number of runs; 2 for a cheap property, 0.5 for one with many operator actions. Default 1. */
  readonly weight?: number;
  /** Operator actions that one run waits for, about: paces the number of runs on a slow WFM. Default 2. */
  readonly actions?: number;
  /** Default: as for all properties. */
  readonly runs?: Readonly<Record<Effort, number>>;
  /** For all runs together, in milliseconds; default as for all properties. */
  readonly budgetMs?: Readonly<Record<Effort, number>>;
}

/** Why a case is judged: to find one that fails, to make it smaller, or to see the smallest one fail again. */
export type Phase = 'search' | 'shrink' | 'confirm';

/** A broken property with its shrunk input. */
export class Refuted extends Violated {
  readonly counterexample: Counterexample;

  constructor(cause: Violated, counterexample: Counterexample) {
    super(cause.violation);
    this.counterexample = counterexample;
  }
}

/**
 * Judges a rule on many inputs. `judgeCase` makes its own clients. A refuted input is shrunk and judged again; the
 * transcript that is kept is the one of that last judgement.
 */
export async function property<Value>(
  trial: Trial,
  arbitrary: fc.Arbitrary<Value>,
  judgeCase: (value: Value, phase: Phase) => Promise<void>,
  options: PropertyOptions = {},
): Promise<void> {
  const { settings } = trial.session;
  const budgetMs = (options.budgetMs ?? PROPERTY_BUDGET_MS)[settings.effort];
  const planned = plannedRuns(trial, options);
  const seed = trial.nextPropertySeed();
  // A check may have several properties; a counterexample belongs to the one with its seed.
  const path = settings.replay?.seed === seed ? settings.replay.path : undefined;
  const start = trial.transcript.length;
  const warned = trial.warnings.length;
  const deadline = performance.now() + budgetMs;
  let judged = 0;
  let refuted = false;
  let stopped: unknown;

  // A case that has begun is judged to its end, however long the WFM takes: what never comes about must not look like a
  // lack of time. Only further ones are left out; the first is never late.
  // A rule that has warned has its verdict; waiting for it in vain again would say no more.
  const decided = (): boolean => stopped !== undefined || trial.warnings.length > warned;
  const judgeInTime = async (value: Value): Promise<void> => {
    if (decided() || (performance.now() > deadline && (judged > 0 || refuted))) return;
    await judgeOnce(value, refuted ? 'shrink' : 'search');
    judged += 1;
  };

  const judgeOnce = async (value: Value, phase: Phase): Promise<void> => {
    const mark = trial.transcript.length;
    const clients = trial.openClients;
    try {
      await judgeCase(value, phase);
      trial.transcript.forgetFrom(mark);
    } catch (error) {
      // Of the failing runs only the latest, the smallest, is worth keeping.
      trial.transcript.forgetBetween(start, mark);
      if (isRefutation(error)) {
        refuted = true;
        throw error;
      }
      // Not a verdict on the rule: shrinking would chase the set-up's fault.
      stopped = error ?? new Error('the check threw nothing');
    } finally {
      await trial.release(clients);
    }
  };

  const result = await fc.check(fc.asyncProperty(arbitrary, judgeInTime), {
    seed,
    numRuns: planned,
    ...(path !== undefined && path !== '' && { path, endOnFailure: true }),
  });
  if (stopped !== undefined) throw stopped;
  if (!result.failed) {
    const wanted = path === undefined ? planned : 1;
    if (judged < wanted && !decided()) trial.observe(`${judged} of ${wanted} cases judged within ${budgetMs} ms`);
    return;
  }
  const cause = result.errorInstance;
  const value = result.counterexample?.[0];
  if (!isRefutation(cause) || value === undefined) throw cause;
  const again = await judgeAgain(() => judgeOnce(value, 'confirm'));
  const counterexample: Counterexample = {
    value: asJson(value),
    seed,
    path: result.counterexamplePath ?? '',
    shrinks: result.numShrinks,
    reproduced: again !== undefined,
  };
  const last = again ?? cause;
  throw last instanceof Violated ? new Refuted(last, counterexample) : new OwnFault(last.message, counterexample);
}

/** What is shrunk: a rule that the WFM breaks, or one that our own side does. */
type Refutation = Violated | OwnFault;

const isRefutation = (error: unknown): error is Refutation => error instanceof Violated || error instanceof OwnFault;

function plannedRuns(trial: Trial, options: PropertyOptions): number {
  const { weight = 1, actions = 2, runs = PROPERTY_RUNS, budgetMs = PROPERTY_BUDGET_MS } = options;
  const { effort, latencyMs, repeated } = trial.session.settings;
  const share = repeated.includes(trial.checkId) ? REPEATED_SHARE[effort] : 1;
  const affordable = budgetMs[effort] / (actions * latencyMs + 20) / 3;
  return Math.max(1, Math.min(Math.round(runs[effort] * weight * share), Math.floor(affordable)));
}

async function judgeAgain(judge: () => Promise<void>): Promise<Refutation | undefined> {
  try {
    await judge();
    return undefined;
  } catch (error) {
    if (isRefutation(error)) return error;
    throw error;
  }
}

/** As results hold it: integers that JSON readers would round, and values that are no JSON, become text. */
function asJson(value: unknown): unknown {
  try {
    return JSON.parse(
      JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? String(member) : member)),
    );
  } catch {
    return fc.stringify(value);
  }
}
