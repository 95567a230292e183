import type { CheckResult } from '../../../reports/model.ts';
import type { MergedReport } from '../../../simulator/fleet/metrics/report.ts';
import type { GeneratorVerdict } from '../../../simulator/fleet/metrics/validity.ts';
import { afterStart, fleetCheck } from './check.ts';

/** Whether the run says anything about the WFM; what happened meanwhile is observed here. */
export function validityCheck(report: MergedReport, { isValid, reasons }: GeneratorVerdict): CheckResult {
  return fleetCheck({
    id: 'fleet/valid',
    title: 'The load was the one that was planned, and latencies are those of the WFM',
    level: 'MUST',
    verdict: isValid ? 'pass' : 'harnessError',
    durationMs: report.endedAtMs,
    message: reasons.join(' '),
    observations: [
      ...report.incidents.map(({ at, code, message }) => `${afterStart(at)}: ${code}: ${message}`),
      ...Object.entries(report.incidentCounts).map(([code, count]) => `${code}: ${count} more`),
    ],
  });
}
