import { type Painter, wrap } from '../console/style.ts';
import { oneLine } from '../text.ts';
import type { FleetObjective, FleetResults } from './model.ts';
import { type OperationRow, operationRows, STATISTIC_NAMES } from './operation-rows.ts';

const MAX_WORDS = 400;
const INDENT = '  ';

/** What a fleet measured, for a terminal: latencies, then what has become of the objectives. */
export function fleetBlocks(fleet: FleetResults, width: number, paint: Painter): readonly string[] {
  return [latencyTable(operationRows(fleet), paint), objectiveList(fleet.objectives, width, paint)];
}

function latencyTable(rows: readonly OperationRow[], paint: Painter): string {
  if (rows.length === 0) return '';
  const lines = [
    ['', 'count', 'errors', ...STATISTIC_NAMES],
    ...rows.map(({ name, count, errors, times }) => [oneLine(name, 30), count, errors, ...times]),
  ];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0))) ?? [];
  const [head = '', ...body] = lines.map(
    (cells) =>
      INDENT +
      cells
        .map((cell, column) => padded(cell, column, widths))
        .join('  ')
        .trimEnd(),
  );
  return [paint('dim', head), ...body].join('\n');
}

function padded(cell: string, column: number, widths: readonly number[]): string {
  const width = widths[column] ?? 0;
  return column === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function objectiveList(objectives: readonly FleetObjective[], width: number, paint: Painter): string {
  if (objectives.length === 0) return '';
  const indent = `${INDENT}${' '.repeat(OUTCOME_WIDTH + 2)}`;
  return objectives
    .map(({ text, met, words }) => {
      const { word, look } = outcomeOf(met);
      const head = `${INDENT}${paint(look, word.padEnd(OUTCOME_WIDTH))}  ${paint('bold', oneLine(text, MAX_WORDS))}`;
      return `${head}\n${wrap(oneLine(words, MAX_WORDS), width, indent)}`;
    })
    .join('\n');
}

const OUTCOME_WIDTH = 6;

function outcomeOf(met: boolean | null): { readonly word: string; readonly look: 'green' | 'red' | 'cyan' } {
  if (met === null) return { word: 'OPEN', look: 'cyan' };
  return met ? { word: 'MET', look: 'green' } : { word: 'MISSED', look: 'red' };
}
