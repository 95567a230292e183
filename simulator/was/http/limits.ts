/** Bounds on what a client can make this process hold: sizes in bytes, times in milliseconds. */
export interface Limits {
  readonly fastify: {
    readonly bodyLimit: number;
    readonly forceCloseConnections: boolean;
    readonly routerOptions: { readonly maxParamLength: number };
  };
  readonly http: {
    readonly requireHostHeader: boolean;
    readonly maxHeaderSize: number;
    readonly headersTimeout: number;
    readonly requestTimeout: number;
    readonly keepAliveTimeout: number;
    readonly connectionsCheckingInterval: number;
  };
}

export const LIMITS: Limits = {
  fastify: { bodyLimit: 1024 * 1024, forceCloseConnections: true, routerOptions: { maxParamLength: 8192 } },
  http: {
    // A request without Host is refused with a problem document, which Node would not send.
    requireHostHeader: false,
    maxHeaderSize: 16 * 1024,
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    keepAliveTimeout: 60_000,
    connectionsCheckingInterval: 2_000,
  },
};
