import { Ajv } from 'ajv';
import { OPERATIONS } from '../judging/judge.ts';
import { DEVICE_STANDINGS, type MergedReport, type SliceReport } from './report.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const amount: Schema = { type: 'number', minimum: 0 };
/** What goes wrong while a slice gets ready is before the start. */
const moment: Schema = { type: 'number' };
const counts: Schema = { type: 'object', additionalProperties: count };
const histogram: Schema = { type: 'string', pattern: '^[A-Za-z0-9+/]+=*$' };

function all(properties: Schema): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

const slice = all({ index: count, of: { type: 'integer', minimum: 1 } });
const latency = all({ count, response: histogram });
const operation = all({ count, service: histogram, outcomes: counts, errors: count });

const generator = all({
  ...{ intended: count, begun: count, held: count, dropped: count },
  ...{ lateness: histogram, loopDelay: histogram, cpuMs: count, peakRssBytes: counts },
});

const interval = all({
  ...{ arrivalsPlanned: count, arrivals: count, requests: count, errors: count, dropped: count },
  polls: histogram,
  states: all(Object.fromEntries(DEVICE_STANDINGS.map((standing) => [standing, count]))),
  latenessMaxUs: amount,
  busiest: amount,
});

const violation = all({
  ...{ requirement: text, expected: text, received: text, clientId: text },
  severity: { enum: ['fail', 'warn'] },
  position: { type: ['string', 'null'] },
  device: count,
  at: moment,
  operation: { enum: OPERATIONS },
  exchange: true,
});

const measurements = {
  devices: count,
  started: text,
  endedAtMs: amount,
  operations: {
    type: 'object',
    properties: Object.fromEntries(OPERATIONS.map((name) => [name, operation])),
    additionalProperties: false,
  },
  polls: latency,
  arrivals: latency,
  generator,
  course: listOf(interval),
  intervalMs: amount,
  violations: listOf(violation),
  violationCounts: counts,
  judged: count,
  judgedRequirements: counts,
  incidents: listOf(all({ at: moment, code: text, message: text })),
  incidentCounts: counts,
};

const isReport = new Ajv({ allowUnionTypes: true }).compile<SliceReport | MergedReport>({
  anyOf: [
    all({ schema: { const: 'waspect/fleet-slice/v1' }, slice, ...measurements }),
    all({ schema: { const: 'waspect/fleet-report/v1' }, slices: listOf(slice), lost: listOf(slice), ...measurements }),
  ],
});

/** Whether it is a report that can be added up with others: what comes of another machine may be anything. */
export function isFleetReport(value: unknown): value is SliceReport | MergedReport {
  return isReport(value);
}
