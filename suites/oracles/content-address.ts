import type { ResourcePaths } from '../../simulator/protocol/revision.ts';
import { type Judgement, judgeThat } from './judgement.ts';

export interface ContentAddress {
  /** The form of the clause: path of the resource with the declared digest, nothing after it. */
  readonly form: Judgement;
  /** The same origin, and below the endpoint's base path (G-29). */
  readonly place: Judgement;
  /** Where to fetch it, absolute; undefined where the reference leads elsewhere. */
  readonly url: string | undefined;
}

/**
 * A `url` of a manifest against the resource that it has to name (DSM-013), `/api/v1/bundles/DIGEST` say. It may be
 * absolute, absolute in its path, or relative to the endpoint or to the manifest.
 */
export function contentAddress(
  url: string,
  endpoint: URL,
  resource: string,
  { deployments }: Pick<ResourcePaths, 'deployments'>,
): ContentAddress {
  const base = endpoint.pathname.replace(/\/+$/, '');
  const candidates = [`${base}/`, base + deployments]
    .map((path) => URL.parse(url, endpoint.origin + path))
    .filter((candidate) => candidate !== null);
  const fits = (candidate: URL): boolean =>
    plain(candidate.pathname).endsWith(resource) && candidate.search === '' && candidate.hash === '';
  const best = candidates.find(fits) ?? candidates[0];
  return {
    form: judgeThat(best !== undefined && fits(best), `a url of the form ${resource}`, `url ${JSON.stringify(url)}`),
    place: judgeThat(
      best !== undefined && best.origin === endpoint.origin && plain(best.pathname).startsWith(`${base}/`),
      `a url on ${endpoint.origin}${base}`,
      `url ${JSON.stringify(url)}`,
    ),
    url: best?.origin === endpoint.origin ? best.href : undefined,
  };
}

/** A colon in a path may be written as it is or encoded (RFC 3986, 3.3). */
const plain = (pathname: string): string => pathname.replaceAll(/%3a/gi, ':');
