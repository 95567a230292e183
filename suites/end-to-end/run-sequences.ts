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
  readonly runs: Readonly<Record<Effort, number>>;
  readonly budgetMs: Readonly<Record<Effort, number>>;
}

/** Judges sequences of commands; one that fails is shrunk. The timeline of the last one is kept. */
export async function judgeSequences(trial: Trial, options: SequenceOptions): Promise<void> {
  const { kinds, surround, runs, budgetMs } = options;
  const judgeCase = (commands: readonly Command[], phase: Phase) => play(trial, commands, surround, phase);
  await property(trial, sequences(kinds), judgeCase, { runs, budgetMs, actions: 8 });
}

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
    if (error instanceof Violated || error instanceof OwnFault)
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
