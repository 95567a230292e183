import { afterAll, inject, test } from 'vitest';
import type { CheckResult } from '../../../reports/model.ts';
import { PkiError } from '../../../simulator/pki/pki-error.ts';
import type { Check } from '../check.ts';
import { ConfigurationError, messageOf } from '../failure.ts';
import { judgeCheck } from '../judge-check.ts';
import { openSession, type Session } from '../session/session.ts';
import { withoutJudgement } from '../without-judgement.ts';
import { loadChecks } from './check-files.ts';

/*
 * The one file that Vitest runs: all checks stand in it side by side, so that any of them may run beside any other.
 * A check that disturbs others is sequential, which makes Vitest wait until it is alone.
 */
const { settings, timeoutMs, modules } = inject('waspect');
// The doctor has just opened one; where it no longer can be had, the set-up has changed, and every check says so.
const opened = await openSession(settings).catch((error: unknown) => error);
const selected = settings.selected && new Set(settings.selected);

for (const check of await loadChecks(modules ?? undefined)) {
  if (selected && !selected.has(check.id)) continue;
  const timeout = Math.max(timeoutMs, check.timeoutMs?.[settings.effort] ?? 0);
  test(check.id, { timeout, concurrent: !check.exclusive }, async ({ task }) => {
    const result = isSession(opened) ? await judgeCheck(check, opened) : withoutSession(check, opened);
    // One string: a value that cannot be cloned would drop a whole batch of results in silence.
    task.meta.waspect = JSON.stringify(result);
  });
}

afterAll(() => (isSession(opened) ? opened.close() : undefined));

function isSession(value: unknown): value is Session {
  return typeof value === 'object' && value !== null && 'controlDescription' in value;
}

function withoutSession(check: Check, error: unknown): CheckResult {
  const forPeople = error instanceof ConfigurationError || error instanceof PkiError;
  return withoutJudgement(check, forPeople ? 'configError' : 'harnessError', messageOf(error));
}
