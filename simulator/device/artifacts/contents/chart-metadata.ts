import { buffer } from 'node:stream/consumers';
import { parse } from 'yaml';
import { sameVersion } from '../../../oci/reference.ts';
import { DeviceError } from '../../device-error.ts';
import type { ArchiveLimits } from '../unpack/archive-limits.ts';
import { entryPath } from '../unpack/entry-path.ts';
import { readEntries, skip } from '../unpack/read-entries.ts';
import { wrongVersion } from './artifact-contents.ts';

const CHART_FILE = 'Chart.yaml';
const CHART_FILE_BYTES = 2 ** 20;

/**
 * Checks a chart archive against what the deployment asked for. The whole of it is read, so that what is too much for
 * this device does not come as far as Helm.
 * @throws DeviceError CHART_INVALID, CHART_VERSION_MISSING, CHART_NAME_MISMATCH, ARTIFACT_VERSION_MISMATCH and those of archives
 */
export async function checkChart(
  file: string,
  expected: { readonly name: string; readonly revision: string },
  limits: ArchiveLimits,
  signal: AbortSignal,
): Promise<void> {
  const found: string[] = [];
  await readEntries(
    file,
    limits,
    async ({ name, type, size }, body) => {
      const path = entryPath(name);
      if (path.length !== 2 || path[1] !== CHART_FILE) return skip(body);
      if (type !== 'file' || size > CHART_FILE_BYTES) throw invalid(`its ${CHART_FILE} is no file of reasonable size`);
      found.push(await text(body));
    },
    signal,
  );
  const [chart, ...others] = found;
  if (chart === undefined || others.length > 0) throw invalid(`it has ${found.length} files ${CHART_FILE}, not one`);
  const { name, version } = metadata(chart);
  if (typeof version !== 'string' || version === '')
    throw new DeviceError(
      'CHART_VERSION_MISSING',
      `${CHART_FILE} has no version; give the chart one and publish it anew`,
    );
  if (!sameVersion(version, expected.revision))
    throw wrongVersion(`the chart has version ${version}, the revision is ${expected.revision}`);
  if (name !== expected.name)
    throw new DeviceError(
      'CHART_NAME_MISMATCH',
      `the chart is named ${JSON.stringify(name)}, its repository ends with ${expected.name}; publish it in a repository of its own name`,
    );
}

async function text(body: AsyncIterable<unknown>): Promise<string> {
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) if (chunk instanceof Uint8Array) yield chunk;
  }
  return (await buffer(bytes())).toString('utf8');
}

function metadata(chart: string): Readonly<Record<string, unknown>> {
  try {
    const document: unknown = parse(chart, { maxAliasCount: 50 });
    if (typeof document === 'object' && document !== null && !Array.isArray(document))
      return Object.fromEntries(Object.entries(document));
  } catch (cause) {
    throw invalid(`its ${CHART_FILE} is no YAML`, cause);
  }
  throw invalid(`its ${CHART_FILE} is no mapping`);
}

const invalid = (detail: string, cause?: unknown): DeviceError =>
  new DeviceError('CHART_INVALID', `the archive is no chart: ${detail}; package it with helm`, { cause });
