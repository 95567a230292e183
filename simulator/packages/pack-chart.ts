import { parse, stringify } from 'yaml';
import { type Files, readFolder, withFiles } from './archive/read-folder.ts';
import { tarGzip } from './archive/tar.ts';
import { packHostile } from './hostile/index.ts';
import { isValues, mergeValues, type Values } from './merge-values.ts';
import type { PackedChart } from './package.ts';
import { PackageError } from './package-error.ts';

/** What a chart is to be besides what its folder says. */
export interface ChartChanges {
  /** Instead of the one in Chart.yaml. */
  readonly version?: string;
  /** Put over values.yaml. */
  readonly values?: Values;
  /** Files by path, added or instead of those in the folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** Name of a hostile archive, or of a broken chart: what is put into the archive, or done to it. */
  readonly hostile?: string;
}

/**
 * Packs a chart; the same folder and changes always give the same bytes.
 * @throws PackageError CHART_INVALID, HOSTILE_UNKNOWN
 */
export async function packChart(folder: string, changes: ChartChanges = {}): Promise<PackedChart> {
  const files = withFiles(await readFolder(folder), changes.files);
  const description = readYaml(files, 'Chart.yaml');
  const metadata: Values = { ...description, ...(changes.version !== undefined && { version: changes.version }) };
  const { name, version } = metadata;
  if (typeof name !== 'string' || typeof version !== 'string') {
    throw new PackageError('CHART_INVALID', 'Chart.yaml has no name or no version; a chart needs both as text');
  }
  const values = mergeValues(files.has('values.yaml') ? readYaml(files, 'values.yaml') : {}, changes.values ?? {});
  const content = withFiles(files, {
    'Chart.yaml': stringify(metadata),
    ...(Object.keys(values).length > 0 && { 'values.yaml': stringify(values) }),
  });
  const entries = [...content].map(([path, bytes]) => ({
    type: 'file' as const,
    path: `${name}/${path}`,
    content: bytes,
  }));
  const archive = await (changes.hostile === undefined
    ? tarGzip(entries)
    : packHostile(changes.hostile, entries, name));
  return { kind: 'helm', name, version, metadata, archive };
}

function readYaml(files: Files, path: string): Values {
  const bytes = files.get(path);
  const document: unknown = bytes === undefined ? undefined : parse(Buffer.from(bytes).toString('utf8'));
  if (document === null) return {};
  if (isValues(document)) return document;
  throw new PackageError('CHART_INVALID', `${path} is missing or no mapping; a chart has a Chart.yaml that is one`);
}
