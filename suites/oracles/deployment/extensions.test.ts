import { describe, expect, it } from 'vitest';
import { schemaErrors } from '../../../simulator/protocol/rc3/schemas.ts';
import { ASKED, documentWith } from './deployment.test-data.ts';
import {
  carriesExtensions,
  hasNoFormerExtensions,
  keepsBelowSpec,
  keepsOutOfProfile,
  namesExtensions,
} from './extensions.ts';

describe('the extensions of a deployment', () => {
  it('are carried as they are, others beside them are free', () => {
    const document = documentWith(['"x-b-extensions"', '"x-wfm-extensions":{},"x-b-extensions"']);
    expect(carriesExtensions(document, ASKED)).toEqual({ ok: true });
    expect(keepsBelowSpec(document)).toEqual({ ok: true });
    expect(namesExtensions(schemaErrors('application-deployment', document))).toEqual({ ok: true });
  });

  it.each<[string, string]>([
    ['"x-b-extensions"', '"x-c-extensions"'],
    ['"text":"1.0"', '"text":1'],
    ['"text":"1.0"', '"text":"1.0","more":1'],
    ['[1,"1",null]', '[1,"1"]'],
    ['"x-acme-extensions"', '"acme"'],
  ])('are others with %s made %s', (from, to) => {
    expect(carriesExtensions(documentWith([from, to]), ASKED).ok).toBe(false);
  });

  it('go with an update that takes them out', () => {
    const { 'x-b-extensions': _gone, ...without } = ASKED;
    expect(hasNoFormerExtensions(documentWith(), ASKED, ASKED).ok).toBe(true);
    expect(hasNoFormerExtensions(documentWith(), ASKED, without).ok).toBe(false);
    expect(hasNoFormerExtensions(documentWith(['"x-b-extensions"', '"x-c-extensions"']), ASKED, without).ok).toBe(true);
  });

  it('stand under spec, and those of the whole not in the profile', () => {
    expect(keepsBelowSpec(documentWith(['{"id"', '{"x-a-extensions":{},"id"'])).ok).toBe(false);
    expect(keepsBelowSpec(documentWith(['"namespace"', '"x-a-extensions":{},"namespace"'])).ok).toBe(false);
    expect(keepsOutOfProfile(documentWith(), ['x-a-extensions']).ok).toBe(true);
    expect(keepsOutOfProfile(documentWith(), ['x-b-extensions']).ok).toBe(false);
    expect(keepsOutOfProfile(documentWith(), ['x-acme-extensions']).ok).toBe(false);
  });

  it.each<[string, string]>([
    ['"x-b-extensions"', '"x-B-extensions"'],
    ['"x-b-extensions"', '"vendor"'],
    ['"x-b-extensions":{"text":"1.0"}', '"x-b-extensions":"1.0"'],
    ['"x-acme-extensions"', '"x-acme-extension"'],
    ['"applicationId"', '"vendor":1,"applicationId"'],
  ])('are ill-formed with %s made %s', (from, to) => {
    expect(namesExtensions(schemaErrors('application-deployment', documentWith([from, to]))).ok).toBe(false);
  });
});
