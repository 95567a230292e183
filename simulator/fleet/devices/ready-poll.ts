import type { Revision } from '../../protocol/revision.ts';
import { pollRequest } from '../connections/request/poll-request.ts';
import type { Persistence } from '../connections/request/request-bytes.ts';

/** Makes the bytes of a poll; null: for a device that has no manifest yet. */
export type ReadyPoll = (etag: string | null) => Buffer;

/** Of nobody: what the devices of a party send alike. */
const ANYBODY = {
  credential: { chainPem: '', keyPem: '' },
  anchors: '',
  actor: '',
  limits: { requestMs: 0, maxBodyBytes: 0 },
};

/**
 * The bytes of polls, ready but for the ETag; null where they would not be the same for all devices, because each request
 * says who sends it.
 */
export async function readyPoll(
  revision: Revision,
  endpoint: URL,
  persistence: Persistence,
): Promise<ReadyPoll | null> {
  const { callerIdentity, desiredState } = revision.traits;
  if (callerIdentity !== 'mutual-tls' || desiredState !== 'manifest') return null;
  const connect = { endpoint, ...ANYBODY };
  const first = await pollRequest({ revision, connect, persistence, etag: null });
  const [before, after] = halves(await pollRequest({ revision, connect, persistence, etag: PLACEHOLDER }));
  return (etag) => (etag === null ? first : Buffer.from(before + etag + after, 'latin1'));
}

const PLACEHOLDER = '"waspect-etag"';

function halves(bytes: Buffer): readonly [before: string, after: string] {
  const text = bytes.toString('latin1');
  const place = text.indexOf(PLACEHOLDER);
  return [text.slice(0, place), text.slice(place + PLACEHOLDER.length)];
}
