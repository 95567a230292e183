import { listReferrers, listTags } from './lists.ts';
import { downloadBlob, readBlob, resolveManifest } from './pull.ts';
import { pushBlob, pushManifest } from './push.ts';
import type { RegistryAccess, RegistryClient } from './registry-client.ts';
import { createSession } from './session.ts';

/** A client of one registry; it opens connections when they are needed, and `close` ends them. */
export function createRegistryClient(access: RegistryAccess): RegistryClient {
  const session = createSession(access);
  return {
    resolve: (name, reference, signal) => resolveManifest(session, name, reference, signal),
    download: (name, blob, file, signal) => downloadBlob(session, name, blob, file, signal),
    read: (name, blob, signal) => readBlob(session, name, blob, signal),
    tags: (name, signal) => listTags(session, name, signal),
    referrers: (name, subject, signal) => listReferrers(session, name, subject, signal),
    pushBlob: (name, content, signal) => pushBlob(session, name, content, signal),
    pushManifest: (name, manifest, tag, signal) => pushManifest(session, name, manifest, tag, signal),
    close: () => session.close(),
    [Symbol.asyncDispose]: () => session.close(),
  };
}
