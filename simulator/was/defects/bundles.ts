import { gzipSync } from 'node:zlib';
import { archive, type BundleFile, tar } from '../desired-state/tar.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';

const packing = (change: (files: readonly BundleFile[]) => readonly BundleFile[]): Fault =>
  replacing((behaviour) => ({ archive: (files) => behaviour.archive(change(files)) }));

export const BUNDLE_DEFECTS: readonly Defect[] = [
  defect(
    'bundle-lacks-a-file',
    ['DSM-011', 'DSM-016'],
    'the bundle lacks the last deployment',
    packing((files) => files.slice(0, -1)),
  ),
  defect(
    'bundle-lacks-third-file',
    ['DSM-011', 'DSM-016'],
    'a bundle holds two deployments at most',
    packing((files) => files.slice(0, 2)),
  ),
  defect(
    'bundle-has-an-extra-file',
    ['DSM-011'],
    'the bundle holds a README',
    packing((files) => [...files, { name: 'README.md', body: Buffer.from('# Bundle\n') }]),
  ),
  defect(
    'bundle-has-a-foreign-deployment',
    ['DSM-011'],
    'the bundle holds a deployment that the manifest does not list',
    packing((files) => [
      ...files,
      {
        name: 'other.yaml',
        body: Buffer.from(
          (files[0]?.body.toString() ?? '').replace(/^id: .*/, 'id: 00000000-0000-4000-8000-000000000000'),
        ),
      },
    ]),
  ),
  defect(
    'bundle-in-a-subfolder',
    ['DSM-011'],
    'the files of the bundle are in a folder',
    packing((files) => files.map((file) => ({ ...file, name: `deployments/${file.name}` }))),
  ),
  defect(
    'bundle-holds-other-bytes',
    ['DSM-016', 'DSM-011'],
    'the files of the bundle have a comment that the single YAMLs lack',
    packing((files) =>
      files.map((file) => ({ ...file, body: Buffer.concat([file.body, Buffer.from('# bundled\n')]) })),
    ),
  ),
  defect(
    'bundle-holds-a-file-twice',
    ['DSM-011'],
    'a deployment is in the bundle twice',
    packing((files) => [...files, ...files.slice(0, 1).map((file) => ({ ...file, name: `copy-of-${file.name}` }))]),
  ),
  defect(
    'bundle-is-stale-after-update',
    ['DSM-016', 'DSM-011'],
    'after an update the bundle still holds the former text',
    perInstance(staleFiles),
  ),
  defect(
    'bundle-not-compressed',
    ['DSA-005', 'DSM-010'],
    'the bundle is a tar archive without gzip',
    replacing(() => ({ archive: tar })),
  ),
  defect(
    'bundle-truncated',
    ['DSM-011', 'DSM-016'],
    'the bundle ends in the middle',
    replacing(() => ({ archive: (files) => gzipSync(tar(files).subarray(0, 700)) })),
  ),
  defect(
    'bundle-of-json-files',
    ['DSM-011', 'DSM-016'],
    'the bundle holds nothing but an index',
    packing(() => [{ name: 'index.json', body: Buffer.from('{}') }]),
  ),
  defect(
    'bundle-gzipped-twice',
    ['DSA-005', 'DSM-011', 'DSM-016'],
    'the bundle is compressed twice',
    replacing(() => ({ archive: (files) => gzipSync(archive(files)) })),
  ),
];

function staleFiles(): Fault {
  const first = new Map<string, Buffer>();
  return packing((files) =>
    files.map((file) => {
      const body = first.get(file.name) ?? file.body;
      first.set(file.name, body);
      return { ...file, body };
    }),
  );
}
