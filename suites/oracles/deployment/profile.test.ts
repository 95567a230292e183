import { describe, expect, it } from 'vitest';
import { ASKED, documentWith } from './deployment.test-data.ts';
import { carriesConstraints, carriesProfile, pointsToArtifacts } from './profile.ts';

const PROFILE_RULES = [carriesProfile, pointsToArtifacts, carriesConstraints];

describe('the profile of a deployment', () => {
  it.each([
    ['as it was asked for', documentWith()],
    ['with the default of wait written out', documentWith(['"revision":"0.1.0"', '"revision":"0.1.0","wait":true'])],
    ['with a member more in the properties', documentWith(['"revision":"0.1.0"', '"revision":"0.1.0","x":1'])],
    ['with the same timeout otherwise written', documentWith(['"5m0s"', '"05m00s"'])],
  ])('is carried %s', (_how, document) => {
    for (const rule of PROFILE_RULES) expect(rule(document, ASKED)).toEqual({ ok: true });
  });

  it.each<[string, readonly [string, string]]>([
    ['of another type', ['"helm"', '"Helm"']],
    ['with a component under another name', ['"alarm","properties"', '"Alarm","properties"']],
    ['without wait: false', ['"wait":false,', '']],
    ['with wait as a text', ['"wait":false', '"wait":"false"']],
    ['without timeout', [',"timeout":"5m0s"', '']],
    ['with another timeout', ['5m0s', '5m1s']],
    ['with wait: false where none was asked', ['"revision":"0.1.0"', '"revision":"0.1.0","wait":false']],
    ['without components', ['"components"', '"parts"']],
  ])('is not carried %s', (_how, change) => {
    expect(carriesProfile(documentWith(change), ASKED).ok).toBe(false);
  });

  it('has its components in their order, only those and all of them', () => {
    const reversed = { ...ASKED, components: ASKED.components.toReversed() };
    const fewer = { ...ASKED, components: ASKED.components.slice(0, 1) };
    const more = { ...ASKED, components: [...ASKED.components, ...ASKED.components] };
    for (const asked of [reversed, fewer, more]) expect(carriesProfile(documentWith(), asked).ok).toBe(false);
  });

  it.each<[string, string]>([
    ['oci://registry.example/alarm', 'https://registry.example/alarm'],
    ['1.2.3_b.7', '1.2.3+b.7'],
    ['1.2.3_b.7', 'v1.2.3_b.7'],
    ['1.2.3_b.7', '1.2.3'],
    ['"revision":"0.1.0"', '"revision":0.1'],
  ])('does not point to its artifacts with %s made %s', (from, to) => {
    expect(pointsToArtifacts(documentWith([from, to]), ASKED).ok).toBe(false);
  });

  it.each<[string, string]>([
    ['"cores":2', '"cores":"2"'],
    ['"cores":2', '"cores":2,"architectures":[]'],
    ['[{},{"labelSelector":{}}]', '[{"labelSelector":{}},{}]'],
    ['[{},{"labelSelector":{}}]', '[{"labelSelector":{}}]'],
    ['"deviceConstraints"', '"constraints"'],
  ])('has other constraints with %s made %s', (from, to) => {
    expect(carriesConstraints(documentWith([from, to]), ASKED).ok).toBe(false);
  });

  it('has none where none are asked for, or empty ones', () => {
    const { deviceConstraints: _none, ...plain } = ASKED;
    expect(carriesConstraints(documentWith(), plain).ok).toBe(false);
    expect(carriesConstraints(documentWith(['"deviceConstraints"', '"other"']), plain).ok).toBe(true);
    const empty = documentWith([JSON.stringify(ASKED.deviceConstraints), '{}']);
    expect(carriesConstraints(empty, plain).ok).toBe(true);
    expect(carriesConstraints(empty, ASKED).ok).toBe(false);
  });
});
