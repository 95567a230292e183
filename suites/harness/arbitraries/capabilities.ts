import fc from 'fast-check';
import {
  CPU_ARCHITECTURES,
  DEPLOYMENT_TYPES,
  type DeviceCapabilities,
  INTERFACE_TYPES,
  type LabelValue,
  PERIPHERAL_TYPES,
} from '../../../simulator/protocol/documents.ts';

const word: fc.Arbitrary<string> = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,30}[A-Za-z0-9]$/);

/** Text of any script, without the control characters that some databases refuse. */
const prose: fc.Arbitrary<string> = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text));

const binaryQuantity = (units: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 1, max: 4096 }), fc.constantFrom(...units)).map(([amount, unit]) => `${amount} ${unit}`);

const labelKey: fc.Arbitrary<string> = fc
  .tuple(fc.stringMatching(/^[a-z]{2,8}\.example$/), fc.stringMatching(/^[A-Za-z][A-Za-z0-9.-]{0,20}$/))
  .map(([domain, name]) => `${domain}/${name}`);

const labelValue: fc.Arbitrary<LabelValue> = fc.oneof(
  prose,
  fc.boolean(),
  fc.integer(),
  fc.array(word, { minLength: 1, maxLength: 4 }),
  fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 4 }),
);

/** Supplier-defined labels; an empty array is left out, because the published schema refuses it (position G-60). */
const labels: fc.Arbitrary<Readonly<Record<string, LabelValue>>> = fc.dictionary(labelKey, labelValue, {
  maxKeys: 5,
  noNullPrototype: true,
});

const identityProperties = (deviceId: string) => ({
  id: fc.constant(deviceId),
  vendor: prose,
  modelNumber: word,
  serialNumber: word,
});

/** As {@link hostCapabilities}, for a device that a workload is assigned to: a WFM that matches may keep one from a host that cannot run its type. */
export const workloadHost = (deviceId: string): fc.Arbitrary<DeviceCapabilities> =>
  hostCapabilities(deviceId).map(({ properties, ...rest }) => ({
    ...rest,
    properties: { ...properties, supportedDeploymentTypes: ['helm', 'compose'] },
  }));

/** A device that hosts workloads: every member that the clause asks of a host (CAP-010), within the closed value lists. */
export const hostCapabilities = (deviceId: string): fc.Arbitrary<DeviceCapabilities> =>
  fc.record(
    {
      properties: fc.record({
        ...identityProperties(deviceId),
        cpus: fc.array(
          fc.record({ cores: fc.integer({ min: 1, max: 256 }), architecture: fc.constantFrom(...CPU_ARCHITECTURES) }),
          { minLength: 1, maxLength: 3 },
        ),
        memory: binaryQuantity(['Ki', 'Mi', 'Gi']),
        storage: binaryQuantity(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']),
        peripherals: fc.array(
          fc.record(
            { type: fc.constantFrom(...PERIPHERAL_TYPES), manufacturer: word, model: word },
            { requiredKeys: ['type'] },
          ),
          { maxLength: 3 },
        ),
        interfaces: fc.array(fc.record({ type: fc.constantFrom(...INTERFACE_TYPES) }), { maxLength: 4 }),
        otelCollector: fc.constant(true),
        supportedRuntimes: fc.constant(['oci'] as const),
        supportedDeploymentTypes: fc.subarray([...DEPLOYMENT_TYPES].slice(0, 2), { minLength: 1 }),
      }),
      labels,
    },
    { requiredKeys: ['properties'], noNullPrototype: true },
  );

/** A see-thru gateway that hosts nothing: identity only (CAP-011). */
export const gatewayCapabilities = (deviceId: string): fc.Arbitrary<DeviceCapabilities> =>
  fc.record(
    { properties: fc.record(identityProperties(deviceId), { noNullPrototype: true }), labels },
    { requiredKeys: ['properties'], noNullPrototype: true },
  );

/** A plain host for checks that are not about its contents; `mark` is its serial number. */
export const plainHost = (deviceId: string, mark = '1'): DeviceCapabilities => ({
  properties: {
    id: deviceId,
    vendor: 'waspect',
    modelNumber: 'M-1',
    serialNumber: mark,
    cpus: [{ cores: 4, architecture: 'amd64' }],
    memory: '16 Gi',
    storage: '256 Gi',
    peripherals: [],
    interfaces: [{ type: 'ethernet' }],
    otelCollector: true,
    supportedRuntimes: ['oci'],
    supportedDeploymentTypes: ['helm', 'compose'],
  },
});

/** A plain gateway that hosts nothing. */
export const plainGateway = (deviceId: string, mark = '1'): DeviceCapabilities => ({
  properties: { id: deviceId, vendor: 'waspect', modelNumber: 'GW-1', serialNumber: mark },
});
