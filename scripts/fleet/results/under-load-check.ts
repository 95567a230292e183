import type { CheckResult, Level, RecordedExchange, RequirementResult, Violation } from '../../../reports/model.ts';
import { isRecordedExchange } from '../../../reports/recorded-exchange.ts';
import { clip, count } from '../../../reports/text.ts';
import type { Requirement } from '../../../suites/requirements/requirement.ts';
import { fleetCheck } from './check.ts';
import type { FleetRun } from './fleet-run.ts';
import { type Found, foundIn } from './found.ts';

const MAX_SHOWN = 5;
const MAX_WORDS = 400;

export interface JudgedRequirement {
  readonly check: CheckResult;
  readonly row: RequirementResult;
}

/** Every requirement that was judged while the WFM was under load, in the order of the catalogue. */
export function judgedUnderLoad(run: FleetRun): readonly JudgedRequirement[] {
  const { report, catalogue, plan } = run;
  const found = foundIn(run);
  const ids = new Set([...Object.keys(report.judgedRequirements), ...found.keys()]);
  const rows = new Map(
    plan.revisions.toReversed().flatMap(({ revision }) => catalogue.rowsFor(revision).map((row) => [row.id, row])),
  );
  return catalogue.requirements
    .filter(({ id }) => ids.has(id))
    .map(({ id, ...newest }) => judged(rows.get(id) ?? { id, ...newest }, found.get(id) ?? [], run));
}

function judged(row: Requirement, found: readonly Found[], run: FleetRun): JudgedRequirement {
  const { report, plan } = run;
  const id = `fleet/under-load/${row.id}`;
  const severities = new Set(found.map(({ severity }) => severity));
  const verdict = severities.has('fail') ? 'fail' : severities.has('warn') ? 'warn' : 'pass';
  const total = found.length + (report.violationCounts[row.id] ?? 0);
  const times = report.judgedRequirements[row.id];
  const [first] = found;
  const shown = found.slice(0, MAX_SHOWN);
  const check = fleetCheck({
    id,
    title: row.statement,
    requirements: [row.id],
    level: row.level,
    verdict,
    message: first === undefined ? '' : message(first, total, plan.seed, run.repeat(first.device)),
    observations: times === undefined ? [] : [`Judged ${count(times, 'time')}, while the WFM was under load.`],
    positions: [...new Set(found.flatMap(({ position }) => position ?? []))],
    exchanges: shown.flatMap(({ exchange }, index) => numbered(exchange, index + 1)),
    repro: first === undefined ? null : `${run.repeat(first.device)}\n`,
    violations: distinct(shown.map((violation) => violationOf(violation, row.level))),
    judged: [row.id],
  });
  return { check, row: rowOf(row, check) };
}

function message(first: Found, total: number, seed: number, repeat: string): string {
  const [expected, received] = [first.expected, first.received].map((text) => clip(text, MAX_WORDS));
  const more = total > 1 ? `, and ${count(total - 1, 'more time', 'more times')}` : '';
  return (
    `Device ${first.device}${first.where}, seed ${seed}${more}: received ${received}; legal is ${expected}. ` +
    `Repeat it: ${repeat}`
  );
}

function violationOf({ requirement, severity, expected, received, position }: Found, level: Level): Violation {
  return { requirement, level, severity, expected, received, position };
}

function distinct(violations: readonly Violation[]): readonly Violation[] {
  return [...new Map(violations.map((violation) => [JSON.stringify(violation), violation])).values()];
}

/** What is no exchange of the results model (an older shard may have sent it) is left out. */
function numbered(exchange: unknown, id: number): readonly RecordedExchange[] {
  return isRecordedExchange(exchange) ? [{ ...exchange, id }] : [];
}

function rowOf(row: Requirement, { id, verdict }: CheckResult): RequirementResult {
  const { level, area, statement, clause } = row;
  return { id: row.id, level, checks: [id], verdict, area, statement, clause, untestedBecause: null };
}
