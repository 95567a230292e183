import type { StateManifest } from '../../protocol/documents.ts';
import { stringifyJson } from '../../protocol/json.ts';

/**
 * Another spelling of a manifest: members and deployments in the opposite order, white space, no sizes, members that
 * nobody knows, and URLs that begin with `origin`, which is empty where they are to stay absolute paths (G-29).
 */
export function contraryManifest({ manifestVersion, bundle, deployments }: StateManifest, origin: string): string {
  const references = deployments.toReversed().map(({ url, digest, deploymentId }) => ({
    url: `${origin}${url}`,
    x_contrary: [true, null],
    digest,
    deploymentId,
  }));
  const document = {
    generated_by: 'contrary ü',
    deployments: references,
    bundle: bundle && { url: `${origin}${bundle.url}`, digest: bundle.digest, mediaType: bundle.mediaType },
    manifestVersion,
  };
  return `${stringifyJson(document, 3)}\n`;
}
