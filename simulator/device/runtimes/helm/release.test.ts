import { assert, property, record, string, uniqueArray } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyFrom, labelsFor, releaseName } from './release.ts';

const any = string({ unit: 'binary', maxLength: 120 });
const key = record({ deploymentId: any, namespace: any, name: any });

describe('the release of a component', () => {
  it('has a name that Helm takes, the same each time, and another one for every other component', async () => {
    const identity = record({ owner: any, deploymentId: any, name: any });
    const selector = (item: object) => JSON.stringify(Object.values(item));
    await assert(
      property(uniqueArray(identity, { minLength: 2, maxLength: 6, selector }), (identities) => {
        const names = identities.map(({ owner, ...rest }) => releaseName(owner, rest));
        for (const name of names) expect(name).toMatch(/^(?=.{1,53}$)[a-z]([a-z0-9-]*[a-z0-9])?$/);
        expect(new Set(names).size).toBe(identities.length);
        expect(identities.map(({ owner, ...rest }) => releaseName(owner, rest))).toEqual(names);
      }),
      { seed: 3 },
    );
  });

  it('carries labels that Kubernetes takes, from which the component is read again', async () => {
    await assert(
      property(any, key, (owner, component) => {
        const labels = labelsFor(owner, component);
        for (const [name, value] of labels) {
          expect(name).toMatch(/^[a-z]([a-z0-9.-]{0,61}[a-z0-9])?$/);
          expect(value).toMatch(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/);
        }
        expect(keyFrom(labels)).toEqual(component);
      }),
      { seed: 4 },
    );
  });

  it('reads well where its component has a good name', () => {
    const component = {
      deploymentId: '6ba7b810-9dad-41d1-80b4-00c04fd430c8',
      namespace: 'shop',
      name: 'order-database',
    };
    expect(releaseName('d1', component)).toMatch(/^w-order-database-[0-9a-f]{24}$/);
    expect(Object.fromEntries(labelsFor('d1', component))).toMatchObject({
      'waspect-deploymentid': component.deploymentId,
      'waspect-namespace': 'shop',
      'waspect-name': 'order-database',
    });
  });

  it('is no component of ours without its labels', () => {
    expect(keyFrom(new Map([['waspect-name', 'web']]))).toBeUndefined();
  });
});
