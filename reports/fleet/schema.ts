import { FLEET_REPORT_SCHEMA } from './model.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };
const number: Schema = { type: 'number', minimum: 0 };
/** What goes wrong while a fleet gets ready is before its start. */
const moment: Schema = { type: 'number' };
const counts: Schema = { type: 'object', additionalProperties: number };
/** What is no histogram is told when it is decoded: base64 says little, but keeps the worst out. */
const histogram: Schema = { type: 'string', pattern: '^[A-Za-z0-9+/]+=*$' };

function all(properties: Schema): Schema {
  return { type: 'object', required: Object.keys(properties), properties };
}

function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

const slices = listOf(all({ index: number, of: { type: 'integer', minimum: 1 } }));

const operation = all({ count: number, service: histogram, outcomes: counts, errors: number });

const latency = all({ count: number, response: histogram });

const generator = all({
  intended: number,
  begun: number,
  held: number,
  dropped: number,
  lateness: histogram,
  loopDelay: histogram,
  cpuMs: number,
  peakRssBytes: counts,
});

const interval = all({
  arrivalsPlanned: number,
  arrivals: number,
  requests: number,
  errors: number,
  polls: histogram,
  states: counts,
  dropped: number,
  latenessMaxUs: number,
  busiest: number,
});

/** Far more than a run has: a page of a hostile file stays bounded. */
const MAX_INTERVALS = 1000;

const report = all({
  schema: { const: FLEET_REPORT_SCHEMA },
  slices,
  lost: slices,
  devices: number,
  started: text,
  endedAtMs: number,
  operations: { type: 'object', additionalProperties: operation, maxProperties: 20 },
  polls: latency,
  arrivals: latency,
  generator,
  course: { ...listOf(interval), maxItems: MAX_INTERVALS },
  intervalMs: number,
  violations: listOf(all({ at: moment, requirement: text })),
  violationCounts: counts,
  judged: number,
  judgedRequirements: counts,
  incidents: listOf(all({ at: moment, code: text, message: text })),
  incidentCounts: counts,
});

const plan = all({
  name: text,
  title: text,
  file: text,
  devices: number,
  durationMs: number,
  facts: listOf({ type: 'array', prefixItems: [text, text], items: false, minItems: 2 }),
  digest: text,
});

const operator = {
  type: 'object',
  required: ['calls', 'adoption', 'unadopted', 'superseded'],
  properties: {
    calls: {
      type: 'object',
      additionalProperties: all({ intended: number, service: latency, outcomes: counts }),
      maxProperties: 20,
    },
    adoption: latency,
    unadopted: number,
    superseded: number,
    readBack: all({ deployments: number, devices: number, unread: number }),
  },
};

/** JSON Schema of the member `fleet` of `results.json`. */
export const FLEET_JSON_SCHEMA: Schema = {
  type: 'object',
  required: ['plan', 'report', 'validity', 'objectives'],
  properties: {
    plan,
    report,
    validity: all({ isValid: { type: 'boolean' }, reasons: texts }),
    objectives: listOf(all({ text, met: { type: ['boolean', 'null'] }, words: text })),
    operator,
  },
};
