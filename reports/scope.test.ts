import { describe, expect, it } from 'vitest';
import { conformantSample } from './sample.test-data.ts';
import { clusterText, scopeSentence } from './scope.ts';
import { endToEndSample, withoutClusterSample } from './timeline/sample.test-data.ts';

describe('what a verdict is for', () => {
  it.each([
    ['The verdict is for the profile core.', conformantSample()],
    [
      'The verdict is for the profile core. No cluster was found (no kubeconfig, no container engine). To get one: waspect cluster up.',
      withoutClusterSample(),
    ],
    [
      'The verdict is for the profiles core and end-to-end, deployed onto debian waspect-x3f9, Kubernetes v1.20.2, Helm v3.18.1 and dockerd 20.10.24 (its own).',
      endToEndSample(),
    ],
  ])('is said as: %s', (sentence, { run }) => {
    expect(scopeSentence(run)).toBe(sentence);
  });

  it('says where fewer cases were judged', () => {
    const { run } = conformantSample();
    expect(scopeSentence({ ...run, lightened: { checks: 204, share: 0.4 } })).toBe(
      'The verdict is for the profile core. 204 checks that this run has judged in another revision were judged on 40 % of their cases; a run of this revision alone judges all.',
    );
  });

  it('names the kind of a cluster once', () => {
    expect(clusterText({ kind: 'kubeconfig', name: 'edge-1', version: 'v1.31.0' })).toBe(
      'kubeconfig edge-1, Kubernetes v1.31.0',
    );
    expect(clusterText({ kind: 'kind', name: 'kind waspect', version: 'v1.31.0' })).toBe(
      'kind waspect, Kubernetes v1.31.0',
    );
  });
});
