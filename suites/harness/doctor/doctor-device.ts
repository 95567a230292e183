import type { DeviceCapabilities } from '../../../simulator/protocol/documents.ts';

/** The plain device that the doctor reports. */
export const DOCTOR_DEVICE: DeviceCapabilities = {
  properties: {
    id: 'doctor',
    vendor: 'waspect',
    modelNumber: 'doctor',
    serialNumber: '0',
    cpus: [{ cores: 2, architecture: 'amd64' }],
    memory: '4 Gi',
    storage: '32 Gi',
    peripherals: [],
    interfaces: [{ type: 'ethernet' }],
    otelCollector: true,
    supportedRuntimes: ['oci'],
    supportedDeploymentTypes: ['helm', 'compose'],
  },
};
