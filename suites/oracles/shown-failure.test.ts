import { describe, expect, it } from 'vitest';
import type { DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { showsFailure } from './shown-failure.ts';

const report: DeploymentStatus = {
  deploymentId: 'd',
  adoptedManifestVersion: 2n,
  status: { state: 'failed' },
  components: [
    { name: 'store', state: 'installed' },
    { name: 'front', state: 'failed', error: { code: 'TAG_MOVED', source: 'front', message: 'it moved' } },
  ],
};
const shown = (store: object, front: object) => ({
  components: [
    { name: 'store', state: 'installed', ...store },
    { name: 'front', state: 'failed', ...front },
  ],
});

describe('a failure in the database', () => {
  it('is that of the component that failed, with its cause or without', () => {
    expect(showsFailure(shown({}, {}), report).ok).toBe(true);
    expect(showsFailure(shown({}, { error: { code: 'TAG_MOVED' } }), report).ok).toBe(true);
    expect(showsFailure(shown({ error: { code: '' } }, { error: 'TAG_MOVED' }), report).ok).toBe(true);
  });

  it.each<[string, object, object]>([
    ['another cause', {}, { error: { code: 'DIGEST_MISMATCH' } }],
    ['a cause for what is well', { error: { code: 'TAG_MOVED' } }, {}],
    ['no failure', {}, { state: 'installed' }],
    ['the failure of another', { state: 'failed' }, { state: 'pending' }],
  ])('is not %s', (_what, store, front) => {
    expect(showsFailure(shown(store, front), report).ok).toBe(false);
  });

  it('is not there where nothing is known', () => {
    expect(showsFailure(undefined, report).ok).toBe(false);
    expect(showsFailure({ components: [] }, report).ok).toBe(false);
  });
});
