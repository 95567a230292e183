import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import type { ReceivedManifest } from './manifest.ts';
import { desiredState, sameManifest, versionGrows, versionMarksRebuild } from './manifest-version.ts';

const manifest = (version: bigint, state: Readonly<Record<string, string>>, bundle = 'b'): ReceivedManifest => {
  const deployments = Object.entries(state).map(([deploymentId, digest]) => ({ deploymentId, digest, url: '/' }));
  const json = toJson({ manifestVersion: version, bundle: { digest: bundle }, deployments });
  const document: JsonObject = isJsonObject(json) ? json : {};
  return { version, bundle: null, deployments, document, bytes: jsonBytes(document), headers: [], etag: '"t"' };
};

const version = fc.bigInt(1n, 2n ** 64n - 1n);

describe('the law of versions', () => {
  it('wants any growth where the state has changed, and no fall in any case', () => {
    fc.assert(
      fc.property(version, version, fc.boolean(), (one, other, changed) => {
        const [earlier, later] = [manifest(one, { a: '1' }), manifest(other, { a: changed ? '2' : '1' })];
        expect(versionGrows(earlier, later).ok).toBe(changed ? other > one : other >= one);
      }),
    );
  });

  it('takes one deployment more, one less and another one for a change, another order for none', () => {
    const earlier = manifest(3n, { a: '1', b: '2' });
    for (const state of [{ a: '1' }, { a: '1', b: '2', c: '3' }, { a: '1', c: '2' }, {}])
      expect(versionGrows(earlier, manifest(3n, state)).ok).toBe(false);
    expect(versionGrows(earlier, manifest(3n, { b: '2', a: '1' })).ok).toBe(true);
  });

  it('takes a rebuilt bundle for a new manifest, and other spelling for none', () => {
    const earlier = manifest(3n, { a: '1' });
    expect(versionMarksRebuild(earlier, manifest(3n, { a: '1' }, 'rebuilt')).ok).toBe(false);
    expect(versionMarksRebuild(earlier, manifest(4n, { a: '1' }, 'rebuilt')).ok).toBe(true);
    const respelled = { ...earlier, bytes: jsonBytes({ ...earlier.document, deployments: [] }) };
    expect(versionMarksRebuild(earlier, respelled).ok).toBe(true);
    expect(sameManifest(earlier, respelled).ok).toBe(false);
    expect(sameManifest(earlier, manifest(3n, { a: '1' })).ok).toBe(true);
  });

  it('knows a deployment by its UUID in any letters', () => {
    expect(desiredState(manifest(1n, { AB: '1' }))).toEqual(new Map([['ab', '1']]));
  });
});
