import type { Exchange, WireRequest } from '../../protocol/exchange.ts';
import type { Revision } from '../../protocol/revision.ts';
import { type Persistence, requestBytes } from '../connections/request/request-bytes.ts';

/** Makes the bytes of a poll; null: for a device that has no manifest yet. */
export type ReadyPoll = (etag: string | null) => Buffer;

/**
 * The bytes of polls, ready but for the ETag, as the revision's own client makes them; null where they would not be the
 * same for all devices, because each request says who sends it.
 */
export async function readyPoll(
  revision: Revision,
  endpoint: URL,
  persistence: Persistence,
): Promise<ReadyPoll | null> {
  const { callerIdentity, desiredState } = revision.traits;
  if (callerIdentity !== 'mutual-tls' || desiredState !== 'manifest') return null;
  const bytes = async (headers: Readonly<Record<string, string>>): Promise<Buffer> =>
    requestBytes(await pollOf(revision, endpoint, headers), endpoint.host, persistence);
  const first = await bytes({});
  const [before, after] = halves(await bytes({ 'if-none-match': PLACEHOLDER }));
  return (etag) => (etag === null ? first : Buffer.from(before + etag + after, 'latin1'));
}

const PLACEHOLDER = '"waspect-etag"';

function halves(bytes: Buffer): readonly [before: string, after: string] {
  const text = bytes.toString('latin1');
  const place = text.indexOf(PLACEHOLDER);
  return [text.slice(0, place), text.slice(place + PLACEHOLDER.length)];
}

/** What the client would send, caught where it would leave. */
async function pollOf(
  revision: Revision,
  endpoint: URL,
  headers: Readonly<Record<string, string>>,
): Promise<WireRequest> {
  const client = revision.connect({
    endpoint,
    credential: { chainPem: '', keyPem: '' },
    anchors: '',
    actor: '',
    limits: { requestMs: 0, maxBodyBytes: 0 },
    transport: { send: async (request) => unsent(request, endpoint.origin), close: async () => undefined },
  });
  return (await client.readDesiredState({ headers })).request;
}

const unsent = (request: WireRequest, origin: string): Exchange => ({
  actor: '',
  origin,
  request,
  startedAt: 0,
  durationMs: 0,
  outcome: { kind: 'failure', failure: { code: 'ABORTED', message: 'it was not sent' } },
});
