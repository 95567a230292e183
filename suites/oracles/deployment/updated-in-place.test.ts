import { describe, expect, it } from 'vitest';
import { updatedInPlace } from './updated-in-place.ts';

const manifest = (entries: Readonly<Record<string, string>>) => ({
  deployments: Object.entries(entries).map(([deploymentId, digest]) => ({ deploymentId, digest, url: '' })),
});

describe('a changed deployment', () => {
  it.each([
    ['has another digest', { a: '1', b: '3' }, true],
    ['stands in another place, beside one that was written anew', { b: '3', a: '9' }, true],
    ['keeps its digest', { a: '1', b: '2' }, false],
    ['has another id', { a: '1', c: '3' }, false],
    ['is there twice', { a: '1', b: '3', c: '3' }, false],
    ['is gone', { a: '1' }, false],
  ])('%s', (_how, now, holds) => {
    expect(updatedInPlace(manifest(now), manifest({ a: '1', b: '2' }), 'b').ok).toBe(holds);
  });
});
