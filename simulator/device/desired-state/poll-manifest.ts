import type { StateManifest } from '../../protocol/documents.ts';
import { header, type WireResponse } from '../../protocol/exchange.ts';
import { MANIFEST } from '../../protocol/media-types.ts';
import type { ManagementClient } from '../../protocol/revision.ts';
import { expectStatus } from '../connection/setback.ts';
import { DeviceError } from '../device-error.ts';
import type { DeviceRules } from '../rules.ts';
import { decodedBody } from './decompress.ts';
import type { DocumentContext } from './deployment-document.ts';
import { digestOf } from './digest.ts';
import { type ManifestMark, readManifest, strongEtag } from './manifest-rules.ts';

export type ManifestAnswer =
  | { readonly kind: 'unchanged' }
  | {
      readonly kind: 'new';
      readonly manifest: StateManifest;
      readonly etag: string;
      /** Whether the tag is the digest of the body, as a WFM has to make it (DSM-017); a client need not insist. */
      readonly etagIsDigest: boolean;
    };

export interface PollContext extends DocumentContext {
  readonly client: ManagementClient;
  readonly rules: DeviceRules;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Asks for the manifest with the last ETag (WFL-001) and judges what comes.
 * @throws Setback where nothing usable was answered; DeviceError where the manifest is refused
 */
export async function pollManifest(
  { client, documents, limits, rules, now, signal }: PollContext,
  accepted: ManifestMark | null,
): Promise<ManifestAnswer> {
  const headers = accepted ? { 'if-none-match': accepted.etag } : {};
  const exchange = await client.readDesiredState({ headers, signal });
  const response = expectStatus('read desired state', exchange, accepted ? [200, 304] : [200], now());
  if (response.status === 304) return { kind: 'unchanged' };
  refuseOtherType(response);
  const etag = strongEtag(header(response.headers, 'etag'));
  const body = await decodedBody(response, limits.decodedBytes, 'the manifest');
  const manifest = readManifest(body, documents);
  // A server that answers 200 where it could have said 304 shows the manifest in use: that is no rollback.
  if (accepted?.etag === etag && accepted.version === manifest.manifestVersion) return { kind: 'unchanged' };
  rules.refuseRollback(manifest.manifestVersion, accepted);
  return { kind: 'new', manifest, etag, etagIsDigest: etag === `"${digestOf(body)}"` };
}

function refuseOtherType(response: WireResponse): void {
  const type = header(response.headers, 'content-type');
  if (type?.split(';')[0]?.trim().toLowerCase() !== MANIFEST)
    throw new DeviceError('MANIFEST_INVALID', `the desired state came as ${type ?? '(no type)'}, not ${MANIFEST}`);
}
