import { describe, expect, it } from 'vitest';
import type { DeploymentState, DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { type LastOperation, trueWhenSent } from './report-truth.ts';

const saying = (state: DeploymentState): DeploymentStatus => ({
  deploymentId: 'd',
  adoptedManifestVersion: 1n,
  status: { state },
  components: [{ name: 'web', state }],
});
const judged = (state: DeploymentState, last: LastOperation | undefined): boolean =>
  trueWhenSent(saying(state), () => last).ok;

describe('a report', () => {
  it('may say installed once the installation is done', () => {
    expect(judged('installed', { operation: 'install', outcome: 'done' })).toBe(true);
    expect(judged('installed', { operation: 'update', outcome: 'done' })).toBe(true);
    expect(judged('installed', undefined)).toBe(true);
    expect(judged('installed', { operation: 'install', outcome: 'running' })).toBe(false);
    expect(judged('installed', { operation: 'install', outcome: 'failed' })).toBe(false);
    expect(judged('installed', { operation: 'remove', outcome: 'done' })).toBe(false);
  });

  it('may say removed once the removal is done, or where nothing came to be', () => {
    expect(judged('removed', { operation: 'remove', outcome: 'done' })).toBe(true);
    expect(judged('removed', { operation: 'install', outcome: 'failed' })).toBe(true);
    expect(judged('removed', { operation: 'remove', outcome: 'running' })).toBe(false);
    expect(judged('removed', { operation: 'install', outcome: 'done' })).toBe(false);
  });

  it('may say anything else at any time', () => {
    expect(judged('installing', { operation: 'install', outcome: 'running' })).toBe(true);
    expect(judged('failed', { operation: 'install', outcome: 'failed' })).toBe(true);
  });
});
