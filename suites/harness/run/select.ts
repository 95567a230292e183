import { matchesGlob } from 'node:path';
import { nearest } from '../../../simulator/errors/nearest.ts';
import type { Check } from '../check.ts';
import { ConfigurationError } from '../failure.ts';

/** What `--only` and `--skip` name: globs over check ids, or requirement ids. */
export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** The checks of a run. Throws `SELECTION_EMPTY` for a pattern that fits nothing, with the nearest known name. */
export function selectChecks(checks: readonly Check[], { only, skip }: Selection): readonly Check[] {
  for (const pattern of [...only, ...skip]) {
    if (checks.some((check) => fits(check, pattern))) continue;
    const known = checks.flatMap(({ id, requirements }) => [id, ...requirements]);
    const suggestion = nearest(pattern, [...new Set(known)]);
    throw new ConfigurationError(
      'SELECTION_EMPTY',
      `${JSON.stringify(pattern)} fits no check; ${suggestion ? `did you mean ${suggestion}? ` : ''}"waspect requirements" lists them`,
    );
  }
  return checks.filter(
    (check) =>
      (only.length === 0 || only.some((pattern) => fits(check, pattern))) &&
      !skip.some((pattern) => fits(check, pattern)),
  );
}

const fits = ({ id, requirements }: Check, pattern: string): boolean =>
  requirements.includes(pattern) || matchesGlob(id, pattern);
