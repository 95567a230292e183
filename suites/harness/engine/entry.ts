import { afterAll, inject, test } from 'vitest';
import { judgeCheck } from '../judge-check.ts';
import { openSession } from '../session/session.ts';
import { loadChecks } from './check-files.ts';

/*
 * The one file that Vitest runs: all checks stand in it side by side, so that any of them may run beside any other.
 * A check that disturbs others is sequential, which makes Vitest wait until it is alone.
 */
const { settings, timeoutMs } = inject('waspect');
const session = await openSession(settings);
const selected = settings.selected && new Set(settings.selected);

for (const check of await loadChecks()) {
  if (selected && !selected.has(check.id)) continue;
  test(check.id, { timeout: timeoutMs, concurrent: !check.exclusive }, async ({ task }) => {
    const result = await judgeCheck(check, session);
    // One string: a value that cannot be cloned would drop a whole batch of results in silence.
    task.meta.waspect = JSON.stringify(result);
  });
}

afterAll(() => session.close());
