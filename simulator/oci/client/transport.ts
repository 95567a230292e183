import { Agent, type Dispatcher, request } from 'undici';
import { OciError } from '../oci-error.ts';
import type { RegistryHost } from '../reference.ts';
import type { Deadline } from './deadline.ts';
import type { ClientLimits } from './limits.ts';
import { wireError } from './wire-errors.ts';

export interface Outgoing {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export type Answer = Dispatcher.ResponseData;

/** Sends single requests over https: no redirects, no credentials of its own, no proxy. */
export interface Transport {
  send(host: RegistryHost, outgoing: Outgoing, deadline: Deadline): Promise<Answer>;
  close(): Promise<void>;
}

/** @param caOf PEM of the authorities that a host is checked against; undefined: those of the machine */
export function createTransport(caOf: (host: RegistryHost) => string | undefined, limits: ClientLimits): Transport {
  const agents = new Map<RegistryHost, Agent>();
  let closed = false;
  const agentOf = (host: RegistryHost): Agent => {
    const known = agents.get(host);
    if (known) return known;
    const ca = caOf(host);
    const agent = new Agent({
      connect: { timeout: limits.requestMs, ...(ca !== undefined && { ca }) },
      connections: 4,
      allowH2: false,
      headersTimeout: limits.requestMs,
      bodyTimeout: limits.requestMs,
    });
    agents.set(host, agent);
    return agent;
  };
  return {
    send: async (host, { method, url, headers, body }, deadline) => {
      if (closed) throw new OciError('REGISTRY_UNREACHABLE', `the client that asks ${host} was closed; make a new one`);
      try {
        return await request(url, {
          dispatcher: agentOf(host),
          method,
          // Digests are those of the bytes as they are stored.
          headers: { 'accept-encoding': 'identity', ...headers },
          ...(body && { body }),
          signal: deadline.signal,
        });
      } catch (cause) {
        throw deadline.cut(cause, host) ?? wireError(cause, host);
      }
    },
    close: async () => {
      closed = true;
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
      agents.clear();
    },
  };
}
