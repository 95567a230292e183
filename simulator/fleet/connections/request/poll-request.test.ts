import { describe, expect, it } from 'vitest';
import { createRoot } from '../../../pki/authority.ts';
import { issueSvid } from '../../../pki/svid.ts';
import type { ConnectOptions, RevisionId } from '../../../protocol/revision.ts';
import { revisionOf } from '../../../protocol/revisions.ts';
import { rawServer } from '../testing/raw-server.test-support.ts';
import { pollRequest } from './poll-request.ts';
import { requestFrom } from './request-bytes.ts';

const ETAG = '"sha256:abc"';
/** Another one each time, even over the same bytes. */
const SIGNATURE = /(signature: sig1=):[^:]+:/i;

async function connectTo(origin: string): Promise<ConnectOptions> {
  const root = await createRoot({ name: 'Test root' });
  const credential = await issueSvid(root, { subject: 'device' });
  return {
    endpoint: new URL(`${origin}/margo/`),
    credential,
    anchors: root.certificatePem,
    actor: 'device',
    limits: { requestMs: 10_000, maxBodyBytes: 1000 },
    enrolment: { kind: 'client-id', clientId: 'client-1' },
    now: () => 1_700_000_000_000,
  };
}

describe('the ready bytes of a poll', () => {
  it.each<[RevisionId, string | null]>([
    ['1.0.0-rc.3', ETAG],
    ['1.0.0-rc.3', null],
    ['1.0.0-rc.2', ETAG],
  ])("are those that the revision's own client sends: %s, holding %s", async (id, etag) => {
    await using server = await rawServer((socket) => void socket.write('HTTP/1.1 304 Not Modified\r\n\r\n'));
    const connect = await connectTo(server.origin);
    const revision = revisionOf(id);
    const client = revision.connect(connect);
    await client.readDesiredState(etag === null ? {} : { headers: { 'if-none-match': etag } });
    await client.close();
    const bytes = await pollRequest({ revision, connect, etag, persistence: 'keep-alive' });
    const plain = (text: string | undefined) => text?.replace(SIGNATURE, '$1');
    expect(plain(bytes.toString('latin1'))).toBe(plain(server.received[0]));
    const { method, path, headers } = requestFrom(bytes);
    expect([method, path.startsWith('/margo/')]).toEqual(['GET', true]);
    expect(new Map(headers).get('if-none-match')).toBe(etag ?? undefined);
  });

  it('say where the connection is to be closed', async () => {
    const connect = await connectTo('https://wfm.example');
    const bytes = await pollRequest({ revision: revisionOf('1.0.0-rc.3'), connect, etag: null, persistence: 'close' });
    expect(bytes.toString('latin1')).toMatch(/^GET \S+ HTTP\/1\.1\r\nhost: wfm\.example\r\nconnection: close\r\n/);
  });

  it('are none where a revision has no manifest', async () => {
    const connect = await connectTo('https://wfm.example');
    const options = { revision: revisionOf('pre-draft-2024'), connect, etag: null, persistence: 'close' } as const;
    await expect(pollRequest(options)).rejects.toThrow(/NOT_IN_REVISION/);
  });
});
