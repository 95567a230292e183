import type { CheckResult, FleetObjective } from '../../../reports/model.ts';
import { type ChangesReport, evaluate, objectiveWords } from '../../../simulator/fleet/metrics/evaluate.ts';
import { parseObjective } from '../../../simulator/fleet/metrics/objective.ts';
import type { MergedReport } from '../../../simulator/fleet/metrics/report.ts';
import { fleetCheck } from './check.ts';

/** What has become of an objective, and what CI is to make of it. */
export interface JudgedObjective {
  readonly outcome: FleetObjective;
  readonly check: CheckResult;
}

/** In a run that is not valid, figures are ours as much as the WFM's; what it broke, it broke all the same. */
export function judgeObjective(
  text: string,
  report: MergedReport,
  changes: ChangesReport | null,
  isValid: boolean,
): JudgedObjective {
  const objective = parseObjective(text);
  const { met, words: found } = evaluate(objective, report, changes);
  const holds = isValid || (objective.measure.kind === 'violations' && met === false);
  const words = holds ? found : `The run is not valid, so this says little: ${found}`;
  return {
    outcome: { text: objective.text, met: holds ? met : null, words },
    check: fleetCheck({
      id: `fleet/objective/${objective.text}`,
      title: objectiveWords(objective),
      level: 'MUST',
      verdict: !holds || met === null ? 'notEvaluated' : met ? 'pass' : 'fail',
      message: words,
    }),
  };
}
