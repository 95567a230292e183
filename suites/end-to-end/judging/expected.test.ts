import { describe, expect, it } from 'vitest';
import type { DeploymentState, DeploymentStatus } from '../../../simulator/protocol/documents.ts';
import { endsAsExpected, legalOnSite, type Prospect } from './expected.ts';

const content = (revision: string) => ({ repository: 'oci://r.example/good', revision, values: {} });
const NEW = content('2.0.0');
const OLD = content('1.0.0');

const prospect = (changes: Partial<Prospect> = {}): Prospect => ({
  deploymentId: 'd',
  deviceId: 'edge',
  wanted: new Map([
    ['store', NEW],
    ['front', NEW],
  ]),
  former: new Map(),
  failing: undefined,
  disturbed: false,
  unchanged: null,
  ...changes,
});

const report = (store: DeploymentState, front: DeploymentState): DeploymentStatus => ({
  deploymentId: 'd',
  adoptedManifestVersion: 1n,
  status: { state: store === 'failed' || front === 'failed' ? 'failed' : front },
  components: [
    { name: 'store', state: store },
    { name: 'front', state: front },
  ],
});

const INSTALLED = report('installed', 'installed');
const SECOND_FAILED = report('installed', 'failed');
const FIRST_FAILED = report('failed', 'pending');

describe('a deployment', () => {
  it.each<[string, Partial<Prospect>, DeploymentStatus]>([
    ['sound', {}, INSTALLED],
    ['failing', { failing: 'front' }, SECOND_FAILED],
    ['disturbed', { disturbed: true }, INSTALLED],
    ['disturbed', { disturbed: true }, FIRST_FAILED],
    ['disturbed and failing', { disturbed: true, failing: 'front' }, FIRST_FAILED],
    ['failed before and not changed', { unchanged: SECOND_FAILED }, SECOND_FAILED],
  ])('that is %s ends so', (_what, changes, ended) => {
    expect(endsAsExpected(prospect(changes), ended)).toEqual({ ok: true });
  });

  it.each<[string, Partial<Prospect>, DeploymentStatus | undefined]>([
    ['sound', {}, SECOND_FAILED],
    ['sound', {}, report('installed', 'installing')],
    ['sound', {}, undefined],
    ['failing', { failing: 'front' }, INSTALLED],
    ['failing', { failing: 'front' }, FIRST_FAILED],
    ['disturbed', { disturbed: true }, report('pending', 'pending')],
    ['failed before and not changed', { unchanged: SECOND_FAILED }, INSTALLED],
  ])('that is %s does not end otherwise', (_what, changes, ended) => {
    expect(endsAsExpected(prospect(changes), ended).ok).toBe(false);
  });
});

describe('what may run', () => {
  const legal = (changes: Partial<Prospect>, ended: DeploymentStatus) =>
    legalOnSite(prospect(changes), ended).map(({ component, legal: outcomes }) => [component, outcomes]);
  const ready = (what: typeof NEW) => [{ ...what, ready: true }];

  it('is all of it where all was installed', () => {
    expect(legal({}, INSTALLED)).toEqual([
      ['store', ready(NEW)],
      ['front', ready(NEW)],
    ]);
  });

  it('is what ran before where something failed, and nothing where nothing did', () => {
    expect(legal({}, SECOND_FAILED)).toEqual([
      ['store', ready(NEW)],
      ['front', ['absent']],
    ]);
    const former = new Map([
      ['store', OLD],
      ['front', OLD],
    ]);
    expect(legal({ former }, FIRST_FAILED)).toEqual([
      ['store', ready(OLD)],
      ['front', ready(OLD)],
    ]);
  });

  it('is nothing of components that are no longer wanted', () => {
    expect(legal({ former: new Map([['gone', OLD]]) }, INSTALLED)).toContainEqual(['gone', ['absent']]);
  });
});
