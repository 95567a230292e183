import { describe, expect, it } from 'vitest';
import { contentsOf } from './component-content.ts';
import { documentWith } from './deployment.test-data.ts';

describe('the contents of components', () => {
  it('are in the order of the document, with the values that aim at each', () => {
    const contents = contentsOf(documentWith());
    expect([...contents.keys()]).toEqual(['pump', 'alarm']);
    expect(contents.get('pump')).toEqual({
      repository: 'oci://registry.example/pump',
      revision: '1.2.3_b.7',
      values: { a: { b: '1.0' }, c: 1.5 },
    });
    expect(contents.get('alarm')?.values).toEqual({ a: { b: '1.0' } });
  });

  it('put several values into one place of the tree', () => {
    const contents = contentsOf(documentWith(['"pointer":"c"', '"pointer":"a.d.e"']));
    expect(contents.get('pump')?.values).toEqual({ a: { b: '1.0', d: { e: 1.5 } } });
  });

  it('are empty where there is no profile', () => {
    expect([...contentsOf({})]).toEqual([]);
  });
});
