import { describe, expect, it } from 'vitest';
import { documentWith, PARAMETERS } from './deployment.test-data.ts';
import { carriesParameters, hasNoLeftovers, keepsTypes } from './parameters.ts';

describe('the parameters of a deployment', () => {
  it('are carried with values and targets, others beside them are free', () => {
    const document = documentWith(['"parameters":{', '"parameters":{"more":{"value":1,"targets":[]},']);
    expect(carriesParameters(document, PARAMETERS)).toEqual({ ok: true });
    expect(keepsTypes(document, PARAMETERS)).toEqual({ ok: true });
  });

  it.each<[string, string]>([
    ['"value":1.5', '"value":"1.5"'],
    ['"value":true', '"value":"True"'],
  ])('can be written as text (G-53), which is no change of the value but of the type: %s as %s', (from, to) => {
    const document = documentWith([from, to]);
    expect(carriesParameters(document, PARAMETERS).ok).toBe(true);
    expect(keepsTypes(document, PARAMETERS).ok).toBe(false);
  });

  it('can be texts that a writer of YAML 1.1 leaves unquoted, which is a change of the type too', () => {
    const asked = { size: { value: '09', targets: [] } };
    const received = (value: number) => ({ spec: { parameters: { size: { value, targets: [] } } } });
    expect(carriesParameters(received(9), asked).ok).toBe(true);
    expect(keepsTypes(received(9), asked)).toMatchObject({ ok: false, received: expect.stringContaining('YAML 1.1') });
    expect(carriesParameters(received(8), asked).ok).toBe(false);
  });

  it.each<[string, string]>([
    ['"value":"1.0"', '"value":1'],
    ['"value":"1.0"', '"value":"1"'],
    ['"value":1.5', '"value":2'],
    ['"value":1.5', '"value":""'],
    ['"value":true', '"value":1'],
    ['"value":true', '"value":"yes"'],
    ['"flag"', '"flags"'],
    ['"pointer":"a.b"', '"pointer":"a"'],
    ['["pump","alarm"]', '["pump"]'],
    ['"parameters"', '"values"'],
  ])('are others with %s made %s', (from, to) => {
    expect(carriesParameters(documentWith([from, to]), PARAMETERS).ok).toBe(false);
  });

  it('can have their targets in another order and grouping', () => {
    const target = (pointer: string, ...components: readonly string[]) => ({ pointer, components });
    const asked = { a: { value: 1, targets: [target('x', 'pump', 'alarm'), target('y', 'pump')] } };
    const received = (...targets: readonly ReturnType<typeof target>[]) => ({
      spec: { parameters: { a: { value: 1, targets } } },
    });
    const kept = received(target('y', 'pump'), target('x', 'alarm'), target('x', 'pump'));
    expect(carriesParameters(kept, asked)).toEqual({ ok: true });
    for (const lost of [
      received(),
      received(target('x', 'pump', 'alarm')),
      received(target('x', 'pump', 'alarm'), target('y', 'pump', 'alarm')),
    ])
      expect(carriesParameters(lost, asked).ok).toBe(false);
  });

  it('leave nothing behind when an update takes them out', () => {
    const { flag: _gone, ...rest } = PARAMETERS;
    expect(hasNoLeftovers(documentWith(), PARAMETERS, PARAMETERS).ok).toBe(true);
    expect(hasNoLeftovers(documentWith(), PARAMETERS, rest).ok).toBe(false);
    expect(hasNoLeftovers(documentWith(['"flag"', '"other"']), PARAMETERS, rest).ok).toBe(true);
  });
});
