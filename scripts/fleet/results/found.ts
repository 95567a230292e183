import type { Finding } from '../../../simulator/fleet/judging/judge.ts';
import type { ViolationReport } from '../../../simulator/fleet/metrics/report.ts';
import type { DeviceFinding } from '../../../simulator/fleet/operator/read-back.ts';
import { afterStart } from './check.ts';
import type { FleetRun } from './fleet-run.ts';

/** What was found wrong, wherever it showed. */
export interface Found extends Finding {
  readonly device: number;
  /** `(client-17), 7.3 s after the start, in a poll request`. */
  readonly where: string;
  /** As reports have it, where it showed in one. */
  readonly exchange: unknown;
}

/** By requirement; failures first, then by time. */
export function foundIn({ report, operator }: FleetRun): ReadonlyMap<string, readonly Found[]> {
  const found = [...report.violations.map(inExchange), ...(operator?.findings ?? []).map(elsewhere)];
  const order = found.toSorted((a, b) => rank(a) - rank(b));
  return Map.groupBy(order, ({ requirement }) => requirement);
}

function inExchange({ clientId, at, operation, ...finding }: ViolationReport): Found {
  return { ...finding, where: ` (${clientId}), ${afterStart(at)}, in a ${operation} request` };
}

function elsewhere(finding: DeviceFinding): Found {
  return { ...finding, where: ', in what became of its deployments and records', exchange: null };
}

const rank = ({ severity }: Found): number => (severity === 'fail' ? 0 : 1);
