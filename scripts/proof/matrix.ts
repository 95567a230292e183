import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CheckVerdict } from '../../reports/model.ts';
import type { Defect } from '../../simulator/was/defects/defect.ts';
import type { CheckDefinition } from '../../suites/harness/check.ts';
import { deriveSeed } from '../../suites/harness/seed.ts';
import { flawsOf } from './flaws.ts';

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
  readonly defect: string;
  readonly checks: readonly string[];
  /** Whether properties judge a single case only. */
  readonly glance: boolean;
}

type OnJudged = (judged: JudgedDefect) => void;

const WORKER: string = fileURLToPath(new URL('./matrix-worker.ts', import.meta.url));

export interface MatrixOptions {
  /** One in how many of the checks that do not cite what a defect breaks is judged all the same; 1 for all of them. */
  readonly othersOneIn: number;
  readonly onJudged?: OnJudged;
}

/**
 * Judges every defect with the checks that cite what it breaks, at a glance; looks closely at defects that nobody noticed
 * and at checks that noticed nothing; then sees that the other checks do not mind.
 */
export async function judgeDefects(
  checks: readonly CheckDefinition[],
  defects: readonly Defect[],
  { othersOneIn, onJudged = () => undefined }: MatrixOptions,
): Promise<readonly JudgedDefect[]> {
  const citing = ({ requirements }: Defect) =>
    checks.filter((check) => check.requirements.some((id) => requirements.includes(id))).map(({ id }) => id);
  const others = (defect: Defect) => {
    const own = new Set(citing(defect));
    return checks.map(({ id }) => id).filter((id) => !own.has(id) && drawn(`${defect.id} ${id}`, othersOneIn));
  };
  const tasks = (choose: (defect: Defect) => readonly string[], glance: boolean): readonly MatrixTask[] =>
    defects
      .map((defect) => ({ defect: defect.id, checks: choose(defect), glance }))
      .filter((task) => task.checks.length > 0);
  const first = await judgeTasks(tasks(citing, true), onJudged);
  const { survivors, unfailing } = flawsOf(first, defects);
  const open = (defect: Defect) =>
    citing(defect).filter((check) => survivors.includes(defect.id) || unfailing.includes(check));
  const closer = await judgeTasks(tasks(open, false), onJudged);
  return [...first, ...closer, ...(await judgeTasks(tasks(others, true), onJudged))];
}

/** The same draw in every run, a different one for each pair. */
const drawn = (pair: string, oneIn: number): boolean => deriveSeed(0, pair) % oneIn === 0;

/** Shares the tasks among as many processes as there are cores: other tests run beside this one, and short times must hold. */
async function judgeTasks(tasks: readonly MatrixTask[], onJudged: OnJudged): Promise<readonly JudgedDefect[]> {
  const waiting = [...tasks];
  const judged: JudgedDefect[] = [];
  const serve = (child: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      let current = 'nothing';
      child.on('message', (message: JudgedDefect | 'ready') => {
        if (message !== 'ready') {
          judged.push(message);
          onJudged(message);
        }
        const task = waiting.shift();
        if (task === undefined) return child.disconnect();
        current = task.defect;
        child.send(task);
      });
      child.on('error', reject);
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the process that judged ${current} ended with ${code}`)),
      );
    });
  const size = Math.min(availableParallelism(), tasks.length);
  const children = Array.from({ length: size }, () => fork(WORKER, { stdio: 'inherit' }));
  try {
    await Promise.all(children.map(serve));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
  return judged;
}
