import type { CheckResult, Results } from '../model.ts';
import { count, duration } from '../text.ts';
import { readLatencies, timeText } from './latencies.ts';
import type { FleetPlanSummary, FleetReport, FleetResults } from './model.ts';

/** What the objective says stands where all of them do. */
export function isObjective({ id }: CheckResult): boolean {
  return id.startsWith('fleet/objective/');
}

/** `10,000 devices of small-factory: A small factory`. */
export function planText({ devices, name, title }: FleetPlanSummary): string {
  return `${number(devices)} devices of ${name}${title === '' ? '' : `: ${title}`}`;
}

/** One line that says how a fleet's run ended. */
export function fleetHeadline({ verdict, checks, run }: Results, { validity, objectives }: FleetResults): string {
  const failed = checks.filter((check) => check.verdict === 'fail');
  if (verdict === 'nonconformant') {
    const missed = failed.filter(isObjective).length;
    const broken = failed.length - missed;
    return [
      ...(missed === 0 ? [] : [`${count(missed, 'objective')} missed`]),
      ...(broken === 0 ? [] : [`${count(broken, 'requirement')} broken under load`]),
    ].join(', ');
  }
  if (!validity.isValid) return 'Not valid: the run says too little about the system';
  if (verdict === 'incomplete') {
    return run.partial
      ? 'Incomplete: the run was not all of its plan'
      : 'Incomplete: not every objective could be judged';
  }
  if (objectives.length === 0) return 'No nonconformity found under load';
  return 'Every objective met, no nonconformity found under load';
}

/** What the fleet did, and how it was answered. */
export function fleetSentences({ report, plan }: FleetResults): string {
  const { count: polls, response } = report.polls;
  const latencies = readLatencies(response);
  const answered =
    polls === 0
      ? ''
      : ` Half of the polls were answered within ${timeText(latencies.at(50))} of the time they were due, 99 % within ${timeText(latencies.at(99))}.`;
  const some = report.devices === plan.devices ? '' : `${number(report.devices)} of `;
  const judged = Object.keys(report.judgedRequirements).length;
  const requirements = judged === 0 ? '' : ` of ${count(judged, 'requirement')}`;
  return (
    `${some}${number(plan.devices)} devices made ${number(requestsOf(report))} requests in ${duration(report.endedAtMs)}, ` +
    `${percentage(errorsOf(report), requestsOf(report))} of them with an error.${answered} ` +
    `${number(report.judged)} exchanges were judged by the rules${requirements}.`
  );
}

export function requestsOf({ operations }: FleetReport): number {
  return Object.values(operations).reduce((sum, operation) => sum + operation.count, 0);
}

export function errorsOf({ operations }: FleetReport): number {
  return Object.values(operations).reduce((sum, { errors }) => sum + errors, 0);
}

/** Three digits; never rounded to nothing or to all. */
export function percentage(part: number, whole: number): string {
  if (whole === 0) return '0 %';
  const share = (part / whole) * 100;
  const rounded = Number(share.toPrecision(3));
  return `${rounded === 100 && part < whole ? 'less than 100' : rounded} %`;
}

/** `1,234,567`. */
export function number(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
