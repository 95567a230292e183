import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CheckVerdict } from '../../reports/model.ts';
import type { Defect } from '../../simulator/was/defects/defect.ts';
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
  /** Null for all checks. */
  readonly checks: readonly string[] | null;
  /** Whether properties judge a single case only. */
  readonly glance: boolean;
}

type OnJudged = (judged: JudgedDefect) => void;

const WORKER: string = fileURLToPath(new URL('./matrix-worker.ts', import.meta.url));

/**
 * Judges every defect with every check. At a glance first; then what a glance left open is looked at closely: defects that
 * nobody noticed, and checks that noticed nothing.
 */
export async function judgeDefects(
  defects: readonly Defect[],
  onJudged: OnJudged = () => undefined,
): Promise<readonly JudgedDefect[]> {
  const first = await judgeTasks(
    defects.map(({ id }) => ({ defect: id, checks: null, glance: true })),
    onJudged,
  );
  return [...first, ...(await judgeTasks(closerLook(first, defects), onJudged))];
}

function closerLook(judged: readonly JudgedDefect[], defects: readonly Defect[]): readonly MatrixTask[] {
  const { survivors, unfailing } = flawsOf(judged, defects);
  const cites = new Map(
    judged.flatMap(({ verdicts }) => verdicts.map(({ check, cites: ids }) => [check, ids] as const)),
  );
  return defects.flatMap(({ id, requirements }) => {
    const candidates = survivors.includes(id) ? [...cites.keys()] : unfailing;
    const checks = candidates.filter((check) => cites.get(check)?.some((cited) => requirements.includes(cited)));
    return checks.length === 0 ? [] : [{ defect: id, checks, glance: false }];
  });
}

/** Shares the tasks among as many processes as the machine has cores. */
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
