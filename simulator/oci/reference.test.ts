import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isOciDigest,
  isSemVer,
  parseHost,
  parseRepository,
  repositoryUrl,
  sameVersion,
  tagOfRevision,
} from './reference.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/).filter((text) => !/^\d+$/.test(text));
const host = fc
  .tuple(fc.array(label, { minLength: 1, maxLength: 3 }), fc.option(fc.integer({ min: 1, max: 65535 })))
  .map(([labels, port]) => `${labels.join('.')}x${port === null || port === 443 ? '' : `:${port}`}`);
const name = fc
  .array(fc.stringMatching(/^[a-z0-9]{1,5}((\.|_|__|-{1,3})[a-z0-9]{1,5}){0,2}$/), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join('/'));

const codeOf = (parse: () => unknown): string => {
  try {
    return `parsed ${JSON.stringify(parse())}`;
  } catch (error) {
    return error instanceof Error ? (error.message.split(':')[0] ?? '') : String(error);
  }
};

describe('references', () => {
  it('gives back every repository as it was written', () => {
    fc.assert(
      fc.property(host, name, (somewhere, something) => {
        const url = `oci://${somewhere}/${something}`;
        expect(repositoryUrl(parseRepository(url))).toBe(url);
      }),
    );
  });

  it('either takes a text as it is or refuses it with a code', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `oci://${text}`),
          fc.webUrl(),
        ),
        (text) => {
          const outcome = codeOf(() => repositoryUrl(parseRepository(text)));
          expect([
            'REFERENCE_INVALID',
            `parsed ${JSON.stringify(text.toLowerCase().replace(/:443\//, '/'))}`,
          ]).toContain(outcome);
        },
      ),
    );
  });

  it.each([
    'http://registry.example/charts',
    'oci://registry.example',
    'oci:///charts',
    'oci://user:secret@registry.example/charts',
    'oci://registry.example/Charts',
    'oci://registry.example/charts:1.0.0',
    'oci://registry.example/charts@sha256:00',
    'oci://registry.example/charts?x=1',
    'oci://registry.example/charts#x',
    'oci://registry.example/../charts',
    'oci://registry.example/charts//pump',
    'oci://registry.example/charts/',
    'oci://registry.example:0/charts',
    'oci://registry.example:65536/charts',
    'oci://registry.example:080/charts',
    'oci://registry.example./charts',
    'oci://registry%2eexample/charts',
    'oci://0x7f.1/charts',
    'oci://127.1/charts',
    'oci://[::1/charts',
    'oci://registry.example/charts\n',
    `oci://registry.example/${'a'.repeat(256)}`,
  ])('refuses %s', (text) => {
    expect(codeOf(() => parseRepository(text))).toBe('REFERENCE_INVALID');
  });

  it('has one normal form for a host', () => {
    expect(parseHost('Registry.Example:443')).toBe('registry.example');
    expect(parseHost('[0:0::1]:5000')).toBe('[::1]:5000');
    expect(parseHost('127.0.0.1:5000')).toBe('127.0.0.1:5000');
  });

  it('stores the + of a version as _ and takes both for the same', () => {
    expect(tagOfRevision('1.0.0+build.5')).toBe('1.0.0_build.5');
    expect(sameVersion('1.0.0_build.5', '1.0.0+build.5')).toBe(true);
    expect(sameVersion('1.0.0', '1.0.1')).toBe(false);
    expect(codeOf(() => tagOfRevision('^1.0'))).toBe('REFERENCE_INVALID');
    expect(codeOf(() => tagOfRevision(''))).toBe('REFERENCE_INVALID');
  });

  it('knows SemVer from what only looks like it', () => {
    for (const version of ['0.0.0', '1.2.3-rc.1', '1.2.3-0a+01', '10.20.30+x-y']) expect(isSemVer(version)).toBe(true);
    for (const version of ['v1.0.0', '1.0', '01.0.0', '1.0.0-', '1.0.0-01', 'latest', ''])
      expect(isSemVer(version)).toBe(false);
  });

  it('knows digests by algorithm and length', () => {
    expect(isOciDigest(`sha256:${'a'.repeat(64)}`)).toBe(true);
    expect(isOciDigest(`sha512:${'a'.repeat(128)}`)).toBe(true);
    expect(isOciDigest(`sha256:${'A'.repeat(64)}`)).toBe(false);
    expect(isOciDigest(`sha256:${'a'.repeat(63)}`)).toBe(false);
    expect(isOciDigest(`md5:${'a'.repeat(32)}`)).toBe(false);
  });
});
