import type { JsonValue } from '../json.ts';
import type { SchemaError } from '../revision.ts';
import { schemaValidator } from '../schema-validator.ts';
import applicationDeployment from './schemas/application-deployment.json' with { type: 'json' };
import deploymentStatus from './schemas/deployment-status.json' with { type: 'json' };
import deviceCapabilities from './schemas/device-capabilities.json' with { type: 'json' };
import discoveryDocument from './schemas/discovery-document.json' with { type: 'json' };
import problemDetail from './schemas/problem-detail.json' with { type: 'json' };
import stateManifest from './schemas/state-manifest.json' with { type: 'json' };

export type DocumentKind =
  | 'application-deployment'
  | 'deployment-status'
  | 'device-capabilities'
  | 'discovery-document'
  | 'problem-detail'
  | 'state-manifest';

const VALIDATORS: Readonly<Record<DocumentKind, (document: JsonValue) => readonly SchemaError[]>> = {
  'application-deployment': schemaValidator(() => applicationDeployment),
  'deployment-status': schemaValidator(() => deploymentStatus),
  'device-capabilities': schemaValidator(() => deviceCapabilities),
  'discovery-document': schemaValidator(() => discoveryDocument),
  'problem-detail': schemaValidator(() => problemDetail),
  'state-manifest': schemaValidator(() => stateManifest),
};

/** Where the document departs from its schema (the published one with the errata applied); empty when it does not. */
export const schemaErrors = (kind: DocumentKind, document: JsonValue): readonly SchemaError[] =>
  VALIDATORS[kind](document);
