import { oneLine } from '../text.ts';
import type { Change, ResultsDiff } from './model.ts';

const MAX_TEXT = 200;

/** The comparison for a terminal, without colours. */
export function renderDiff(diff: ResultsDiff): string {
  const blocks = [
    `Verdict: ${diff.verdict.before} → ${diff.verdict.after}`,
    list(
      'The runs differ in',
      diff.circumstances.map(({ name, before, after }) => `${name}: ${shown(before)} → ${shown(after)}`),
    ),
    ...diff.profiles.onlyAfter.map((profile) => oneSided(profile, 'later', 'new')),
    ...diff.profiles.onlyBefore.map((profile) => oneSided(profile, 'earlier', 'gone')),
    changes('Newly failing', diff.newlyFailing),
    changes('Newly passing', diff.newlyPassing),
    changes('Other verdict', diff.changed),
    changes('New checks', diff.added),
    changes('Gone checks', diff.gone),
    changes('Requirements', diff.requirements),
    summary(diff),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The comparison as JSON, for a CI job. */
export function renderDiffJson(diff: ResultsDiff): string {
  return `${JSON.stringify(diff, null, 2)}\n`;
}

function oneSided(profile: string, run: string, what: string): string {
  return `The profile ${oneLine(profile, MAX_TEXT)} is in the ${run} run only: its checks and requirements are ${what} for that reason.`;
}

function summary(diff: ResultsDiff): string {
  if (diff.regressed) return 'Regressed: something fails that did not fail before.';
  const lists = [diff.newlyPassing, diff.changed, diff.added, diff.gone, diff.requirements];
  return lists.every((each) => each.length === 0) ? 'No check changed.' : 'Not regressed.';
}

function changes(title: string, rows: readonly Change[]): string {
  return list(
    `${title} (${rows.length})`,
    rows.map(({ id, before, after, message }) => {
      const words = message === '' ? '' : `: ${oneLine(message, MAX_TEXT)}`;
      return `${oneLine(id, MAX_TEXT)}  ${before ?? 'none'} → ${after ?? 'none'}${words}`;
    }),
  );
}

function list(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function shown(value: string): string {
  return value === '' ? '(none)' : oneLine(value, MAX_TEXT);
}
