import { describe, expect, it } from 'vitest';
import { RC2_BASES } from './rc2/dialects.ts';
import { readRc2Dialect } from './rc2/revision.ts';
import { revisionOf } from './revisions.ts';

describe('a dialect', () => {
  it('is its base with what the entry says besides', () => {
    expect(readRc2Dialect({})).toEqual(RC2_BASES.O2b);
    expect(readRc2Dialect({ base: 'O1', statusPath: 'singular' })).toEqual({ ...RC2_BASES.O1, statusPath: 'singular' });
  });

  it.each([
    [{ statuspath: 'singular' }, /^DIALECT_UNKNOWN_FACET: statuspath; facets are base, .*statusPath/],
    [{ constructor: 'x' }, /^DIALECT_UNKNOWN_FACET: constructor;/],
    [{ base: 'O3' }, /^DIALECT_UNKNOWN_VALUE: base is "O3"; it may be O0, O1, O2a, O2b/],
    [{ base: 'toString' }, /^DIALECT_UNKNOWN_VALUE: base/],
    [{ statusPath: 'dual' }, /^DIALECT_UNKNOWN_VALUE: statusPath is "dual"; it may be plural, singular/],
    [{ deletesDevices: 'true' }, /^DIALECT_UNKNOWN_VALUE: deletesDevices is "true"; it may be true, false/],
  ])('%j is refused', (entry, message) => {
    expect(() => revisionOf('1.0.0-rc.2', entry)).toThrow(TypeError);
    expect(() => revisionOf('1.0.0-rc.2', entry)).toThrow(message);
  });

  it('shows in what the revision can do', () => {
    expect(revisionOf('1.0.0-rc.2').traits).toMatchObject({ removesDevices: true, gateways: true });
    expect(revisionOf('1.0.0-rc.2', { base: 'O1' }).traits).toMatchObject({ removesDevices: false, gateways: false });
  });

  it('is nothing that 1.0.0-rc.3 has', () => {
    expect(revisionOf('1.0.0-rc.3', {}).id).toBe('1.0.0-rc.3');
    expect(() => revisionOf('1.0.0-rc.3', { base: 'O1' })).toThrow(/^DIALECT_UNKNOWN_FACET: base; revision 1.0.0-rc.3/);
  });

  it('of the interface of 2024 is chosen between its tables and its examples', () => {
    const status = { status: { state: 'installed' }, components: [] };
    const written = (entry: Readonly<Record<string, unknown>>) =>
      revisionOf('pre-draft-2024', entry).documents.write('deployment-status', status);
    expect(written({})).toMatchObject({ status: { state: 'Installed' } });
    expect(written({ base: 'examples' })).toMatchObject({ status: { state: 'installed' } });
    expect(() => revisionOf('pre-draft-2024', { stateCase: 'upper' })).toThrow(/^DIALECT_UNKNOWN_VALUE: stateCase/);
  });
});
