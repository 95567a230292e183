import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CheckVerdict } from '../../reports/model.ts';
import type { Defect } from '../../simulator/was/defects/defect.ts';

/** Every verdict on the reference WAS with one defect. */
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

/** What a matrix proves, or does not. Empty lists are what one hopes for. */
export interface MatrixFlaws {
  /** Defects that no check notices. */
  readonly survivors: readonly string[];
  /** Checks that no defect makes fail. */
  readonly unfailing: readonly string[];
  /** Checks that fail on a defect without citing a requirement that it breaks. */
  readonly strays: readonly string[];
  /** The harness's own errors. */
  readonly errors: readonly string[];
}

const WORKER: string = fileURLToPath(new URL('./matrix-worker.ts', import.meta.url));

/** Judges every defect with every check, in as many processes as the machine has cores. */
export async function judgeDefects(
  defects: readonly Pick<Defect, 'id'>[],
  onJudged: (judged: JudgedDefect) => void = () => undefined,
): Promise<readonly JudgedDefect[]> {
  const waiting = defects.map(({ id }) => id);
  const judged: JudgedDefect[] = [];
  const serve = (child: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      let current = '';
      const next = (): void => {
        const defect = waiting.shift();
        if (defect === undefined) {
          child.disconnect();
          return;
        }
        current = defect;
        child.send(defect);
      };
      child.on('message', (message: JudgedDefect | 'ready') => {
        if (message !== 'ready') {
          judged.push(message);
          onJudged(message);
        }
        next();
      });
      child.on('error', reject);
      child.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`the process that judged ${current} ended with ${code}`)),
      );
    });
  const children = Array.from({ length: availableParallelism() }, () => fork(WORKER, { stdio: 'inherit' }));
  try {
    await Promise.all(children.map(serve));
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
  return judged;
}

/** Holds the verdicts against the defect table, in both directions. */
export function flawsOf(judged: readonly JudgedDefect[], defects: readonly Defect[]): MatrixFlaws {
  const broken = new Map(defects.map(({ id, requirements }) => [id, new Set(requirements)]));
  const noticed = judged.map(({ defect, verdicts }) => ({
    defect,
    verdicts: verdicts.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn'),
  }));
  const killed = new Set(noticed.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)));
  const checks = new Set(judged.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)));
  return {
    survivors: noticed.filter(({ verdicts }) => verdicts.length === 0).map(({ defect }) => defect),
    unfailing: [...checks].filter((check) => !killed.has(check)),
    strays: noticed.flatMap(({ defect, verdicts }) =>
      verdicts
        .filter(({ cites }) => !cites.some((id) => broken.get(defect)?.has(id)))
        .map(({ check, message }) => `${defect} makes ${check} fail: ${message}`),
    ),
    errors: judged.flatMap(({ defect, verdicts }) =>
      verdicts
        .filter(({ verdict }) => verdict === 'harnessError' || verdict === 'configError')
        .map(({ check, verdict, message }) => `${defect}, ${check}: ${verdict} ${message}`),
    ),
  };
}
