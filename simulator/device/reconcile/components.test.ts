import { describe, expect, it } from 'vitest';
import type { ApplicationDeployment } from '../../protocol/documents.ts';
import { componentsOf, fingerprintOf } from './components.ts';

const deployment = (changes: { wait?: boolean; timeout?: string; revision?: string } = {}): ApplicationDeployment => ({
  id: '66666666-6666-4666-8666-666666666666',
  metadata: { name: 'app', namespace: 'tests', deviceId: 'd' },
  spec: {
    applicationId: 'com-example-app',
    deploymentProfile: {
      type: 'helm',
      components: [
        { name: 'db', properties: { repository: 'oci://r.example/db', revision: '1.0.0', ...changes } },
        { name: 'web', properties: { repository: 'oci://r.example/web', revision: '1.0.0' } },
      ],
    },
    parameters: {
      size: { value: 5, targets: [{ pointer: 'storage.size', components: ['db'] }] },
      host: {
        value: 'h',
        targets: [
          { pointer: 'global.host', components: ['db', 'web', 'not-there'] },
          { pointer: 'ingress.host', components: ['web'] },
        ],
      },
      nowhere: { value: true, targets: [] },
    },
  },
});

describe('the components of a deployment', () => {
  it('come in their order, each with the parameters that are meant for it', () => {
    expect(componentsOf(deployment()).map(({ name, values }) => ({ name, values }))).toEqual([
      {
        name: 'db',
        values: [
          { pointer: 'storage.size', value: 5 },
          { pointer: 'global.host', value: 'h' },
        ],
      },
      {
        name: 'web',
        values: [
          { pointer: 'global.host', value: 'h' },
          { pointer: 'ingress.host', value: 'h' },
        ],
      },
    ]);
  });

  it.each([
    [{}, { wait: true, timeoutMs: 300_000 }],
    [
      { wait: false, timeout: '8m30s' },
      { wait: false, timeoutMs: 510_000 },
    ],
    [{ timeout: '0m0s' }, { wait: true, timeoutMs: 0 }],
    [{ timeout: '99999999m0s' }, { timeoutMs: 604_800_000 }],
    [{ timeout: 'soon' }, { timeoutMs: 300_000 }],
  ])('%j gives %j', (properties, expected) => {
    expect(componentsOf(deployment(properties))[0]).toMatchObject(expected);
  });

  it('are the same where only the waiting differs, and others where anything else does', () => {
    const [first, waiting, newer] = [{}, { wait: false, timeout: '1m0s' }, { revision: '1.0.1' }].map((changes) =>
      componentsOf(deployment(changes)).map(fingerprintOf),
    );
    expect(waiting).toEqual(first);
    expect(newer?.[0]).not.toBe(first?.[0]);
    expect(newer?.[1]).toBe(first?.[1]);
  });
});
