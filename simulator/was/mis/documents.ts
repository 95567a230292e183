import { discoveryDocument, toTrustBundle } from '../../pki/bundle.ts';
import { stringifyJson } from '../../protocol/json.ts';
import { JSON_DOCUMENT } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import type { Representation } from '../http/answer.ts';
import type { Realm } from '../identity/peer.ts';

export const DISCOVERY_PATH = '/.well-known/margo';
const BUNDLE_PATH = '/trust-bundle';

const REFRESH_HINT_SECONDS = 3600;

const representation = (json: string): Representation => {
  const body = Buffer.from(json);
  return { mediaType: JSON_DOCUMENT, body, digest: digestOf(body) };
};

/** What the Margo identity system publishes, by path (TRB-012, TRB-016). */
export const documentsOf = (realm: Realm, origin: string): ReadonlyMap<string, Representation> =>
  new Map([
    [
      DISCOVERY_PATH,
      representation(stringifyJson({ ...discoveryDocument(realm.trustDomain, `${origin}${BUNDLE_PATH}`) })),
    ],
    [BUNDLE_PATH, representation(bundleText(realm))],
  ]);

const bundleText = ({ anchorsPem }: Realm): string =>
  JSON.stringify(toTrustBundle(anchorsPem, { sequence: 1, refreshHint: REFRESH_HINT_SECONDS }));
