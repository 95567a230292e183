import { areaOf, groupBy, inReadingOrder, isNewFailure, READING_ORDER } from '../checks.ts';
import { coverageText, positionsSentence } from '../coverage.ts';
import { planText } from '../fleet/wording.ts';
import type { CheckResult, CheckVerdict, Results } from '../model.ts';
import { expectedFailureRow, repeatCommand } from '../repeat.ts';
import { revisionText, scopeSentence } from '../scope.ts';
import { count, duration } from '../text.ts';
import { failingSequence, runsSequences } from '../timeline/commands.ts';
import { timelineText } from '../timeline/text-lines.ts';
import { areaTitle, headline, NO_CERTIFICATION, VERDICT_WORDS } from '../wording.ts';
import { block, code, inline } from './escape.ts';

const SIGNS: Readonly<Record<CheckVerdict, string>> = {
  pass: '✅',
  fail: '❌',
  warn: '⚠️',
  notApplicable: '➖',
  notEvaluated: '❔',
  configError: '🛠️',
  harnessError: '🧯',
};

const RUN_SIGNS = { conformant: '✅', nonconformant: '❌', incomplete: '⚠️' } as const;

/** Job summaries and comments have limits of their own; the HTML report has everything. */
const MAX_FINDINGS = 50;
const MAX_TIMELINES = 4;
const MAX_EVENTS = 12;
const MAX_COMMANDS = 12;
const MAX_SCOPE = 800;

/** A summary for a pull request or the step summary of a CI job. `dir` is where the results lie. */
export function renderMarkdown(results: Results, dir: string): string {
  const blocks = [
    `## ${RUN_SIGNS[results.verdict]} waspect: ${headline(results)}`,
    facts(results),
    [coverageText(results), positionsSentence(results)].filter((line) => line !== '').join(' '),
    inline(scopeSentence(results.run), MAX_SCOPE),
    results.run.incompleteBecause.map((reason) => `- ${inline(reason)}`).join('\n'),
    areaTable(results),
    findings(results, dir),
    templateRows(results.checks),
    `<sub>${NO_CERTIFICATION}</sub>`,
  ];
  return `${blocks.filter((part) => part !== '').join('\n\n')}\n`;
}

function facts({ run, fleet }: Results): string {
  const { target } = run;
  return [
    `**${inline([target.name, target.version].join(' ').trim())}**${target.vendor === '' ? '' : ` by ${inline(target.vendor)}`}`,
    `revision ${code(revisionText(run))}`,
    `endpoint ${code(target.endpoint)}`,
    `seed ${code(String(run.seed))}`,
    fleet === undefined ? `effort ${run.effort}` : inline(planText(fleet.plan)),
    duration(run.durationMs),
  ].join(' · ');
}

function areaTable(results: Results): string {
  const verdicts = READING_ORDER.filter((verdict) => results.summary[verdict] > 0);
  const rows = [...groupBy(results.checks, (check) => areaOf(check.id))].map(([area, checks]) => [
    inline(areaTitle(area)),
    ...verdicts.map((verdict) => String(checks.filter((check) => check.verdict === verdict).length)),
  ]);
  const header = ['Area', ...verdicts.map((verdict) => `${SIGNS[verdict]} ${VERDICT_WORDS[verdict].label}`)];
  return [header, ['---', ...verdicts.map(() => '--:')], ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function findings(results: Results, dir: string): string {
  const checks = inReadingOrder(results.checks).filter(
    (check) => (check.verdict !== 'pass' && check.verdict !== 'notApplicable') || check.expectation !== null,
  );
  const drawn = checks.filter(hasCourse).slice(0, MAX_TIMELINES);
  const shown = checks
    .slice(0, MAX_FINDINGS)
    .map((check) => [finding(check, dir), drawn.includes(check) ? course(check) : ''].filter(Boolean).join('\n\n'));
  const rest = checks.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… and ${count(rest, 'more finding')}: see report.html.`] : [])].join('\n\n');
}

function finding(check: CheckResult, dir: string): string {
  const sign = SIGNS[check.verdict];
  const note = check.expectation === null ? '' : ` (${check.expectation.outcome})`;
  const lines = [
    `${sign} **${VERDICT_WORDS[check.verdict].label}** ${code(check.id)}${note}  `,
    inline(check.message === '' ? check.title : check.message),
    ...check.violations.map(
      ({ requirement, expected, received }) =>
        `- ${inline(requirement)}: legal is ${code(expected)}, received was ${code(received)}`,
    ),
  ];
  const repeat = repeatCommand(dir, check);
  if (check.verdict === 'fail' && repeat !== null) lines.push(`- repeat: ${code(repeat, 1_000)}`);
  return lines.join('\n');
}

function hasCourse(check: CheckResult): boolean {
  return check.verdict === 'fail' && runsSequences(check);
}

/** The shrunk sequence and the end of the timeline, as text. */
function course(check: CheckResult): string {
  const commands = (failingSequence(check) ?? []).slice(0, MAX_COMMANDS).map((line, index) => `${index + 1}. ${line}`);
  const { timeline } = check;
  const happened = timeline === undefined || timeline === null ? '' : timelineText(timeline, MAX_EVENTS);
  const parts = [commands.join('\n'), happened].filter((part) => part !== '');
  if (parts.length === 0) return '';
  const text = block(parts.join('\n\n'), 'text');
  return ['<details><summary>Sequence and timeline</summary>', text, '</details>'].join('\n\n');
}

function templateRows(checks: readonly CheckResult[]): string {
  const rows = checks.filter(isNewFailure).slice(0, MAX_FINDINGS).map(expectedFailureRow);
  if (rows.length === 0) return '';
  return [
    '<details><summary>Rows for the expected-failures file</summary>',
    block(rows.join('\n'), 'yaml'),
    '</details>',
  ].join('\n\n');
}
