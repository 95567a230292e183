import type { Defect } from '../../simulator/was/defects/defect.ts';
import type { JudgedDefect } from './matrix.ts';

/** What a matrix does not prove. Empty lists are what one hopes for. */
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

/** Holds the verdicts against the defect table, in both directions. */
export function flawsOf(
  judged: readonly JudgedDefect[],
  defects: readonly Defect[],
  reserve: readonly Defect[] = [],
): MatrixFlaws {
  const broken = new Map([...defects, ...reserve].map(({ id, requirements }) => [id, new Set(requirements)]));
  const noticed = judged.flatMap(({ defect, verdicts }) =>
    verdicts
      .filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')
      .map((verdict) => ({ defect, ...verdict })),
  );
  const killed = new Set(noticed.map(({ defect }) => defect));
  const killers = new Set(noticed.map(({ check }) => check));
  const checks = new Set(judged.flatMap(({ verdicts }) => verdicts.map(({ check }) => check)));
  return {
    survivors: defects.filter(({ id }) => !killed.has(id)).map(({ id }) => id),
    unfailing: [...checks].filter((check) => !killers.has(check)),
    strays: noticed
      .filter(({ defect, cites }) => !cites.some((id) => broken.get(defect)?.has(id)))
      .map(({ defect, check, message }) => `${defect} makes ${check} fail: ${message}`),
    errors: judged.flatMap(({ defect, verdicts }) =>
      verdicts
        .filter(({ verdict }) => verdict === 'harnessError' || verdict === 'configError')
        .map(({ check, verdict, message }) => `${defect}, ${check}: ${verdict} ${message}`),
    ),
  };
}
