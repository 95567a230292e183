import { setTimeout as delay } from 'node:timers/promises';
import { header, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonValue, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import { pauseOf } from '../../harness/patience.ts';
import { rawOptions } from '../../harness/probe/present.ts';
import { RawConnection } from '../../harness/probe/raw-connection.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../../harness/verdict.ts';

/** What came of fetching a document of the identity system. */
export type Fetched = { readonly response: WireResponse; readonly afterwards: number } | { readonly failed: string };

/** The address of the discovery document; a check that needs it declares so. */
export function discoveryUrl({ session }: Trial): URL {
  const { discovery } = session.target.identity;
  if (discovery === null) throw new NotApplicable('the target names no trust discovery document (identity.discovery)');
  return new URL(discovery);
}

/**
 * Fetches without any credential; `afterwards` counts the bytes that follow the message until the peer closes. The peer
 * is not authenticated: what vouches for it is the business of each client's configuration.
 */
export async function fetchPublished(
  trial: Trial,
  url: URL,
  headers: Readonly<Record<string, string>> = {},
): Promise<Fetched> {
  const until = Date.now() + trial.session.target.timeouts.settle;
  const fields = { Accept: 'application/json', 'Accept-Encoding': 'identity', Connection: 'close', ...headers };
  for (;;) {
    const options = {
      ...rawOptions(trial, { actor: 'reader of trust documents', credential: null }),
      endpoint: new URL(url.origin),
    };
    using connection = await RawConnection.open(options);
    const outcome = await connection.exchange({
      method: 'GET',
      path: url.pathname + url.search,
      headers: Object.entries(fields),
    });
    if (outcome.kind !== 'response') return { failed: outcome.kind === 'closed' ? outcome.how.detail : outcome.kind };
    const pause = pauseOf(outcome.response);
    if (pause === undefined || Date.now() + pause > until) {
      await connection.closedWithin(options.limits.requestMs);
      return { response: outcome.response, afterwards: connection.unread.length };
    }
    await delay(pause);
  }
}

/** A document that is there, for checks of its contents. */
export async function publishedDocument(
  trial: Trial,
  url: URL,
): Promise<{ response: WireResponse; document: JsonValue }> {
  const fetched = await fetchPublished(trial, url);
  if ('failed' in fetched) throw new NotEvaluated(`${url} got no answer: ${fetched.failed}`);
  const { response } = fetched;
  if (response.status !== 200) throw new NotEvaluated(`${url} was answered with ${response.status}`);
  try {
    return { response, document: parseJsonBytes(response.body) };
  } catch (error) {
    throw new NotEvaluated(`${url} gave no JSON: ${String(error)}`);
  }
}

/** Where the discovery document says that the bundle is. */
export async function bundleUrl(trial: Trial): Promise<URL> {
  const { document } = await publishedDocument(trial, discoveryUrl(trial));
  const uri = isJsonObject(document) ? document['trustBundleUri'] : undefined;
  const url = typeof uri === 'string' ? URL.parse(uri) : null;
  if (url?.protocol === 'https:') return url;
  throw new NotEvaluated('the discovery document names no https address of a bundle');
}

export const entityTag = ({ headers }: WireResponse): string | undefined => header(headers, 'etag');
