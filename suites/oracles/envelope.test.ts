import { describe, expect, it } from 'vitest';
import { hasApiVersion, isOfApiVersion, isOfKind } from './envelope.ts';

describe('what a document says that it is', () => {
  it('is its kind', () => {
    expect(isOfKind({ kind: 'ApplicationDeployment' }, 'ApplicationDeployment').ok).toBe(true);
    expect(isOfKind({ kind: 'applicationdeployment' }, 'ApplicationDeployment')).toMatchObject({
      received: '"applicationdeployment"',
    });
    expect(isOfKind({}, 'ApplicationDeployment')).toMatchObject({ received: 'no kind' });
  });

  it('is the version of its interface, as text', () => {
    expect(hasApiVersion({ apiVersion: 'v1' }).ok).toBe(true);
    for (const document of [{}, { apiVersion: '' }, { apiVersion: 1 }, { apiVersion: null }])
      expect(hasApiVersion(document).ok).toBe(false);
  });

  it('is that version in the words that are printed', () => {
    expect(isOfApiVersion({ apiVersion: 'a/v1' }, 'a/v1').ok).toBe(true);
    expect(isOfApiVersion({ apiVersion: 'a/v2' }, 'a/v1').ok).toBe(false);
    expect(isOfApiVersion({}, 'a/v1')).toMatchObject({ received: 'none' });
  });
});
