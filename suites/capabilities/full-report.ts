import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { JsonObject } from '../../simulator/protocol/json.ts';

/** A valid report that has every member of the standard, so that each of them can be spoilt or watched. */
export const fullReport = (deviceId: string): DeviceCapabilities & JsonObject => ({
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
  labels: { 'waspect.example/zone': 'cell 4' },
});
