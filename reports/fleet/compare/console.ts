import { type ConsoleOptions, type Painter, painter, readableWidth, wrap } from '../../console/style.ts';
import { oneLine } from '../../text.ts';
import { dateText } from '../../wording.ts';
import { rateText } from '../charts/over-time.ts';
import { timeText } from '../latencies.ts';
import type { ComparedFleet, ComparisonVerdict, FigureComparison, FleetComparison } from './model.ts';

const MAX_TEXT = 300;
const INDENT = '  ';

const LOOKS: Readonly<Record<ComparisonVerdict, 'red' | 'green' | 'cyan' | 'dim'>> = {
  worse: 'red',
  better: 'green',
  'cannot tell': 'cyan',
  same: 'dim',
};

/** The comparison for a terminal. Text of the systems is made harmless. */
export function renderFleetComparison(comparison: FleetComparison, options: ConsoleOptions): string {
  const { base, head, differences, figures, verdict, words, threshold, errorRate } = comparison;
  const paint = painter(options.color);
  const width = readableWidth(options.width);
  const rule =
    `A figure counts as changed where the interval of its change leaves out no change, and the change is over ${percent(threshold)}; ` +
    `equal runs are taken for different at most ${Math.round(errorRate * 100)} times in 100.`;
  const blocks = [
    [runLine('first', base, paint), runLine('second', head, paint)].join('\n'),
    differences.map((difference) => wrap(oneLine(difference, MAX_TEXT), width, INDENT)).join('\n'),
    table(figures, paint),
    [paint('bold', paint(LOOKS[verdict], words)), wrap(rule, width, INDENT)].join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function runLine(name: string, { target, plan, started, seed }: ComparedFleet, paint: Painter): string {
  return `${paint('dim', name.padEnd(8))}${oneLine(target, MAX_TEXT)}, ${oneLine(plan, MAX_TEXT)}, seed ${seed}, ${dateText(started)}`;
}

function table(figures: readonly FigureComparison[], paint: Painter): string {
  const rows = [
    ['', 'first', 'second', 'change', 'between', ''],
    ...figures.map((figure) => [
      figure.name,
      amount(figure, figure.base),
      amount(figure, figure.head),
      ...(isMeasured(figure)
        ? [
            changeText(figure, figure.change),
            `${changeText(figure, figure.low)} and ${changeText(figure, figure.high)}`,
          ]
        : ['', '']),
      figure.words,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows
    .map((cells, row) => {
      const padded = cells.map((cell, column) => pad(cell, column, widths[column] ?? 0));
      const verdict = figures[row - 1]?.verdict;
      const last = verdict === undefined ? '' : paint(LOOKS[verdict], padded.at(-1)?.trimEnd() ?? '');
      const line = `${INDENT}${[...padded.slice(0, -1), last].join('  ')}`.trimEnd();
      return row === 0 ? paint('dim', line) : line;
    })
    .join('\n');
}

function pad(cell: string, column: number, width: number): string {
  return column === 0 || column === 5 ? cell.padEnd(width) : cell.padStart(width);
}

function isMeasured({ low, high, verdict }: FigureComparison): boolean {
  return verdict !== 'cannot tell' || low !== high;
}

function amount({ unit }: FigureComparison, value: number): string {
  if (unit === 'time') return timeText(value);
  return unit === 'share' ? percent(value) : `${rateText(value)}/s`;
}

/** Relative; of a share, in percentage points. */
function changeText({ unit }: FigureComparison, change: number): string {
  const text = `${change > 0 ? '+' : ''}${Number((change * 100).toFixed(unit === 'share' ? 3 : 1))}`;
  return unit === 'share' ? `${text} points` : `${text} %`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}
