import { FEATURES } from './target.ts';

const text = { type: 'string', minLength: 1 } as const;
// A number lacks its unit: said better than by a schema.
const duration = { type: ['string', 'number'] } as const;

const control = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    http: text,
    exec: { type: 'array', minItems: 1, items: text },
    manual: { const: true },
  },
} as const;

const issuer = {
  type: 'object',
  additionalProperties: false,
  required: ['certificate', 'key'],
  properties: { certificate: text, key: text },
} as const;

const identityMembers = {
  trustDomain: text,
  wfmId: text,
  issuer,
  identities: text,
  anchors: text,
  discovery: text,
  oauth: {
    type: 'object',
    additionalProperties: false,
    required: ['tokenUrl', 'clientId', 'clientSecret'],
    properties: { tokenUrl: text, clientId: text, clientSecret: text },
  },
  repository: {
    type: 'object',
    additionalProperties: false,
    required: ['url', 'token'],
    properties: { url: text, token: text },
  },
} as const;

const identity = { type: 'object', additionalProperties: false, properties: identityMembers } as const;

const timeouts = {
  type: 'object',
  additionalProperties: false,
  properties: { request: duration, settle: duration, quiet: duration },
} as const;

const endpoint = {
  type: 'object',
  additionalProperties: false,
  required: ['url'],
  properties: { url: text, shared: { type: 'array', items: text }, identity, control, timeouts },
} as const;

/** JSON Schema of the target file (contract, section 1). What depends on the revision is checked after it. */
export const TARGET_SCHEMA: object = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'vendor', 'version', 'revision', 'endpoints', 'control'],
  properties: {
    name: text,
    vendor: text,
    version: { type: ['string', 'number'] },
    revision: { enum: ['1.0.0-rc.3', '1.0.0-rc.2', 'pre-draft-2024'] },
    dialect: { type: 'object', additionalProperties: { type: ['string', 'boolean'] } },
    features: {
      type: 'object',
      additionalProperties: false,
      properties: Object.fromEntries(FEATURES.map((feature) => [feature, { type: 'boolean' }])),
    },
    endpoints: {
      type: 'object',
      minProperties: 1,
      // Not `anyOf`: a mistake in the long form is told as such, not as a missing short form.
      additionalProperties: {
        if: { type: 'object' },
        // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
        then: endpoint,
        else: text,
      },
    },
    endpoint: text,
    identity,
    control,
    timeouts,
  },
};
