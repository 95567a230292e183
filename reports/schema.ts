/**
 * JSON Schema (2020-12) of `results.json`. Only what the first release of the format promised is required;
 * members that came later have a default, so that older files stay readable. Unknown members are ignored.
 */

import { FLEET_JSON_SCHEMA } from './fleet/schema.ts';
import {
  CHECK_VERDICTS,
  MAX_TIMELINE_EVENTS,
  MAX_TIMELINE_STEPS,
  RESULTS_SCHEMA,
  TIMELINE_KINDS,
  TIMELINE_LANES,
} from './model.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const laterText: Schema = { type: 'string', default: '' };
const texts: Schema = { type: 'array', items: text };
const laterTexts: Schema = { ...texts, default: [] };
const countOrTime: Schema = { type: 'number', minimum: 0 };
const level: Schema = { enum: ['MUST', 'SHOULD', 'MAY', 'INFO'] };
const verdict: Schema = { enum: CHECK_VERDICTS };

function object(required: readonly string[], properties: Schema): Schema {
  return { type: 'object', required, properties };
}

function listOf(items: Schema): Schema {
  return { type: 'array', items, default: [] };
}

function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }], default: null };
}

const header: Schema = { type: 'array', prefixItems: [text, text], items: false, minItems: 2 };
const headers: Schema = { type: 'array', items: header };

const body = object(['bytes', 'encoding', 'data', 'truncated'], {
  bytes: countOrTime,
  encoding: { enum: ['utf8', 'base64'] },
  data: text,
  truncated: { type: 'boolean' },
});

export const EXCHANGE_JSON_SCHEMA: Schema = object(
  ['id', 'actor', 'started', 'durationMs', 'request', 'response', 'failure'],
  {
    id: countOrTime,
    actor: text,
    started: text,
    durationMs: countOrTime,
    request: object(['method', 'url', 'headers', 'body'], { method: text, url: text, headers, body: orNull(body) }),
    response: orNull(
      object(['status', 'statusText', 'httpVersion', 'headers', 'body'], {
        status: countOrTime,
        statusText: text,
        httpVersion: text,
        headers,
        body: orNull(body),
      }),
    ),
    failure: orNull(object(['code', 'message'], { code: text, message: text })),
  },
);

const violation = object(['requirement', 'level', 'severity', 'expected', 'received', 'position'], {
  requirement: text,
  level,
  severity: { enum: ['fail', 'warn'] },
  expected: text,
  received: text,
  position: orNull(text),
});

const expectation = object(['reason', 'link', 'expires', 'outcome'], {
  reason: text,
  link: text,
  expires: text,
  outcome: { enum: ['expected-failure', 'unexpected-pass', 'expired'] },
});

const counterexample = object(['value', 'seed', 'path', 'shrinks', 'reproduced'], {
  value: true,
  seed: { type: 'number' },
  path: text,
  shrinks: countOrTime,
  reproduced: { type: 'boolean' },
});

const lane: Schema = { enum: TIMELINE_LANES };

const timeline = object(['lanes', 'events', 'steps'], {
  lanes: { type: 'array', items: lane, maxItems: TIMELINE_LANES.length },
  events: {
    type: 'array',
    maxItems: MAX_TIMELINE_EVENTS,
    items: object(['atMs', 'lane', 'actor', 'label', 'kind'], {
      atMs: countOrTime,
      lane,
      actor: text,
      label: text,
      kind: { enum: TIMELINE_KINDS },
      durationMs: countOrTime,
      detail: text,
    }),
  },
  steps: {
    type: 'array',
    maxItems: MAX_TIMELINE_STEPS,
    items: object(['atMs', 'label'], { atMs: countOrTime, label: text }),
  },
});

const check = object(['id', 'title', 'requirements', 'level', 'verdict', 'durationMs', 'message'], {
  id: { type: 'string', minLength: 1 },
  title: text,
  requirements: texts,
  level,
  verdict,
  durationMs: countOrTime,
  message: text,
  observations: laterTexts,
  positions: laterTexts,
  counterexample: orNull(counterexample),
  exchanges: listOf(EXCHANGE_JSON_SCHEMA),
  repro: orNull(text),
  violations: listOf(violation),
  judged: laterTexts,
  expectation: orNull(expectation),
  timeline: { anyOf: [timeline, { type: 'null' }] },
  sequences: object(['run', 'commands'], { run: countOrTime, commands: countOrTime }),
});

const requirement = object(['id', 'level', 'checks', 'verdict'], {
  id: { type: 'string', minLength: 1 },
  level,
  checks: texts,
  verdict,
  area: laterText,
  statement: laterText,
  clause: laterText,
  untestedBecause: orNull(text),
});

const run = object(
  ['tool', 'catalogue', 'seed', 'effort', 'revision', 'role', 'profiles', 'target', 'started', 'durationMs'],
  {
    tool: text,
    catalogue: text,
    seed: { type: 'number' },
    nonce: laterText,
    effort: { enum: ['quick', 'standard', 'thorough'] },
    revision: text,
    role: { const: 'was' },
    profiles: texts,
    target: object(['name', 'vendor', 'version', 'endpoint'], {
      name: text,
      vendor: text,
      version: text,
      endpoint: text,
    }),
    started: text,
    durationMs: countOrTime,
    partial: { type: 'boolean', default: false },
    incompleteBecause: laterTexts,
    command: laterText,
    undeclaredFeatures: laterTexts,
    cluster: object(['kind', 'name', 'version'], { kind: text, name: text, version: text, helm: text }),
    engine: object(['name'], { name: text }),
    dialect: { type: 'object', additionalProperties: { type: ['string', 'boolean'] } },
    withoutCluster: text,
    lightened: object(['checks', 'share'], { checks: countOrTime, share: countOrTime }),
  },
);

const laterCount: Schema = { type: 'integer', minimum: 0, default: 0 };

export const RESULTS_JSON_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Results of a waspect run',
  ...object(['schema', 'run', 'verdict', 'summary', 'checks', 'requirements'], {
    schema: { const: RESULTS_SCHEMA },
    run,
    verdict: { enum: ['conformant', 'nonconformant', 'incomplete'] },
    summary: object([], Object.fromEntries(CHECK_VERDICTS.map((name) => [name, laterCount]))),
    checks: { type: 'array', items: check },
    requirements: { type: 'array', items: requirement },
    positions: listOf(
      object(['id', 'topic', 'position', 'reason'], { id: text, topic: text, position: text, reason: text }),
    ),
    fleet: FLEET_JSON_SCHEMA,
  }),
};
