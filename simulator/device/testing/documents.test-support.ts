import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { stringify } from 'yaml';
import type { DeviceCapabilities } from '../../protocol/documents.ts';
import type { JsonValue } from '../../protocol/json.ts';

export interface OrderedDeployment {
  readonly id: string;
  readonly deviceId: string;
  readonly components?: readonly { readonly name: string; readonly revision?: string; readonly timeout?: string }[];
  readonly deviceConstraints?: JsonValue;
  readonly parameters?: JsonValue;
}

/** A deployment as a WFM writes it. */
export function deploymentYaml({
  id,
  deviceId,
  components = [{ name: 'app' }],
  deviceConstraints,
  parameters = {},
}: OrderedDeployment): Buffer {
  return Buffer.from(
    stringify({
      id,
      metadata: { name: `name-${id.slice(0, 4)}`, namespace: 'tests', deviceId },
      spec: {
        applicationId: 'com-example-app',
        deploymentProfile: {
          type: 'compose',
          components: components.map(({ name, revision = '1.0.0', timeout }) => ({
            name,
            properties: { repository: `oci://registry.example/${name}`, revision, ...(timeout && { timeout }) },
          })),
          ...(deviceConstraints !== undefined && { deviceConstraints }),
          'x-example-extensions': { ignored: true },
        },
        parameters,
      },
    }),
  );
}

export interface TarEntry {
  readonly name: string;
  readonly bytes: Buffer;
  readonly type?: 'file' | 'directory' | 'symlink';
}

export async function bundleOf(entries: readonly TarEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { name, bytes, type = 'file' } of entries)
    archive.entry({ name, type, ...(type === 'symlink' && { linkname: '/etc/passwd' }) }, type === 'file' ? bytes : '');
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** A host that takes Compose deployments. */
export const hostCapabilities = (id: string): DeviceCapabilities => ({
  properties: {
    id,
    vendor: 'Example',
    modelNumber: 'M-1',
    serialNumber: `SN-${id}`,
    cpus: [{ cores: 4, architecture: 'arm64' }],
    memory: '8 Gi',
    storage: '64 Gi',
    peripherals: [],
    interfaces: [{ type: 'ethernet' }],
    otelCollector: true,
    supportedRuntimes: ['oci'],
    supportedDeploymentTypes: ['compose'],
  },
  labels: { 'example.org/line': 'a' },
});

/** A gateway that hosts nothing leaves out all that a host has to say (CAP-011). */
export const gatewayCapabilities = (id: string): DeviceCapabilities => ({
  properties: { id, vendor: 'Example', modelNumber: 'G-1', serialNumber: `SN-${id}` },
});
