import { expect, it } from 'vitest';
import { coreChecks } from './core-checks.ts';
import { judgeTarget } from './judge-target.ts';
import { findNginx } from './nginx.ts';
import { nginxTwin } from './nginx-twin.ts';
import { unjust } from './unjust.ts';

const LIMIT_MS = 5 * 60_000;

it('a correct WFM behind nginx passes every check', { timeout: LIMIT_MS }, async ({ skip }) => {
  const program = await findNginx();
  if (program === undefined) {
    if (process.env['CI']) expect.unreachable('nginx is not installed, which a run in CI needs');
    return skip('nginx is not installed: apt-get install nginx-light');
  }
  const checks = await coreChecks();
  await using twin = await nginxTwin(program);
  const results = await judgeTarget(twin.file, checks, {});
  expect(results).toHaveLength(checks.length);
  expect(unjust(results)).toEqual([]);
});
