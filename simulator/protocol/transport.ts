import type { Exchange, WireRequest } from './exchange.ts';
import type { ConnectOptions, TlsCredential } from './revision.ts';
import { Wire } from './wire.ts';

/** The way to one origin. What the peer does never makes it reject: a failure is part of the exchange. */
export interface Transport {
  send(request: WireRequest, signal?: AbortSignal): Promise<Exchange>;
  /** Ends what is under way. May be called more than once. */
  close(): Promise<void>;
}

export interface TransportNeeds {
  readonly origin: string;
  /** Presented in mutual TLS, where a connection is made here. */
  readonly credential?: TlsCredential;
  readonly connections: number;
}

/**
 * How a client reaches an origin: over what it was given, where that leads there, and over connections of its own otherwise (a token
 * endpoint may stand elsewhere).
 */
export function transportTo(options: ConnectOptions, { origin, credential, connections }: TransportNeeds): Transport {
  const { transport, anchors, actor, limits, onExchange, verifyPeer } = options;
  if (transport && origin === options.endpoint.origin) return onExchange ? heard(transport, onExchange) : transport;
  return new Wire({
    origin,
    ...(credential && { credential }),
    anchors,
    actor,
    limits,
    connections,
    onExchange,
    verifyPeer,
  });
}

const heard = (transport: Transport, onExchange: (exchange: Exchange) => void): Transport => ({
  send: async (request, signal) => {
    const exchange = await transport.send(request, signal);
    onExchange(exchange);
    return exchange;
  },
  close: () => transport.close(),
});
