import { fleetHeadline } from './fleet/wording.ts';
import type { CheckVerdict, Effort, Level, Results } from './model.ts';
import { count } from './text.ts';

/** What a verdict is called, and what it means to a person who has not read the specification. */
export const VERDICT_WORDS: Readonly<Record<CheckVerdict, { readonly label: string; readonly meaning: string }>> = {
  pass: { label: 'Passed', meaning: 'The system did what the clause asks.' },
  fail: { label: 'Failed', meaning: 'The system broke something that the specification demands.' },
  warn: {
    label: 'Warning',
    meaning: 'A recommendation was not followed, or a demand whose wording the specification leaves open.',
  },
  notApplicable: {
    label: 'Not applicable',
    meaning: 'The system declares that it does not have the optional feature.',
  },
  notEvaluated: { label: 'Not evaluated', meaning: 'It could not be judged; the reason is given. It is not a pass.' },
  configError: {
    label: 'Set-up error',
    meaning: 'The target file or the test set-up is wrong; it says nothing about the system.',
  },
  harnessError: {
    label: 'Tool error',
    meaning: 'The test tool itself went wrong; it says nothing about the system.',
  },
};

export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  MUST: 'The specification demands it.',
  SHOULD: 'The specification recommends it.',
  MAY: 'The specification allows it.',
  INFO: 'The specification states it as a fact, without a keyword.',
};

export const EFFORT_WORDS: Readonly<Record<Effort, string>> = {
  quick: 'quick (few random cases)',
  standard: 'standard',
  thorough: 'thorough (many random cases)',
};

export const NO_CERTIFICATION =
  'This is the result of a test run, and no certification by the Margo project. What was not tested is not vouched for.';

/** One line that says how the run ended. */
export function headline(results: Results): string {
  const { summary, fleet } = results;
  if (fleet !== undefined) return fleetHeadline(results, fleet);
  if (results.verdict === 'conformant') return 'No nonconformity found';
  if (results.verdict === 'nonconformant') {
    return summary.fail === 0
      ? 'The expected-failures file no longer holds'
      : `${count(summary.fail, 'nonconformity', 'nonconformities')} found`;
  }
  if (summary.configError > 0) return 'Incomplete: the set-up is not right';
  if (summary.harnessError > 0) return 'Incomplete: the test tool went wrong';
  return 'Incomplete: not everything was judged';
}

/** The name of an area as a heading: `desired-state` becomes `Desired state`. */
export function areaTitle(area: string): string {
  const words = area.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `2026-11-22 12:30:05 UTC`; a text that is no date is given back as it came. */
export function dateText(rfc3339: string): string {
  const time = Date.parse(rfc3339);
  if (Number.isNaN(time)) return rfc3339;
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
