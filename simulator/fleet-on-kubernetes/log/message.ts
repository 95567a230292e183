import { Ajv } from 'ajv';
import type { MergedReport, SliceReport } from '../../fleet/metrics/report.ts';
import { isFleetReport } from '../../fleet/metrics/report-schema.ts';
import type { AcknowledgedReport } from '../../fleet/operator/reports.ts';
import type { Adoption, Enrolled, SliceProgress } from '../../fleet/shard/slice-options.ts';

/** Of a shard with several workers it is merged already. */
export type ShardReport = SliceReport | MergedReport;

/** What a shard says through the log of its pod. */
export type ShardMessage =
  /** Waits for its start, said again and again; `at` is the clock of its node, milliseconds since the epoch. */
  | { readonly kind: 'ready'; readonly at: number }
  /** Has read when to start. */
  | { readonly kind: 'armed'; readonly startAt: number }
  | { readonly kind: 'progress'; readonly progress: SliceProgress }
  | { readonly kind: 'adopted'; readonly adoptions: readonly Adoption[] }
  | { readonly kind: 'enrolled'; readonly enrolments: readonly Enrolled[] }
  | { readonly kind: 'acknowledged'; readonly reports: readonly AcknowledgedReport[] }
  /** The last one of a shard that has measured; not `complete` where it was told to end before its time. */
  | { readonly kind: 'report'; readonly report: ShardReport; readonly complete: boolean }
  /** The last one of a shard that cannot go on. */
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Codes of `failed` that are no fault of the shard: it learned of its start too late, or was asked to end before it. */
export const START_MISSED = 'START_MISSED';
export const STOPPED = 'STOPPED';

const number = { type: 'number' } as const;
const text = { type: 'string' } as const;
const object = { type: 'object' } as const;
const array = { type: 'array' } as const;
const count = { type: 'integer', minimum: 0 } as const;

const PROGRESS = {
  type: 'object',
  required: ['at', 'operations', 'generator', 'polls', 'states', 'violations'],
  properties: { at: number, operations: object, generator: object, polls: object, states: object, violations: count },
} as const;

const ADOPTIONS = {
  type: 'array',
  items: {
    type: 'object',
    required: ['device', 'canary', 'at'],
    properties: { device: count, canary: text, at: number },
  },
} as const;

const ENROLMENTS = {
  type: 'array',
  items: { type: 'object', required: ['device', 'clientId'], properties: { device: count, clientId: text } },
} as const;

const ACKNOWLEDGED = {
  type: 'array',
  items: {
    type: 'object',
    required: ['device', 'deploymentId', 'state', 'components', 'adoptedManifestVersion', 'at'],
    properties: { device: count, deploymentId: text, state: text, components: array, at: number },
  },
} as const;

const said = (kind: ShardMessage['kind'], properties: Readonly<Record<string, object>>): object => ({
  type: 'object',
  required: ['kind', ...Object.keys(properties)],
  properties: { kind: { const: kind }, ...properties },
});

const isOutline = new Ajv().compile<ShardMessage>({
  anyOf: [
    said('ready', { at: number }),
    said('armed', { startAt: number }),
    said('progress', { progress: PROGRESS }),
    said('adopted', { adoptions: ADOPTIONS }),
    said('enrolled', { enrolments: ENROLMENTS }),
    said('acknowledged', { reports: ACKNOWLEDGED }),
    said('report', { report: object, complete: { type: 'boolean' } }),
    said('failed', { code: text, message: text }),
  ],
});

/** Whether what a log holds is a message; of a report every figure is looked at, for it is added to others. */
export const isShardMessage = (value: unknown): value is ShardMessage =>
  isOutline(value) && (value.kind !== 'report' || isFleetReport(value.report));
