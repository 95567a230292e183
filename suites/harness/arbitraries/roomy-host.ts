import type { DeploymentType, DeviceCapabilities } from '../../../simulator/protocol/documents.ts';

/** A label that every {@link roomyHost} has. */
export const HOST_LABEL = { key: 'waspect.example/site', value: 'hall-3' } as const;

/** A host that takes every deployment of the suite, so that a WFM that matches finds no reason to refuse one. */
export const roomyHost = (
  deviceId: string,
  types: readonly DeploymentType[] = ['helm', 'compose'],
): DeviceCapabilities => ({
  properties: {
    id: deviceId,
    vendor: 'Example Devices',
    modelNumber: 'EX-64',
    serialNumber: 'EX-64-0001',
    cpus: [{ cores: 64, architecture: 'amd64' }],
    memory: '256 Gi',
    storage: '8 Ti',
    peripherals: [{ type: 'gpu', manufacturer: 'Example', model: 'G-1' }],
    interfaces: [{ type: 'ethernet' }, { type: 'wifi' }],
    otelCollector: true,
    supportedRuntimes: types.includes('custom') ? ['oci', 'custom'] : ['oci'],
    supportedDeploymentTypes: types,
  },
  labels: { [HOST_LABEL.key]: HOST_LABEL.value },
});
