import type { TestCase, TestSuite } from 'junit-report-builder';
import { areaOf, groupBy, requirementIndex, standing } from '../checks.ts';
import type { CheckResult, RequirementResult, Results } from '../model.ts';
import { clusterText, revisionText } from '../scope.ts';
import { timelineText } from '../timeline/text-lines.ts';
import { newReport } from './builder.ts';
import { failureDetails } from './details.ts';
import { cdataText, xmlText } from './xml-text.ts';

const MAX_ATTRIBUTE = 2_000;
const MAX_DETAILS = 64_000;
const MAX_EVENTS = 60;

/**
 * JUnit XML: a suite an area, a case a check, as Jenkins and GitLab read it. `dir` is where the results
 * lie, for the command that repeats a check.
 */
export function renderJunit(results: Results, dir: string): string {
  const report = newReport().name(attribute(`waspect ${results.run.revision}`));
  const requirements = requirementIndex(results.requirements);
  for (const [area, checks] of groupBy(results.checks, (check) => areaOf(check.id))) {
    const suite = report.testSuite().name(attribute(area)).timestamp(results.run.started.slice(0, 19));
    suite.time(seconds(checks.reduce((total, check) => total + check.durationMs, 0)));
    describeRun(suite, results);
    for (const check of checks) addCase(suite.testCase(), check, { results, requirements, area, dir });
  }
  return report.build();
}

interface Context {
  readonly results: Results;
  readonly requirements: ReadonlyMap<string, RequirementResult>;
  readonly area: string;
  readonly dir: string;
}

function describeRun(suite: TestSuite, { run }: Results): void {
  const facts: Readonly<Record<string, string>> = {
    tool: run.tool,
    catalogue: run.catalogue,
    revision: revisionText(run),
    profiles: run.profiles.join(', '),
    ...(run.cluster !== undefined && { cluster: clusterText(run.cluster) }),
    ...(run.engine !== undefined && { engine: run.engine.name }),
    ...(run.withoutCluster !== undefined && { 'without-cluster': run.withoutCluster }),
    target: run.target.name,
    vendor: run.target.vendor,
    version: run.target.version,
    endpoint: run.target.endpoint,
    effort: run.effort,
    seed: String(run.seed),
  };
  for (const [name, value] of Object.entries(facts)) suite.property(name, attribute(value));
}

function addCase(testCase: TestCase, check: CheckResult, context: Context): void {
  testCase
    .name(attribute(`${check.id}: ${check.title}`))
    .className(attribute(`waspect.${context.results.run.revision}.${context.area}`))
    .time(seconds(check.durationMs));
  for (const [name, value] of properties(check, context)) testCase.property(name, attribute(value));
  judge(testCase, check, context);
}

function properties(check: CheckResult, { results, requirements }: Context): readonly (readonly [string, string])[] {
  const clauses = check.requirements.map((id) => requirements.get(id)?.clause ?? '').filter((clause) => clause !== '');
  // Many readers keep properties in a map, where the second of the same name would hide the first: lists are joined.
  const list: (readonly [string, string])[] = [
    ['requirements', check.requirements.join(', ')],
    ['level', check.level],
    ['seed', String(results.run.seed)],
    ['clause', [...new Set(clauses)].join('; ')],
    ['positions', check.positions.join(', ')],
    ['verdict', check.verdict],
  ];
  if (check.verdict === 'warn') list.push(['warning', check.message]);
  // Of an objective that is met, how well.
  if (check.verdict === 'pass' && check.message !== '') list.push(['result', check.message]);
  if (standing(check) === 'skipped') list.push(['skipped-because', reason(check)]);
  if (check.expectation !== null) list.push([check.expectation.outcome, check.expectation.reason]);
  return list;
}

function judge(testCase: TestCase, check: CheckResult, { requirements, dir }: Context): void {
  const details = (): string => cdataText(failureDetails(check, requirements, dir), MAX_DETAILS);
  switch (standing(check)) {
    case 'failed':
      testCase
        .failure(attribute(failureMessage(check)), check.expectation?.outcome ?? check.level)
        .stacktrace(details());
      if (check.timeline !== undefined && check.timeline !== null)
        testCase.standardOutput(cdataText(timelineText(check.timeline, MAX_EVENTS), MAX_DETAILS));
      return;
    case 'error':
      testCase.error(attribute(reason(check)), check.verdict, details());
      return;
    case 'skipped':
      // The builder's skipped element carries no reason: it stands in a property and here.
      testCase.skipped().standardOutput(cdataText(`${check.verdict}: ${reason(check)}`, MAX_DETAILS));
      return;
    case 'passed':
      if (check.verdict !== 'pass') testCase.standardOutput(details());
  }
}

function failureMessage(check: CheckResult): string {
  switch (check.expectation?.outcome) {
    case 'unexpected-pass':
      return 'It passes although it is listed as an expected failure: take it off the list.';
    case 'expired':
      return `The expected failure held until ${check.expectation.expires} only. ${check.message}`.trim();
    default:
      return reason(check);
  }
}

function reason(check: CheckResult): string {
  return check.message === '' ? check.title : check.message;
}

function attribute(text: string): string {
  return xmlText(text, MAX_ATTRIBUTE);
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
