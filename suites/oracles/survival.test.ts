import { describe, expect, it } from 'vitest';
import { hasAnotherDigest, keepsVersionLaw, listsExactly, listsOfOwn, listsSameDeployments } from './survival.ts';

const manifest = (version: bigint, ...entries: readonly string[]) => ({
  version,
  deployments: entries.map((entry) => ({ deploymentId: entry.slice(0, 1), digest: entry, url: '/' })),
});

describe('two manifests', () => {
  it('list the same deployments in any order, or do not', () => {
    expect(listsSameDeployments(manifest(1n, 'a1', 'b1'), manifest(9n, 'b1', 'a1')).ok).toBe(true);
    expect(listsSameDeployments(manifest(1n, 'a1'), manifest(1n, 'a2')).ok).toBe(false);
    expect(listsSameDeployments(manifest(1n, 'a1'), manifest(1n)).ok).toBe(false);
  });

  it('have a version that grows with the content and never goes back', () => {
    const large = 2n ** 53n;
    expect(keepsVersionLaw(manifest(large, 'a1'), manifest(large, 'a1')).ok).toBe(true);
    expect(keepsVersionLaw(manifest(large, 'a1'), manifest(large + 1n, 'a1')).ok).toBe(true);
    expect(keepsVersionLaw(manifest(large, 'a1'), manifest(large + 1n, 'a2')).ok).toBe(true);
    expect(keepsVersionLaw(manifest(large, 'a1'), manifest(large, 'a2')).ok).toBe(false);
    expect(keepsVersionLaw(manifest(large + 1n, 'a1'), manifest(large, 'a1')).ok).toBe(false);
    expect(keepsVersionLaw(manifest(large + 1n, 'a1'), manifest(1n, 'a2')).ok).toBe(false);
  });
});

describe('a manifest', () => {
  it('lists exactly the deployments that are wanted, once each', () => {
    expect(listsExactly(manifest(1n, 'a1', 'b1'), ['b', 'a']).ok).toBe(true);
    expect(listsExactly(manifest(1n), []).ok).toBe(true);
    expect(listsExactly(manifest(1n, 'a1', 'a2'), ['a']).ok).toBe(false);
    expect(listsExactly(manifest(1n, 'a1'), ['a', 'b']).ok).toBe(false);
  });

  it('has another digest for a deployment that was changed', () => {
    expect(hasAnotherDigest(manifest(1n, 'a1'), manifest(2n, 'a2'), 'a').ok).toBe(true);
    expect(hasAnotherDigest(manifest(1n, 'a1'), manifest(2n), 'a').ok).toBe(true);
    expect(hasAnotherDigest(manifest(1n, 'a1', 'b1'), manifest(2n, 'b2', 'a1'), 'a').ok).toBe(false);
  });

  it('is complete among those that the client ever had, whatever else it lists', () => {
    expect(listsOfOwn(manifest(1n, 'a1', 'x1'), ['a', 'b'], ['a']).ok).toBe(true);
    expect(listsOfOwn(manifest(1n, 'a1', 'b1'), ['a', 'b'], ['a']).ok).toBe(false);
    expect(listsOfOwn(manifest(1n, 'x1'), ['a', 'b'], ['a']).ok).toBe(false);
  });
});
