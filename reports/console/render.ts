import { inReadingOrder, isNewFailure } from '../checks.ts';
import { coverageText, positionsSentence } from '../coverage.ts';
import { fleetBlocks } from '../fleet/console.ts';
import { isObjective, planText } from '../fleet/wording.ts';
import type { CheckResult, Results } from '../model.ts';
import { expectedFailureRow, repeatCommand } from '../repeat.ts';
import { clusterText, revisionText, scopeSentence } from '../scope.ts';
import { duration, oneLine } from '../text.ts';
import { headline, NO_CERTIFICATION } from '../wording.ts';
import { courseLines } from './course.ts';
import { type ConsoleOptions, type Painter, painter, readableWidth, VERDICT_TAGS, wrap } from './style.ts';
import { areaTable } from './table.ts';

const MAX_MESSAGE = 600;
const MAX_COMMAND = 2_000;

/**
 * The verdict for a terminal. `dir` is where the reports lie, `files` their names. Text from the system
 * under test is shown with its control characters made visible, so that it cannot drive the terminal.
 */
export function renderConsole(
  results: Results,
  dir: string,
  files: readonly string[],
  options: ConsoleOptions,
): string {
  const paint = painter(options.color);
  const width = readableWidth(options.width);
  const blocks = [
    header(results, paint),
    ...(results.fleet === undefined ? [] : fleetBlocks(results.fleet, width, paint)),
    ...inReadingOrder(results.checks)
      .filter((check) => isShown(check, results.run))
      .map((check) => finding(check, dir, width, paint)),
    areaTable(results.checks, paint),
    verdict(results, width, paint),
    whereToLook(results, dir, files, paint),
    templateRows(results.checks, paint),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** What was left out with a whole profile is said once, with the verdict; an objective, with the others. */
function isShown(check: CheckResult, { profiles }: Results['run']): boolean {
  if (isObjective(check)) return false;
  if (check.expectation !== null) return true;
  if (check.verdict === 'notEvaluated' && check.profile && !profiles.includes(check.profile)) return false;
  return check.verdict !== 'pass' && check.verdict !== 'notApplicable';
}

function header({ run, fleet }: Results, paint: Painter): string {
  const { target } = run;
  const product = [target.name, target.version].filter((part) => part !== '').join(' ');
  const vendor = target.vendor === '' ? '' : ` (${target.vendor})`;
  const facts: readonly (readonly [string, string])[] = [
    ['endpoint', target.endpoint],
    ['revision', `${revisionText(run)}, profiles ${run.profiles.join(', ')}`],
    ['cluster', run.cluster === undefined ? '' : clusterText(run.cluster)],
    ['engine', run.engine?.name ?? ''],
    ['run', `seed ${run.seed}, ${fleet === undefined ? `effort ${run.effort}, ` : ''}${duration(run.durationMs)}`],
    ['plan', fleet === undefined ? '' : planText(fleet.plan)],
  ];
  return [
    `${paint('bold', `waspect ${run.tool}`)}  ${oneLine(`${product}${vendor}`, MAX_MESSAGE)}`,
    ...facts
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `  ${paint('dim', name.padEnd(10))}${oneLine(value, MAX_MESSAGE)}`),
  ].join('\n');
}

function finding(check: CheckResult, dir: string, width: number, paint: Painter): string {
  const { tag, look } = VERDICT_TAGS[check.verdict];
  const note = check.expectation === null ? '' : paint('dim', ` [${check.expectation.outcome}]`);
  const lines = [`${paint(look, tag)}  ${paint('bold', oneLine(check.id, MAX_MESSAGE))}${note}`];
  const message = check.message === '' ? check.title : check.message;
  lines.push(wrap(oneLine(message, MAX_MESSAGE), width, '  '));
  for (const { requirement, expected, received } of check.violations) {
    lines.push(`    ${requirement}`);
    lines.push(labelled('legal', expected, width, paint), labelled('came', received, width, paint));
  }
  if (check.verdict === 'fail') lines.push(...courseLines(check, width, paint));
  const repeat = repeatCommand(dir, check);
  if (check.verdict === 'fail' && repeat !== null)
    lines.push(paint('dim', `    repeat  ${oneLine(repeat, MAX_COMMAND)}`));
  return lines.join('\n');
}

function labelled(label: string, text: string, width: number, paint: Painter): string {
  const indent = '             ';
  const wrapped = wrap(oneLine(text, MAX_MESSAGE), width, indent);
  return `      ${paint('dim', label.padEnd(7))}${wrapped.slice(indent.length)}`;
}

function verdict(results: Results, width: number, paint: Painter): string {
  const looks = { conformant: 'green', nonconformant: 'red', incomplete: 'yellow' } as const;
  const sentences = [
    coverageText(results),
    oneLine(scopeSentence(results.run), MAX_MESSAGE),
    positionsSentence(results),
    ...results.run.incompleteBecause.map((reason) => `Incomplete: ${oneLine(reason, MAX_MESSAGE)}`),
    NO_CERTIFICATION,
  ];
  return [
    paint('bold', paint(looks[results.verdict], headline(results))),
    ...sentences.filter((sentence) => sentence !== '').map((sentence) => wrap(sentence, width, '  ')),
  ].join('\n');
}

function whereToLook({ run }: Results, dir: string, files: readonly string[], paint: Painter): string {
  const lines = files.map((file) => `  ${file}`);
  if (files.length > 0) lines.unshift(`${paint('dim', 'Reports in')} ${dir}`);
  if (run.command !== '') lines.push(`${paint('dim', 'Repeat')} ${oneLine(run.command, MAX_COMMAND)}`);
  return lines.join('\n');
}

function templateRows(checks: readonly CheckResult[], paint: Painter): string {
  const rows = checks.filter(isNewFailure).map(expectedFailureRow);
  if (rows.length === 0) return '';
  return [paint('dim', 'To list a failure as expected, complete its row:'), ...rows].join('\n');
}
