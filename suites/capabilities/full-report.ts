import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { JsonObject } from '../../simulator/protocol/json.ts';
import type { RevisionTraits } from '../../simulator/protocol/revision.ts';

/** A valid report that has every member of the revision, so that each of them can be spoilt or watched. */
export const fullReport = (
  deviceId: string,
  { labels }: Pick<RevisionTraits, 'labels'>,
): DeviceCapabilities & JsonObject => ({
  properties: {
    id: deviceId,
    vendor: 'waspect',
    modelNumber: 'F-1',
    serialNumber: 'SN 1',
    cpus: [
      { cores: 8, architecture: 'amd64' },
      { cores: 4, architecture: 'arm64' },
    ],
    memory: '16 Gi',
    storage: '256 Gi',
    peripherals: [{ type: 'gpu', manufacturer: 'ACME', model: 'X 1' }, { type: 'camera' }],
    interfaces: [{ type: 'ethernet' }, { type: 'wifi' }],
    otelCollector: true,
    supportedRuntimes: ['oci'],
    supportedDeploymentTypes: ['helm', 'compose'],
  },
  ...(labels && { labels: { 'waspect.example/zone': 'cell 4' } }),
});
