import fc from 'fast-check';
import {
  CONTAINER_RUNTIMES,
  CPU_ARCHITECTURES,
  type DeviceCapabilities,
  INTERFACE_TYPES,
  PERIPHERAL_TYPES,
} from '../../../simulator/protocol/documents.ts';
import type { RevisionTraits } from '../../../simulator/protocol/revision.ts';

const amount = (units: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(1, 7, 59, 512, 1023, 1862, 65_536, 4_194_304), fc.constantFrom(...units))
    .map(([number, unit]) => `${number} ${unit}`);

/** Machines from a single small core to racks of them, with all that is listed of peripherals and interfaces (USR-003). */
export const machineOfAnySize = (
  deviceId: string,
  { labels, deploymentTypes }: Pick<RevisionTraits, 'labels' | 'deploymentTypes'>,
): fc.Arbitrary<DeviceCapabilities> =>
  fc.record({
    properties: fc.record({
      id: fc.constant(deviceId),
      vendor: fc.constant('waspect'),
      modelNumber: fc.constantFrom('nano', 'rack', 'M-1'),
      serialNumber: fc.stringMatching(/^[A-Z0-9]{6,12}$/),
      cpus: fc.array(
        fc.record({
          cores: fc.constantFrom(1, 2, 24, 96, 128, 256, 1024),
          architecture: fc.constantFrom(...CPU_ARCHITECTURES),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      memory: amount(['Ki', 'Mi', 'Gi']),
      storage: amount(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']),
      peripherals: fc.array(
        fc.record(
          { type: fc.constantFrom(...PERIPHERAL_TYPES), manufacturer: fc.constant('ACME'), model: fc.constant('X 1') },
          { requiredKeys: ['type'] },
        ),
        { maxLength: 12 },
      ),
      interfaces: fc.shuffledSubarray([...INTERFACE_TYPES]).map((types) => types.map((type) => ({ type }))),
      otelCollector: fc.constant(true),
      supportedRuntimes: fc.shuffledSubarray(
        CONTAINER_RUNTIMES.filter((runtime) => runtime === 'oci' || deploymentTypes.includes(runtime)),
        { minLength: 1 },
      ),
      supportedDeploymentTypes: fc.shuffledSubarray([...deploymentTypes], { minLength: 1 }),
    }),
    // Whoever reports custom has labels to be found by (CAP-016).
    ...(labels && { labels: fc.constant({ 'waspect.example/custom.host': true }) }),
  });
