import type { AnySchemaObject } from 'ajv/dist/2020.js';
import type { JsonValue } from '../json.ts';
import stateManifest from '../rc3/schemas/state-manifest.json' with { type: 'json' };
import type { ReceivedDocumentKind, SchemaError, SentDocumentKind } from '../revision.ts';
import { schemaValidator } from '../schema-validator.ts';
import type { Rc2Dialect } from './dialects.ts';
import capabilitiesCpu from './schemas/capabilities-cpu.json' with { type: 'json' };
import capabilitiesCpus from './schemas/capabilities-cpus.json' with { type: 'json' };
import capabilitiesResources from './schemas/capabilities-resources.json' with { type: 'json' };
import deployment from './schemas/deployment.json' with { type: 'json' };
import idsAnnotations from './schemas/deployment-ids-annotations.json' with { type: 'json' };
import idsTopLevel from './schemas/deployment-ids-top-level.json' with { type: 'json' };
import packagesLocation from './schemas/deployment-packages-location.json' with { type: 'json' };
import packagesOci from './schemas/deployment-packages-oci.json' with { type: 'json' };
import deploymentStatus from './schemas/deployment-status.json' with { type: 'json' };
import { FURTHER_STATES, KINDS, PROFILE_TYPES, ROLES, STATES } from './words.ts';

type DocumentKind = SentDocumentKind | ReceivedDocumentKind;

/** The published schemas of a dialect, with the errata; the parts that its facets choose are put together here. */
export function rc2SchemaErrors(
  dialect: Rc2Dialect,
): (kind: DocumentKind, document: JsonValue) => readonly SchemaError[] {
  const validators: Readonly<Record<DocumentKind, (document: JsonValue) => readonly SchemaError[]>> = {
    'device-capabilities': schemaValidator(() => enveloped('device-capabilities', dialect, capabilities(dialect))),
    'deployment-status': schemaValidator(() => enveloped('deployment-status', dialect, status(dialect))),
    'application-deployment': schemaValidator(() => ({ allOf: applicationDeployment(dialect) })),
    'state-manifest': schemaValidator(() => stateManifest),
  };
  return (kind, document) => validators[kind](document);
}

const enveloped = (kind: SentDocumentKind, dialect: Rc2Dialect, body: AnySchemaObject): AnySchemaObject => {
  const { required, properties } = body;
  const envelope = { apiVersion: { type: 'string' }, kind: { const: KINDS[dialect.kinds][kind] } };
  return {
    ...body,
    required: dialect.envelopes === 'none' ? required : ['apiVersion', 'kind', ...required],
    properties: { ...envelope, ...properties },
  };
};

const PROPERTIES = { cpus: capabilitiesCpus, cpu: capabilitiesCpu, resources: capabilitiesResources } as const;

const capabilities = ({ capabilitiesShape, roles }: Rc2Dialect): AnySchemaObject => {
  const withRoles = {
    type: 'object',
    required: ['roles'],
    properties: { roles: { type: 'array', minItems: 1, items: { enum: ROLES } } },
  };
  return {
    type: 'object',
    required: ['properties'],
    additionalProperties: false,
    patternProperties: { '^x-[a-z][a-z0-9-]*-extensions$': { type: 'object' } },
    properties: { properties: { allOf: [PROPERTIES[capabilitiesShape], ...(roles ? [withRoles] : [])] } },
  };
};

const status = ({ stateCase }: Rc2Dialect): AnySchemaObject => {
  const state = { enum: [...Object.values(STATES[stateCase]), ...FURTHER_STATES[stateCase]] };
  const stated = { type: 'object', properties: { state } };
  const states = { type: 'object', properties: { status: stated, components: { type: 'array', items: stated } } };
  return { ...deploymentStatus, allOf: [states] };
};

const IDS = { 'top-level': idsTopLevel, annotations: idsAnnotations } as const;
const PACKAGES = { oci: packagesOci, location: packagesLocation } as const;

const applicationDeployment = (dialect: Rc2Dialect): readonly AnySchemaObject[] => {
  const type = { enum: Object.values(PROFILE_TYPES[dialect.profileTypes]) };
  const profile = { type: 'object', properties: { type } };
  return [
    deployment,
    IDS[dialect.deploymentIds],
    PACKAGES[dialect.componentPackages],
    { properties: { spec: { type: 'object', properties: { deploymentProfile: profile } } } },
    ...(dialect.capabilitiesPath === 'per-device' ? [TARGETED] : []),
  ];
};

/** Where a client has several devices, a deployment says which one it is for. */
const TARGETED: AnySchemaObject = { properties: { metadata: { type: 'object', required: ['deviceId'] } } };
