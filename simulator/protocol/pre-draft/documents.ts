import { isJsonObject, type JsonObject } from '../json.ts';
import { readEarlierDeployment } from '../read-earlier-deployment.ts';
import type { RevisionDocuments, SentDocumentKind } from '../revision.ts';
import { assembled, type WrittenDocument } from '../write-bytes.ts';
import type { PreDraftDialect } from './dialects.ts';
import { preDraftSchemaErrors } from './schemas.ts';
import { DEVICE_API_VERSION, STATUS_KIND } from './words.ts';
import { writeCapabilities } from './write-capabilities.ts';
import { writeStatus } from './write-status.ts';

/** Between the model and the interface of 2024. */
export function preDraftDocuments(dialect: PreDraftDialect): RevisionDocuments {
  const writers = preDraftWriters(dialect);
  return {
    write: (kind, document) => (isJsonObject(document) ? assembled(writers[kind](document)) : document),
    read: (kind, document) => (kind === 'application-deployment' ? readEarlierDeployment(document) : document),
    schemaErrors: preDraftSchemaErrors(dialect),
  };
}

type Writers = Readonly<Record<SentDocumentKind, (document: JsonObject) => WrittenDocument>>;

export const preDraftWriters = (dialect: PreDraftDialect): Writers => ({
  'device-capabilities': (document) => ({
    envelope: { apiVersion: DEVICE_API_VERSION, kind: dialect.capabilitiesKind },
    body: writeCapabilities(document, dialect),
  }),
  'deployment-status': (document) => ({
    envelope: { apiVersion: DEVICE_API_VERSION, kind: STATUS_KIND },
    body: writeStatus(document, dialect),
  }),
});
