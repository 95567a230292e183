import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { PackedChart } from '../package.ts';
import type { Keyring } from './keyring.ts';

/**
 * Signs a chart as `helm package --sign` does: its metadata and the digest of its archive, readable and signed
 * (https://helm.sh/docs/topics/provenance). The answer is the content of the `.prov` file.
 * @throws PackageError GPG_MISSING, GPG_FAILED
 */
export async function signChart(chart: PackedChart, keyring: Keyring): Promise<Uint8Array> {
  const digest = `sha256:${createHash('sha256').update(chart.archive).digest('hex')}`;
  const files = { files: { [`${chart.name}-${chart.version}.tgz`]: digest } };
  return Buffer.from(await keyring.clearSign(`${stringify(chart.metadata)}\n...\n${stringify(files)}`));
}
