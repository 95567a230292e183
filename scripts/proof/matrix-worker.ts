import type { CheckResult } from '../../reports/model.ts';
import { loadChecks } from '../../suites/harness/engine/check-files.ts';
import { judgeReference } from './judge-reference.ts';
import type { JudgedDefect } from './matrix.ts';

/** A process that judges the reference WAS with each defect that its parent names, until the channel closes. */
const checks = await loadChecks();

const verdict = ({
  id,
  verdict,
  message,
  requirements,
  violations,
}: CheckResult): JudgedDefect['verdicts'][number] => ({
  check: id,
  verdict,
  message,
  cites: requirements,
  violated: violations.map(({ requirement }) => requirement),
});

process.on('message', async (defect: string) => {
  const results = await judgeReference(checks, { defects: [defect], concurrency: 12 });
  process.send?.({ defect, verdicts: results.map(verdict) } satisfies JudgedDefect);
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
