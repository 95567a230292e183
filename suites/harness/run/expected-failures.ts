import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { CheckResult, Expectation } from '../../../reports/model.ts';
import { ConfigurationError, messageOf } from '../failure.ts';

/** A failure that is known, why, where it is worked on, and the last day on which that is accepted. */
export interface ExpectedFailure {
  readonly check: string;
  readonly reason: string;
  readonly link: string;
  /** `2027-01-31` */
  readonly expires: string;
}

const text = { type: 'string', minLength: 1 } as const;

const isList = new Ajv2020().compile<readonly ExpectedFailure[]>({
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['check', 'reason', 'link', 'expires'],
    properties: {
      check: text,
      reason: text,
      link: text,
      expires: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' },
    },
  },
});

/** Throws `EXPECTATIONS_UNREADABLE` or `EXPECTATIONS_INVALID`; an entry for a check that does not exist is invalid. */
export function readExpectedFailures(file: string, knownChecks: ReadonlySet<string>): readonly ExpectedFailure[] {
  let content: unknown;
  try {
    // `core` has no timestamps: an unquoted date stays the text that it is.
    content = parse(readFileSync(file, 'utf8'), { schema: 'core' }) ?? [];
  } catch (error) {
    throw new ConfigurationError('EXPECTATIONS_UNREADABLE', `${file}: ${messageOf(error)}`, { cause: error });
  }
  if (!isList(content)) {
    const [error] = isList.errors ?? [];
    throw new ConfigurationError(
      'EXPECTATIONS_INVALID',
      `${file}: ${error?.instancePath || 'the file'} ${error?.message ?? 'is invalid'}; each entry has check, reason, link and expires (YYYY-MM-DD)`,
    );
  }
  const seen = new Set<string>();
  for (const { check, expires } of content) {
    if (!knownChecks.has(check))
      throw new ConfigurationError('EXPECTATIONS_INVALID', `${file}: there is no check ${check}`);
    if (seen.has(check)) throw new ConfigurationError('EXPECTATIONS_INVALID', `${file}: ${check} stands there twice`);
    if (Number.isNaN(Date.parse(expires)))
      throw new ConfigurationError('EXPECTATIONS_INVALID', `${file}: ${expires} is no calendar date`);
    seen.add(check);
  }
  return content;
}

/** Marks the results that an entry speaks of. `today` as `2026-11-22`. A check that was not judged leaves its entry open. */
export function withExpectations(
  results: readonly CheckResult[],
  expected: readonly ExpectedFailure[],
  today: string,
): readonly CheckResult[] {
  const byCheck = new Map(expected.map((entry) => [entry.check, entry]));
  return results.map((result) => {
    const entry = byCheck.get(result.id);
    const outcome = entry && outcomeOf(result, entry, today);
    if (!entry || !outcome) return result;
    const { reason, link, expires } = entry;
    return { ...result, expectation: { reason, link, expires, outcome } };
  });
}

function outcomeOf(
  { verdict }: CheckResult,
  { expires }: ExpectedFailure,
  today: string,
): Expectation['outcome'] | undefined {
  if (verdict !== 'fail' && verdict !== 'pass' && verdict !== 'warn') return undefined;
  if (expires < today) return 'expired';
  return verdict === 'fail' ? 'expected-failure' : 'unexpected-pass';
}
