import { areaOf, groupBy } from '../checks.ts';
import type { CheckResult, CheckVerdict } from '../model.ts';
import type { Painter } from './style.ts';

const COLUMNS: readonly { readonly title: string; readonly verdicts: readonly CheckVerdict[] }[] = [
  { title: 'pass', verdicts: ['pass'] },
  { title: 'fail', verdicts: ['fail'] },
  { title: 'warn', verdicts: ['warn'] },
  { title: 'not eval.', verdicts: ['notEvaluated'] },
  { title: 'n/a', verdicts: ['notApplicable'] },
  { title: 'error', verdicts: ['configError', 'harnessError'] },
];

const LOOKS = { pass: 'green', fail: 'red', warn: 'yellow', error: 'magenta' } as const;

/** Checks counted by area and verdict. */
export function areaTable(checks: readonly CheckResult[], paint: Painter): string {
  const areas = groupBy(checks, (check) => areaOf(check.id));
  const nameWidth = Math.max(4, ...[...areas.keys()].map((name) => name.length));
  const header = row(
    'area',
    nameWidth,
    COLUMNS.map(({ title }) => title.padStart(title.length + 2)),
  );
  const lines = [...areas].map(([area, members]) =>
    row(
      area,
      nameWidth,
      COLUMNS.map((column) => cell(column, members, paint)),
    ),
  );
  return [paint('dim', header), ...lines].join('\n');
}

function row(name: string, nameWidth: number, cells: readonly string[]): string {
  return `  ${name.padEnd(nameWidth)}${cells.join('')}`;
}

function cell(column: (typeof COLUMNS)[number], members: readonly CheckResult[], paint: Painter): string {
  const number = members.filter((check) => column.verdicts.includes(check.verdict)).length;
  const text = (number === 0 ? '·' : String(number)).padStart(column.title.length + 2);
  if (number === 0) return paint('dim', text);
  const look = Object.entries(LOOKS).find(([title]) => title === column.title)?.[1];
  return look === undefined ? text : paint(look, text);
}
