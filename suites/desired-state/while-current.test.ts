import { describe, expect, it } from 'vitest';
import { NotEvaluated, Violated } from '../harness/verdict.ts';
import type { ReceivedManifest } from '../oracles/manifest.ts';
import { whileCurrent } from './while-current.ts';

const manifest = (version: bigint, bundle: string): ReceivedManifest => ({
  version,
  bundle: { digest: bundle, url: '', mediaType: undefined },
  deployments: [{ deploymentId: 'a', digest: 'sha256:a', url: '' }],
  document: {},
  bytes: new Uint8Array(),
  headers: [],
  etag: undefined,
});
const gone = () => new Violated({ requirement: 'DSM-012', expected: '200', received: '404', position: null });

/** A WFM whose manifest is each of these in turn, the last one for ever; only the bundle of the latest is served. */
function wfm(...manifests: readonly [ReceivedManifest, ...ReceivedManifest[]]) {
  let at = 0;
  const current = () => manifests[Math.min(at, manifests.length - 1)] ?? manifests[0];
  return {
    current,
    replace: () => {
      at += 1;
    },
    manifest: async () => current(),
  };
}

describe('what a manifest refers to', () => {
  it('is judged anew where another manifest has taken its place', async () => {
    const client = wfm(manifest(2n, 'sha256:first'), manifest(3n, 'sha256:rebuilt'));
    const judged: bigint[] = [];
    const version = await whileCurrent(client, client.current(), async (current) => {
      judged.push(current.version);
      if (judged.length === 1) client.replace();
      if (current.bundle?.digest !== client.current().bundle?.digest) throw gone();
      return current.version;
    });
    expect(version).toBe(3n);
    expect(judged).toEqual([2n, 3n]);
  });

  it.each([gone(), new NotEvaluated('not served'), new TypeError('a slip')])(
    'is wrong where it still counts: %s',
    async (error) => {
      const client = wfm(manifest(2n, 'sha256:first'));
      let judged = 0;
      const judging = whileCurrent(client, client.current(), async () => {
        judged += 1;
        throw error;
      });
      await expect(judging).rejects.toBe(error);
      expect(judged).toBe(1);
    },
  );

  it('is wrong at last where the manifest never comes to rest', async () => {
    let count = 0n;
    const next = () => manifest(++count, `sha256:${count}`);
    const client = { manifest: async () => next() };
    const judging = whileCurrent(client, next(), async () => {
      throw gone();
    });
    await expect(judging).rejects.toBeInstanceOf(Violated);
  });
});
