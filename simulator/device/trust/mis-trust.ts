import { parseTrustBundle } from '../../pki/bundle.ts';
import { PkiError } from '../../pki/pki-error.ts';
import { header, type WireResponse } from '../../protocol/exchange.ts';
import { parseJsonBytes } from '../../protocol/json.ts';
import { retryAdvice } from '../connection/retry-advice.ts';
import { Setback } from '../connection/setback.ts';
import { DeviceError } from '../device-error.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { Clock } from '../time/clock.ts';
import { loadBundle, saveBundle } from './bundle-cache.ts';
import { bundleLocation } from './discovery.ts';
import type { MisAuthentication } from './mis-authentication.ts';
import { misGet } from './mis-request.ts';
import type { TrustSource } from './trust-source.ts';

export interface MisTrustOptions {
  /** The client's own, from its SVID. */
  readonly trustDomain: string;
  readonly authentication: MisAuthentication;
  /** Discovery document; without one, or where it is missing, the bundle is taken from `bundle` (TRB-023). */
  readonly discovery?: URL;
  readonly bundle?: URL;
  /** File that keeps the bundle for times without a connection (TRB-021). */
  readonly cacheFile?: string;
  /** Where the bundle gives no hint; default an hour. */
  readonly refreshMs?: number;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
/** A hint below this would make a flood of a mistake. */
const SHORTEST_REFRESH_MS = 10_000;

/** Trust material from a MIS; a cached bundle is in use at once, and refreshed with the first connection. */
export async function openMisTrust(options: MisTrustOptions): Promise<TrustSource> {
  const cached = options.cacheFile === undefined ? undefined : await loadBundle(options.cacheFile, options.trustDomain);
  return new MisTrust(options, cached === undefined ? [] : readBundle(cached).anchorsPem);
}

class MisTrust implements TrustSource {
  readonly #options: MisTrustOptions;
  #anchors: readonly string[];
  #etag: string | null = null;
  #hintMs: number | undefined;
  #attempts = 0;
  #refreshAt = Number.NEGATIVE_INFINITY;

  constructor(options: MisTrustOptions, anchors: readonly string[]) {
    this.#options = options;
    this.#anchors = anchors;
  }

  anchors(): readonly string[] {
    return this.#anchors;
  }

  refreshAt(): number {
    return this.#refreshAt;
  }

  async refresh(signal: AbortSignal): Promise<boolean> {
    const { cacheFile, trustDomain, clock, refreshMs = HOUR_MS } = this.#options;
    // Where this attempt fails the current bundle stays (TRB-018), and the next one is further away (TRB-023).
    this.#attempts += 1;
    const backoffMs = SHORTEST_REFRESH_MS * 2 ** Math.min(this.#attempts - 1, 20);
    this.#refreshAt = clock.now() + Math.min(backoffMs, refreshMs);
    const response = await this.#get(await this.#location(signal), signal, this.#etag, [200, 304]);
    let changed = false;
    if (response.status === 200) {
      const { anchorsPem, refreshHint } = readBundle(response.body);
      if (cacheFile !== undefined) await saveBundle(cacheFile, trustDomain, response.body);
      changed = anchorsPem.join() !== this.#anchors.join();
      this.#anchors = anchorsPem;
      this.#etag = header(response.headers, 'etag') ?? null;
      this.#hintMs = refreshHint === undefined ? undefined : refreshHint * 1000;
    }
    this.#attempts = 0;
    this.#refreshAt = clock.now() + Math.max(this.#hintMs ?? refreshMs, SHORTEST_REFRESH_MS);
    return changed;
  }

  async #location(signal: AbortSignal): Promise<URL> {
    const { discovery, bundle, trustDomain } = this.#options;
    if (discovery) {
      const response = await this.#get(discovery, signal, null, bundle ? [200, 404] : [200]);
      if (response.status === 200) return bundleLocation(response.body, trustDomain);
    }
    if (!bundle)
      throw new DeviceError('TRUST_NOT_CONFIGURED', 'neither a discovery document nor a bundle is configured');
    return bundle;
  }

  async #get(url: URL, signal: AbortSignal, etag: string | null, statuses: readonly number[]): Promise<WireResponse> {
    const { authentication, clock } = this.#options;
    const now = clock.now();
    const { requestMs, bodyBytes: maxBytes } = DEFAULT_LIMITS;
    const outcome = await misGet({ url, authentication, etag, requestMs, maxBytes, now, signal });
    if (outcome.kind === 'response' && statuses.includes(outcome.response.status)) return outcome.response;
    const reason = outcome.kind === 'response' ? `HTTP ${outcome.response.status}` : outcome.failure.code;
    throw new Setback('refresh trust', reason, retryAdvice(outcome, now));
  }
}

/** @throws DeviceError BUNDLE_REFUSED (TRB-017) */
function readBundle(body: Uint8Array): ReturnType<typeof parseTrustBundle> {
  try {
    return parseTrustBundle(parseJsonBytes(body));
  } catch (cause) {
    const detail = cause instanceof PkiError ? cause.message : 'it is not JSON in UTF-8';
    throw new DeviceError('BUNDLE_REFUSED', `the trust bundle is not accepted: ${detail}`, { cause });
  }
}
