import type { IncomingHttpHeaders } from 'node:http';
import type { RegistryCertificates } from './certificates.ts';
import type { Respond } from './exchange.ts';
import { type Listener, listen } from './http/listener.ts';
import { serve } from './http/serve.ts';

/** A request as another host got it, with everything that was sent along. */
export interface ForeignRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** A host beside the registry to which clients are led, and which keeps what they bring. */
export interface ForeignHost {
  /** `localhost:port`: another name than the registry's, under the same CA. */
  readonly host: string;
  readonly requests: () => readonly ForeignRequest[];
}

/** A trap must work, or a client fails before it has given anything away: the host answers whatever it is asked. */
export async function openForeignHost(
  address: string,
  certificates: RegistryCertificates,
  respond: Respond,
): Promise<ForeignHost & Pick<Listener, 'goDown'>> {
  const requests: ForeignRequest[] = [];
  const listener = await listen({
    address,
    ...certificates,
    handle: (message, response) => {
      requests.push({ method: message.method ?? '', target: message.url ?? '', headers: message.headers });
      void serve(message, response, respond);
    },
  });
  return { host: `localhost:${listener.port}`, requests: () => [...requests], goDown: listener.goDown };
}
