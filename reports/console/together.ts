import { type Difference, differencesOf } from '../comparison.ts';
import type { Change } from '../diff/model.ts';
import type { Results } from '../model.ts';
import { duration, oneLine } from '../text.ts';
import { headline } from '../wording.ts';
import { type ConsoleOptions, type Painter, painter } from './style.ts';

const MAX_NAME = 60;
const MAX_MESSAGE = 200;

/** Several runs side by side: a line each, and where the endpoints of a revision differ. */
export function renderTogether(runs: readonly Results[], options: ConsoleOptions): string {
  const paint = painter(options.color);
  const blocks = [overview(runs, paint), ...byRevision(runs).map((ofRevision) => differences(ofRevision, paint))];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function overview(runs: readonly Results[], paint: Painter): string {
  const rows = runs.map((results) => [
    results.run.revision,
    results.run.target.endpoint,
    headline(results),
    `${results.summary.pass} pass, ${results.summary.fail} fail, ${results.summary.warn} warn`,
    duration(results.run.durationMs),
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => oneLine(cell, MAX_NAME).padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [paint('bold', 'All runs'), ...lines.map((line) => `  ${line}`)].join('\n');
}

/** The differences of one revision, where there are several endpoints of it. */
const byRevision = (runs: readonly Results[]): readonly (readonly Difference[])[] => [
  ...Map.groupBy(differencesOf(runs), ({ revision }) => revision).values(),
];

function differences(found: readonly Difference[], paint: Painter): string {
  const [first] = found;
  if (first === undefined) return '';
  const title = `Endpoints of ${first.revision} compared with ${first.comparedWith}`;
  const lines = found.flatMap(({ endpoint, changes }) => {
    const name = oneLine(endpoint, MAX_NAME);
    return changes.length === 0 ? [`  ${name}: the same verdicts`] : [`  ${name}:`, ...changes.map(changeLine)];
  });
  return [paint('bold', oneLine(title, MAX_MESSAGE)), ...lines].join('\n');
}

const changeLine = ({ id, before, after, message }: Change): string =>
  `    ${id}  ${before ?? 'absent'} → ${after ?? 'absent'}${message === '' ? '' : `: ${oneLine(message, MAX_MESSAGE)}`}`;
