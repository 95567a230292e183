import { type FleetReport, RESULTS_SCHEMA, type Results } from '../../../reports/model.ts';
import type { Incident, MergedReport } from '../../../simulator/fleet/metrics/report.ts';
import { judgeGenerator } from '../../../simulator/fleet/metrics/validity.ts';
import { summarise } from '../../../suites/harness/run/results.ts';
import type { FleetRun } from './fleet-run.ts';
import { judgeObjective } from './objective-check.ts';
import { operatorResults } from './operator-outcome.ts';
import { planSummary } from './plan-summary.ts';
import { judgedUnderLoad } from './under-load-check.ts';
import { validityCheck } from './validity-check.ts';

/** The results of a fleet's run, from which every report is rendered. Throws OBJECTIVE_INVALID. */
export function fleetResults(run: FleetRun): Results {
  const { plan, catalogue, operator } = run;
  const report = withIncidents(run.report, operator?.report.incidents ?? []);
  const validity = judgeGenerator(report);
  const changes = operator && { ...operator.report, findings: operator.findings.length };
  const objectives = plan.objectives.map((text) => judgeObjective(text, report, changes, validity.isValid));
  const underLoad = judgedUnderLoad(run);
  const checks = [
    validityCheck(report, validity),
    ...objectives.map(({ check }) => check),
    ...underLoad.map(({ check }) => check),
  ];
  const relied = new Set(checks.flatMap(({ positions }) => positions));
  const open = objectives.filter(({ outcome }) => outcome.met === null).map(({ outcome }) => outcome.text);
  const incompleteBecause = [
    ...run.stoppedBecause,
    ...(validity.isValid ? [] : ['the run is not valid', ...validity.reasons]),
    ...(validity.isValid && open.length > 0 ? [`objectives without anything to measure: ${open.join(', ')}`] : []),
  ];
  const broken = checks.some(({ verdict }) => verdict === 'fail');
  return {
    schema: RESULTS_SCHEMA,
    run: {
      tool: run.tool,
      catalogue: catalogue.version,
      seed: plan.seed,
      nonce: run.nonce,
      effort: 'standard',
      revision: plan.revisions.map(({ revision }) => revision).join(', '),
      role: 'was',
      profiles: ['fleet'],
      target: run.target,
      started: report.started,
      durationMs: report.endedAtMs,
      partial: run.stoppedBecause.length > 0,
      incompleteBecause,
      command: run.command,
      ...(run.targetFile !== undefined && { targetFile: run.targetFile }),
      undeclaredFeatures: [],
    },
    verdict: broken ? 'nonconformant' : incompleteBecause.length > 0 ? 'incomplete' : 'conformant',
    summary: summarise(checks),
    checks,
    requirements: underLoad.map(({ row }) => row),
    positions: catalogue.positions
      .filter(({ id }) => relied.has(id))
      .map(({ id, topic, position, reason }) => ({ id, topic, position, reason })),
    fleet: {
      plan: planSummary(plan, run.planFile),
      report: shownReport(report),
      validity,
      objectives: objectives.map(({ outcome }) => outcome),
      ...(operator !== null && { operator: operatorResults(operator) }),
    },
  };
}

/** What happened to the operator stands beside what happened to the devices. */
function withIncidents(report: MergedReport, more: readonly Incident[]): MergedReport {
  return { ...report, incidents: [...report.incidents, ...more].toSorted((a, b) => a.at - b.at) };
}

/** What was found stands in the checks, with its exchanges; here it is only when. */
function shownReport({ violations, ...report }: MergedReport): FleetReport {
  return { ...report, violations: violations.map(({ at, requirement }) => ({ at, requirement })) };
}
