import type { Exchange, WireRequest } from '../../../protocol/exchange.ts';
import type { ConnectOptions, Revision } from '../../../protocol/revision.ts';
import type { Transport } from '../../../protocol/transport.ts';
import { type Persistence, requestBytes } from './request-bytes.ts';

export interface PollRequestOptions {
  readonly revision: Revision;
  /** As the device's own client would be connected. */
  readonly connect: Omit<ConnectOptions, 'transport'>;
  /** Of what the device holds, quotes included; null: it holds nothing. */
  readonly etag: string | null;
  readonly persistence: Persistence;
}

/**
 * The ready bytes of a poll: what the revision's own client sends, so that they cannot drift apart. Where a request is signed with its
 * time (1.0.0-rc.2), they hold as long as the signature does.
 * @throws TypeError NOT_IN_REVISION: a revision without a manifest has no such poll
 */
export async function pollRequest({ revision, connect, etag, persistence }: PollRequestOptions): Promise<Buffer> {
  const caught = catcher();
  const client = revision.connect({ ...connect, transport: caught.transport });
  await client.readDesiredState(etag === null ? {} : { headers: { 'if-none-match': etag } });
  const [request] = caught.requests;
  if (!request) throw new TypeError('the client has sent nothing');
  return requestBytes(request, connect.endpoint.host, persistence);
}

/** Lets nothing through. */
function catcher(): { readonly requests: readonly WireRequest[]; readonly transport: Transport } {
  const requests: WireRequest[] = [];
  const failure = { code: 'ABORTED', message: 'the request was only to be seen' } as const;
  return {
    requests,
    transport: {
      send: async (request): Promise<Exchange> => {
        requests.push(request);
        const outcome = { kind: 'failure', failure } as const;
        return { actor: '', origin: '', request, startedAt: 0, durationMs: 0, outcome };
      },
      close: async () => undefined,
    },
  };
}
