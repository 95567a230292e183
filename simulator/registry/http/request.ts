import type { IncomingHttpHeaders } from 'node:http';

/** A request as the registry's rules see it. */
export interface RegistryRequest {
  readonly method: string;
  /** As it came, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The body, at most so many bytes of it. */
  readonly read: (limit: number) => Promise<Body>;
}

/** A body that was read: whole, or given up because it is longer than it may be, or than its sender said. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'aborted' };
