import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleContents, sameBytes, sameDocument } from './bundle-contents.ts';
import { sha256Digest } from './digest.ts';
import type { ReceivedDeployment } from './manifest.ts';
import type { BundleEntry } from './tar-bundle.ts';

const yaml = (id: string, rest = ''): Uint8Array => new TextEncoder().encode(`id: ${id}\n${rest}`);
const listed = (id: string, body = yaml(id)): ReceivedDeployment => ({
  deploymentId: id,
  digest: sha256Digest(body),
  url: '',
});
const entry = (name: string, body: Uint8Array, kind: BundleEntry['kind'] = 'file'): BundleEntry => ({
  name,
  kind,
  body,
});

const IDS = fc.uniqueArray(fc.stringMatching(/^[a-f]{4,8}$/), { minLength: 1, maxLength: 5 });

describe('a bundle beside its manifest', () => {
  it('is exact under any names and in any order', () => {
    fc.assert(
      fc.property(
        IDS.chain((ids) => fc.tuple(fc.constant(ids), fc.shuffledSubarray(ids, { minLength: ids.length }))),
        ([ids, order]) => {
          const entries = order.map((id, index) => entry(`f${index}`, yaml(id)));
          const contents = bundleContents(
            entries,
            ids.map((id) => listed(id)),
          );
          expect(contents).toMatchObject({ exact: { ok: true }, flat: { ok: true } });
          expect([...contents.files.keys()].sort()).toEqual([...ids].sort());
        },
      ),
    );
  });

  it('tells a file by its id where the bytes are others, and by its digest where the id is wrong', () => {
    expect(bundleContents([entry('a', yaml('aaaa', '# x\n'))], [listed('aaaa')]).exact.ok).toBe(true);
    expect(bundleContents([entry('a', yaml('zzzz'))], [listed('aaaa', yaml('zzzz'))]).exact.ok).toBe(true);
  });

  const two = [listed('aaaa'), listed('bbbb')];
  const both = [entry('a', yaml('aaaa')), entry('b', yaml('bbbb'))];
  it.each<[string, readonly BundleEntry[]]>([
    ['with one missing', both.slice(1)],
    ['with nothing', []],
    ['with a file more', [...both, entry('README.md', yaml('# hi'))]],
    ['with a deployment more', [...both, entry('c', yaml('cccc'))]],
    ['with one twice', [...both, entry('copy', yaml('aaaa'))]],
    ['in a folder', both.map(({ name, body }) => entry(`d/${name}`, body))],
    ['above the root', [entry('../a', yaml('aaaa')), entry('b', yaml('bbbb'))]],
    ['with a link', [...both, entry('l', new Uint8Array(), 'other')]],
    ['of a link', [entry('a', yaml('aaaa'), 'other'), entry('b', yaml('bbbb'))]],
  ])('is not exact %s', (_what, entries) => {
    expect(bundleContents(entries, two).exact).toMatchObject({ ok: false });
  });

  it('is exact but not flat with an empty folder', () => {
    const contents = bundleContents([...both, entry('d/', new Uint8Array(), 'directory')], two);
    expect(contents).toMatchObject({ exact: { ok: true }, flat: { ok: false } });
  });
});

describe('a deployment in the bundle and alone', () => {
  it('is the same in other bytes, and not with other content', () => {
    expect(sameDocument(yaml('a'), yaml('a')).ok).toBe(true);
    expect(sameDocument(yaml('a', '# x\n'), yaml('a')).ok).toBe(true);
    expect(sameBytes(yaml('a', '# x\n'), yaml('a')).ok).toBe(false);
    expect(sameBytes(yaml('a'), yaml('a')).ok).toBe(true);
    expect(sameDocument(yaml('a', 'b: 1\n'), yaml('a')).ok).toBe(false);
    expect(sameDocument(yaml('a', 'b: ['), yaml('a')).ok).toBe(false);
  });
});
