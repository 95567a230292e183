import { describe, expect, it } from 'vitest';
import { tellsWhatRuns } from './database-and-site.ts';

const stored = (state: string) => ({ state, components: [{ name: 'web', state }], adoptedManifestVersion: 1 });
const runs = (isRunning: boolean) => new Map([['web', isRunning]]);

describe('the database', () => {
  it('calls installed what runs, and that alone', () => {
    expect(tellsWhatRuns(stored('installed'), runs(true)).ok).toBe(true);
    expect(tellsWhatRuns(stored('failed'), runs(false)).ok).toBe(true);
    expect(tellsWhatRuns(undefined, runs(false)).ok).toBe(true);
    expect(tellsWhatRuns(stored('anything'), new Map()).ok).toBe(true);
  });

  it('is wrong about what runs, or about what does not', () => {
    expect(tellsWhatRuns(stored('pending'), runs(true)).ok).toBe(false);
    expect(tellsWhatRuns(undefined, runs(true))).toMatchObject({ received: 'component web unknown' });
    expect(tellsWhatRuns(stored('installed'), runs(false)).ok).toBe(false);
  });
});
