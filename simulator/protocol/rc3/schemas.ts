import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { JsonValue } from '../json.ts';
import type { SchemaError } from '../revision.ts';
import applicationDeployment from './schemas/application-deployment.json' with { type: 'json' };
import deploymentStatus from './schemas/deployment-status.json' with { type: 'json' };
import deviceCapabilities from './schemas/device-capabilities.json' with { type: 'json' };
import discoveryDocument from './schemas/discovery-document.json' with { type: 'json' };
import problemDetail from './schemas/problem-detail.json' with { type: 'json' };
import stateManifest from './schemas/state-manifest.json' with { type: 'json' };

const SCHEMAS = {
  'application-deployment': applicationDeployment,
  'deployment-status': deploymentStatus,
  'device-capabilities': deviceCapabilities,
  'discovery-document': discoveryDocument,
  'problem-detail': problemDetail,
  'state-manifest': stateManifest,
};

export type DocumentKind =
  | 'application-deployment'
  | 'deployment-status'
  | 'device-capabilities'
  | 'discovery-document'
  | 'problem-detail'
  | 'state-manifest';

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
formats.default(ajv);
const validators = new Map<DocumentKind, ValidateFunction>();

/** Where the document departs from its schema (the published one with the errata applied); empty when it does not. */
export function schemaErrors(kind: DocumentKind, document: JsonValue): readonly SchemaError[] {
  let validate = validators.get(kind);
  if (!validate) {
    validate = ajv.compile(SCHEMAS[kind]);
    validators.set(kind, validate);
  }
  return validate(withinDoubles(document)) ? [] : (validate.errors ?? []).map(schemaError);
}

const schemaError = ({ instancePath, message, params }: ErrorObject): SchemaError => {
  const detail = 'additionalProperty' in params ? `: ${String(params['additionalProperty'])}` : '';
  return { pointer: instancePath, message: (message ?? 'is invalid') + detail };
};

const MAX_UNSIGNED_64 = 2n ** 64n - 1n;

/**
 * Ajv knows no bigint. Rounding an integer to a double keeps it on its side of every bound that the schemas have, save
 * for the few just above 2^64-1, which would round down onto the bound: they become the largest double.
 */
function withinDoubles(value: JsonValue): unknown {
  if (typeof value === 'bigint') return value > MAX_UNSIGNED_64 ? Number.MAX_VALUE : Number(value);
  if (Array.isArray(value)) return value.map(withinDoubles);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withinDoubles(member)]));
  return value;
}
