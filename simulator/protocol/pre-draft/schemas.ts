import type { AnySchemaObject } from 'ajv/dist/2020.js';
import type { JsonValue } from '../json.ts';
import deployment from '../rc2/schemas/deployment.json' with { type: 'json' };
import idsAnnotations from '../rc2/schemas/deployment-ids-annotations.json' with { type: 'json' };
import packagesLocation from '../rc2/schemas/deployment-packages-location.json' with { type: 'json' };
import deploymentStatus from '../rc2/schemas/deployment-status.json' with { type: 'json' };
import type { ReceivedDocumentKind, SchemaError, SentDocumentKind } from '../revision.ts';
import { schemaValidator } from '../schema-validator.ts';
import type { PreDraftDialect } from './dialects.ts';
import deviceProperties from './schemas/device-properties.json' with { type: 'json' };
import { PROFILE_TYPES, REPORTED_STATES, STATES, STATUS_KIND } from './words.ts';

type DocumentKind = SentDocumentKind | ReceivedDocumentKind;

/** What the tables of the text say as schemas; there were none published. The parts that facets choose are put in here. */
export function preDraftSchemaErrors(
  dialect: PreDraftDialect,
): (kind: DocumentKind, document: JsonValue) => readonly SchemaError[] {
  const validators: Readonly<Record<DocumentKind, (document: JsonValue) => readonly SchemaError[]>> = {
    'device-capabilities': schemaValidator(() => capabilities(dialect)),
    'deployment-status': schemaValidator(() => status(dialect)),
    'application-deployment': schemaValidator(() => ({
      allOf: [deployment, idsAnnotations, packagesLocation, PROFILED],
    })),
    'state-manifest': () => [{ pointer: '', message: 'is of no kind that this revision has' }],
  };
  return (kind, document) => validators[kind](document);
}

const enveloped = (kind: string, required: readonly string[], properties: AnySchemaObject): AnySchemaObject => ({
  type: 'object',
  required: ['apiVersion', 'kind', ...required],
  properties: { apiVersion: { type: 'string' }, kind: { const: kind }, ...properties },
});

const capabilities = ({ capabilitiesKind, quantities }: PreDraftDialect): AnySchemaObject => {
  const quantity = quantities === 'text' ? { type: 'string' } : { type: 'integer', minimum: 0 };
  const resources = { type: 'object', properties: { memory: quantity, storage: quantity } };
  return enveloped(capabilitiesKind, ['properties'], {
    properties: { allOf: [deviceProperties, { properties: { resources } }] },
  });
};

const status = ({ stateCase }: PreDraftDialect): AnySchemaObject => {
  const stated = {
    type: 'object',
    properties: { state: { enum: REPORTED_STATES.map((state) => STATES[stateCase][state]) } },
  };
  const states = { type: 'object', properties: { status: stated, components: { type: 'array', items: stated } } };
  return { allOf: [enveloped(STATUS_KIND, [], {}), deploymentStatus, states] };
};

const PROFILED: AnySchemaObject = {
  properties: {
    spec: {
      type: 'object',
      properties: {
        deploymentProfile: { type: 'object', properties: { type: { enum: Object.values(PROFILE_TYPES) } } },
      },
    },
  },
};
