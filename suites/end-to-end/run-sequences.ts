import type { Effort } from '../../reports/model.ts';
import { type Phase, property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { OwnFault, Violated } from '../harness/verdict.ts';
import type { Command } from './commands/command.ts';
import { perform, recover } from './commands/perform.ts';
import { type Kind, sequences } from './commands/sequences.ts';
import { rest } from './judging/rest.ts';
import { Story } from './world/story.ts';
import { type Surrounding, World } from './world/world.ts';

/** Makes a site and a depot for one sequence; disposing of the stack takes them away. */
export type Surround = (stack: AsyncDisposableStack) => Promise<Surrounding>;

export interface SequenceOptions {
  readonly kinds: readonly [Kind, ...Kind[]];
  readonly surround: Surround;
  /** Where a sequence that failed is made smaller, if it fails there as well: a place that costs less. */
  readonly shrinkIn?: Surround;
  readonly runs: Readonly<Record<Effort, number>>;
  readonly budgetMs: Readonly<Record<Effort, number>>;
}

/** Judges sequences of commands; one that fails is shrunk. The timeline of the last one is kept. */
export async function judgeSequences(trial: Trial, options: SequenceOptions): Promise<void> {
  const { kinds, runs, budgetMs } = options;
  await property(trial, sequences(kinds), judgedIn(trial, options), { runs, budgetMs, actions: 8 });
}

/** Shrinking where nothing cheaper shows the failure ends after this time. */
const SHRINKING_BUDGET_MS = 120_000;

/** Judges a sequence where it belongs; makes one that failed smaller where that is cheap; sees it fail again where it belongs. */
function judgedIn(trial: Trial, { surround, shrinkIn = surround }: SequenceOptions) {
  let shrinksIn = surround;
  let until = Number.POSITIVE_INFINITY;
  return async (commands: readonly Command[], phase: Phase): Promise<void> => {
    if (phase === 'shrink') {
      if (performance.now() < until) await play(trial, commands, shrinksIn, phase);
      return;
    }
    try {
      await play(trial, commands, surround, phase);
    } catch (error) {
      if (phase === 'search' && shrinkIn !== surround && isRefutation(error)) {
        if (await failsAlike(trial, commands, shrinkIn, error)) shrinksIn = shrinkIn;
        else until = performance.now() + SHRINKING_BUDGET_MS;
      }
      throw error;
    }
  };
}

async function failsAlike(
  trial: Trial,
  commands: readonly Command[],
  surround: Surround,
  as: Violated | OwnFault,
): Promise<boolean> {
  try {
    await play(trial, commands, surround, 'shrink');
    return false;
  } catch (error) {
    if (!isRefutation(error)) throw error;
    return ruleOf(error) === ruleOf(as);
  }
}

const isRefutation = (error: unknown): error is Violated | OwnFault =>
  error instanceof Violated || error instanceof OwnFault;

const ruleOf = (error: Violated | OwnFault): string =>
  error instanceof Violated ? error.violation.requirement : error.name;

/** Plays one sequence to its end. */
export async function play(
  trial: Trial,
  commands: readonly Command[],
  surround: Surround,
  phase: Phase = 'search',
): Promise<void> {
  const story = new Story();
  await using stack = new AsyncDisposableStack();
  try {
    const surrounding = await surround(stack);
    const world = stack.use(await World.create({ trial, story, ...surrounding, patienceMs: patience(trial, phase) }));
    for (const command of commands) await perform(world, command);
    await end(world);
  } catch (error) {
    if (isRefutation(error))
      story.tell({ lane: 'wire', actor: '', label: 'the rule breaks', kind: 'violation', detail: error.message });
    throw error;
  } finally {
    trial.timeline = story.timeline();
    const { run = 0, commands: before = 0 } = trial.sequences ?? {};
    trial.sequences = { run: run + 1, commands: before + commands.length };
  }
}

/**
 * All is put right and comes to rest. Then something that shows is done once more, and the quiet time passes: what has
 * not shown by then does not come (sentinel).
 */
async function end(world: World): Promise<void> {
  await recover(world);
  for (const station of await world.stations()) station.network.restore();
  await rest(world);
  await perform(world, { command: 'assign', target: 0, workload: 'good', mark: 1, quiet: true });
  await world.trial.quiet();
  await rest(world);
}

/**
 * While a failing sequence is made smaller, nothing is waited for much longer than it usually takes: what fails is seen
 * to fail again with all the time that it may have, once it is small.
 */
function patience({ session }: Trial, phase: Phase): number {
  const { settle } = session.target.timeouts;
  return phase === 'shrink' ? Math.min(settle, Math.max(SHRINKING_MS, 10 * session.settings.latencyMs)) : settle;
}

const SHRINKING_MS = 1_000;
