import { isJsonObject, type JsonObject } from '../json.ts';
import { readEarlierDeployment } from '../read-earlier-deployment.ts';
import type { RevisionDocuments, SentDocumentKind } from '../revision.ts';
import { assembled, type WrittenDocument } from '../write-bytes.ts';
import type { Rc2Dialect } from './dialects.ts';
import { rc2SchemaErrors } from './schemas.ts';
import { DEVICE_API_VERSION, KINDS } from './words.ts';
import { writeCapabilities } from './write-capabilities.ts';
import { writeStatus } from './write-status.ts';

/** Between the model and what a dialect has on the wire. */
export function rc2Documents(dialect: Rc2Dialect): RevisionDocuments {
  const writers = rc2Writers(dialect);
  return {
    write: (kind, document) => (isJsonObject(document) ? assembled(writers[kind](document)) : document),
    read: (kind, document) => (kind === 'application-deployment' ? readEarlierDeployment(document) : document),
    schemaErrors: rc2SchemaErrors(dialect),
  };
}

type Writers = Readonly<Record<SentDocumentKind, (document: JsonObject) => WrittenDocument>>;

export const rc2Writers = (dialect: Rc2Dialect): Writers => {
  const envelope = (kind: SentDocumentKind): JsonObject =>
    dialect.envelopes === 'none' ? {} : { apiVersion: DEVICE_API_VERSION, kind: KINDS[dialect.kinds][kind] };
  return {
    'device-capabilities': (document) => ({
      envelope: envelope('device-capabilities'),
      body: writeCapabilities(document, dialect),
    }),
    'deployment-status': (document) => ({
      envelope: envelope('deployment-status'),
      body: writeStatus(document, dialect),
    }),
  };
};
