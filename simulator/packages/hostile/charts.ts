import { createCipheriv } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { parse, stringify } from 'yaml';
import type { Entry } from '../archive/entry.ts';
import { fileEntry } from '../archive/entry.ts';
import { tar } from '../archive/tar.ts';
import { isValues, type Values } from '../merge-values.ts';
import { changed, type HostileArchive } from './hostile-archive.ts';

const LARGE = 100 * 1024 * 1024;

const describedAs =
  (change: (description: Values) => Values) =>
  (entries: readonly Entry[], directory: string): readonly Entry[] =>
    entries.map((entry) => {
      if (entry.type !== 'file' || entry.path !== `${directory}/Chart.yaml`) return entry;
      const description: unknown = parse(Buffer.from(entry.content).toString('utf8'));
      return fileEntry(entry.path, stringify(change(isValues(description) ? description : {})));
    });

const without = (entries: readonly Entry[], path: string): readonly Entry[] =>
  entries.filter((entry) => entry.path !== path);

/** Bytes that no compression makes fewer, always the same. */
function incompressible(length: number): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(length));
}

/** Archives that look like charts and cannot be deployed as the chart that they are published as. */
export const BROKEN_CHARTS: readonly HostileArchive[] = [
  changed('chart-without-description', 'no Chart.yaml', (entries, directory) =>
    without(entries, `${directory}/Chart.yaml`),
  ),
  changed(
    'chart-without-version',
    'a Chart.yaml that names no version',
    describedAs(({ version: _left, ...rest }) => rest),
  ),
  changed(
    'chart-of-another-name',
    'a Chart.yaml with another name than the repository',
    describedAs((description) => ({ ...description, name: 'another' })),
  ),
  changed(
    'chart-of-another-version',
    'a Chart.yaml with another version than the tag',
    describedAs((description) => ({ ...description, version: '99.0.0' })),
  ),
  changed('chart-with-listed-values', 'a values.yaml that is a list', (entries, directory) => [
    ...without(entries, `${directory}/values.yaml`),
    fileEntry(`${directory}/values.yaml`, '- one\n- two\n'),
  ]),
  {
    id: 'chart-of-100-mb',
    description: 'a sound chart with a file of 100 MiB beside its templates',
    expected: 'refused',
    pack: async (entries, directory) => {
      const large: Entry = { type: 'file', path: `${directory}/large.bin`, content: incompressible(LARGE) };
      return gzipSync(await tar([...entries, large]), { level: 0 });
    },
  },
];
