import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckVerdict } from '../../reports/model.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import type { Defect } from '../../simulator/was/defects/defect.ts';
import type { CheckDefinition } from '../../suites/harness/check.ts';
import { deriveSeed } from '../../suites/harness/seed.ts';
import { flawsOf, type MatrixFlaws } from './flaws.ts';

/** The verdicts on the reference WAS with one defect. */
export interface JudgedDefect {
  readonly defect: string;
  readonly verdicts: readonly {
    readonly check: string;
    readonly verdict: CheckVerdict;
    readonly message: string;
    /** Requirements that the check cites, and those that it found broken. */
    readonly cites: readonly string[];
    readonly violated: readonly string[];
  }[];
}

export interface MatrixTask {
  readonly revision: RevisionId;
  readonly defect: string;
  readonly checks: readonly string[];
  /** Whether properties judge a single case only. */
  readonly glance: boolean;
}

/** They deploy through devices and registries; faults on every side prove them in `end-to-end/`. */
const PROVED_END_TO_END = ['end-to-end/**', 'registries/!(references-*)'];

type OnJudged = (judged: JudgedDefect) => void;

/** A process that judges waits most of the time for what a faulty WFM never shows: two tasks share a core. */
const TASKS_PER_CORE = 2;

const WORKER: string = fileURLToPath(new URL('./matrix-worker.ts', import.meta.url));

export interface MatrixOptions {
  readonly revision: RevisionId;
  /** One in how many of the checks that do not cite what a defect breaks is judged all the same; 1 for all of them. */
  readonly othersOneIn: number;
  /**
   * Faults that another revision has proved to be noticed: here they only show that a check can fail which none of the
   * others makes fail.
   */
  readonly reserve?: readonly Defect[];
  /** Verdicts of another revision: what made a check fail there is tried first here. */
  readonly hints?: readonly JudgedDefect[];
  readonly onJudged?: OnJudged;
}

/**
 * Judges every defect with the checks that cite what it breaks, at a glance; looks closely at defects that nobody noticed
 * and at checks that noticed nothing; then sees that the other checks do not mind.
 */
export async function judgeDefects(
  loaded: readonly CheckDefinition[],
  defects: readonly Defect[],
  { revision, othersOneIn, reserve = [], hints = [], onJudged = () => undefined }: MatrixOptions,
): Promise<readonly JudgedDefect[]> {
  const checks = loaded.filter(({ id }) => !PROVED_END_TO_END.some((glob) => matchesGlob(id, glob)));
  const citing = ({ requirements }: Defect) =>
    checks.filter((check) => check.requirements.some((id) => requirements.includes(id))).map(({ id }) => id);
  const others = (defect: Defect) => {
    const own = new Set(citing(defect));
    return checks.map(({ id }) => id).filter((id) => !own.has(id) && drawn(`${defect.id} ${id}`, othersOneIn));
  };
  await using pool = new JudgePool(onJudged);
  const judged: JudgedDefect[] = [];
  const judge = async (
    chosen: readonly Defect[],
    checksFor: (defect: Defect) => readonly string[],
    glance: boolean,
  ): Promise<void> => {
    const tasks = chosen.map((defect) => ({ revision, defect: defect.id, checks: checksFor(defect), glance }));
    judged.push(...(await pool.judge(tasks.filter((task) => task.checks.length > 0))));
  };
  const open = (): MatrixFlaws => flawsOf(judged, defects);
  await judge(defects, citing, true);
  const hinted = hintsFor(unfailingOf(checks, judged).unfailing, reserve, hints);
  await judge(reserve, ({ id }) => hinted.get(id) ?? [], true);
  for (const some of portions(reserve)) {
    const { unfailing } = unfailingOf(checks, judged);
    await judge(some, (defect) => citing(defect).filter((check) => unfailing.includes(check)), true);
  }
  const { survivors } = open();
  const { unfailing } = unfailingOf(checks, judged);
  await judge(
    [...defects, ...reserve],
    (defect) => citing(defect).filter((check) => survivors.includes(defect.id) || unfailing.includes(check)),
    false,
  );
  await judge(defects, others, true);
  return judged;
}

/** Checks that no defect has made fail so far, also those that no defect was judged with. */
function unfailingOf(
  checks: readonly CheckDefinition[],
  judged: readonly JudgedDefect[],
): Pick<MatrixFlaws, 'unfailing'> {
  const killers = new Set(
    judged.flatMap(({ verdicts }) =>
      verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn').map(({ check }) => check),
    ),
  );
  return { unfailing: checks.map(({ id }) => id).filter((id) => !killers.has(id)) };
}

/** By defect of the reserve, the checks that are to be judged with it, each with one: the first that made it fail elsewhere. */
function hintsFor(
  checks: readonly string[],
  reserve: readonly Defect[],
  hints: readonly JudgedDefect[],
): ReadonlyMap<string, readonly string[]> {
  const here = new Set(reserve.map(({ id }) => id));
  const [left, hinted] = [new Set(checks), new Map<string, readonly string[]>()];
  for (const { defect, verdicts } of hints.filter((hint) => here.has(hint.defect))) {
    const told = verdicts
      .filter(({ check, verdict }) => verdict === 'fail' && left.has(check))
      .map(({ check }) => check);
    for (const check of told) left.delete(check);
    if (told.length > 0) hinted.set(defect, [...(hinted.get(defect) ?? []), ...told]);
  }
  return hinted;
}

const PORTION = 24;

/** Spread over all tables, so that the first portions make most checks fail and the last ones are judged with few. */
const portions = (defects: readonly Defect[]): readonly (readonly Defect[])[] => {
  const count = Math.ceil(defects.length / PORTION);
  return Array.from({ length: count }, (_, part) => defects.filter((_defect, index) => index % count === part));
};

/** The same draw in every run, a different one for each pair. */
const drawn = (pair: string, oneIn: number): boolean => deriveSeed(0, pair) % oneIn === 0;

/** As many processes as there are cores, kept for all passes with the identities that they have made. */
class JudgePool implements AsyncDisposable {
  readonly #children: readonly ChildProcess[] = Array.from({ length: availableParallelism() }, () =>
    fork(WORKER, { stdio: 'inherit' }),
  );
  readonly #onJudged: OnJudged;

  constructor(onJudged: OnJudged) {
    this.#onJudged = onJudged;
  }

  async judge(tasks: readonly MatrixTask[]): Promise<readonly JudgedDefect[]> {
    const waiting = [...tasks];
    const judged = await Promise.all(this.#children.map((child) => this.#serve(child, waiting)));
    return judged.flat();
  }

  /** Gives a process one task after the other until none is waiting. */
  #serve(child: ChildProcess, waiting: MatrixTask[]): Promise<readonly JudgedDefect[]> {
    const judged: JudgedDefect[] = [];
    const underWay = new Set<string>();
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: string | null): void =>
        reject(new Error(`the process that judged ${[...underWay].join(', ')} ended with ${code ?? signal}`));
      const hand = (): void => {
        for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
          underWay.add(task.defect);
          child.send(task);
          if (underWay.size === TASKS_PER_CORE) return;
        }
        if (underWay.size > 0) return;
        child.off('message', take).off('error', reject).off('exit', ended);
        resolve(judged);
      };
      const take = (message: JudgedDefect): void => {
        underWay.delete(message.defect);
        judged.push(message);
        this.#onJudged(message);
        hand();
      };
      child.on('message', take).on('error', reject).on('exit', ended);
      hand();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const running = this.#children.filter(({ connected }) => connected);
    const ends = running.map((child) => once(child, 'exit'));
    for (const child of running) child.disconnect();
    await Promise.all(ends);
  }
}
