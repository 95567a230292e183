import { assert, bigInt, option, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringifyJson } from '../../protocol/json.ts';
import { rc3 } from '../../protocol/rc3/revision.ts';
import { type ManifestMark, readManifest, refuseRollback, strongEtag } from './manifest-rules.ts';

const u64 = bigInt({ min: 1n, max: 2n ** 64n - 1n });
const mark = (version: bigint | null): ManifestMark | null => (version === null ? null : { version, etag: '"x"' });

describe('manifest versions', () => {
  it('are accepted exactly where they are above the one in use', async () => {
    await assert(
      property(u64, option(u64), (version, accepted) => {
        const judge = (): void => refuseRollback(version, mark(accepted));
        if (version > (accepted ?? 0n)) expect(judge).not.toThrow();
        else expect(judge).toThrow(/^VERSION_NOT_INCREASING/);
      }),
      {
        seed: 5,
        examples: [
          [7n, 7n],
          [2n ** 53n, 2n ** 53n + 1n],
          [2n ** 53n + 1n, 2n ** 53n],
        ],
      },
    );
  });

  it('are read without loss, next to 2^53 and 2^64 too', async () => {
    await assert(
      property(u64, (version) => {
        const body = stringifyJson({ manifestVersion: version, bundle: null, deployments: [] });
        expect(readManifest(Buffer.from(body), rc3.documents).manifestVersion).toBe(version);
      }),
      { seed: 5, examples: [[2n ** 53n + 1n], [2n ** 64n - 1n]] },
    );
  });
});

describe('the entity tag', () => {
  it.each(['"sha256:00"', '""', '"a,b"'])('%s can be sent back', (etag) => {
    expect(strongEtag(etag)).toBe(etag);
  });
  it.each([undefined, '', 'x', 'W/"x"', '"a" "b"', '"a"b"'])('%s cannot', (etag) => {
    expect(() => strongEtag(etag)).toThrow(/^ETAG_INVALID/);
  });
});
