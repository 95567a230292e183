import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import type { FieldError } from '../http/problem.ts';
import { labels, member, properties } from './capability-documents.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, withStatus } from './exchanges.ts';

/** Judges documents otherwise: `forgives` drops errors, `invents` adds some. */
const judging = (
  forgives: (error: FieldError) => boolean,
  invents: (document: JsonValue, deviceId: string) => boolean = () => false,
): Fault =>
  replacing((behaviour) => ({
    capabilityErrors: (document, deviceId) => [
      ...behaviour.capabilityErrors(document, deviceId).filter((error) => !forgives(error)),
      ...(invents(document, deviceId) ? [{ field: '', message: 'is not accepted here' }] : []),
    ],
  }));

const keep = (): boolean => false;

const lists = (value: JsonValue | undefined, known: readonly string[]): boolean =>
  Array.isArray(value) && value.some((item) => !known.includes(String(item)));

const isHost = (document: JsonValue): boolean => 'cpus' in properties(document);

export const CAPABILITY_RULE_DEFECTS: readonly Defect[] = [
  defect(
    'missing-serial-number-accepted',
    ['CAP-006'],
    'capabilities without a serial number are accepted',
    judging(({ message }) => message.includes("'serialNumber'")),
  ),
  defect(
    'wrong-types-accepted',
    ['CAP-006'],
    'members of the wrong JSON type are accepted',
    judging(({ message }) => message.startsWith('must be ')),
  ),
  defect(
    'unknown-runtime-refused',
    ['CAP-015'],
    'a runtime outside the enumeration is refused',
    judging(keep, (document) => lists(properties(document)['supportedRuntimes'], ['oci', 'custom'])),
  ),
  defect(
    'unknown-deployment-type-refused',
    ['CAP-015'],
    'a deployment type outside the enumeration is refused',
    judging(keep, (document) => lists(properties(document)['supportedDeploymentTypes'], ['helm', 'compose', 'custom'])),
  ),
  defect(
    'non-hosting-gateway-refused',
    ['CAP-006', 'CAP-011'],
    'a device that states no processors is refused',
    judging(keep, (document) => !isHost(document)),
  ),
  defect(
    'hosting-gateway-refused',
    ['CAP-006', 'GWY-005'],
    'a second report of a device that hosts workloads is refused once it has children',
    perInstance(hostingGateway),
  ),
  defect(
    'extension-refused',
    ['CAP-006', 'EXT-002'],
    'capabilities with an extension are refused',
    judging(keep, (document) => isJsonObject(document) && Object.keys(document).some((name) => name.startsWith('x-'))),
  ),
  defect(
    'unknown-property-refused',
    ['CAP-006'],
    'an unknown member of properties is refused',
    judging(keep, (document) => Object.keys(properties(document)).some((name) => !KNOWN_PROPERTIES.includes(name))),
  ),
  defect(
    'array-labels-refused',
    ['CAP-006', 'CAP-017', 'USR-004'],
    'labels whose value is a list are refused',
    judging(keep, (document) => Object.values(labels(document)).some(Array.isArray)),
  ),
  defect(
    'boolean-labels-refused',
    ['CAP-006', 'CAP-017', 'USR-004'],
    'labels whose value is a boolean are refused',
    judging(keep, (document) => Object.values(labels(document)).some((value) => typeof value === 'boolean')),
  ),
  defect(
    'large-machines-refused',
    ['CAP-006', 'USR-003'],
    'more than 64 cores in one entry are refused',
    judging(keep, (document) => {
      const cpus = properties(document)['cpus'];
      return Array.isArray(cpus) && cpus.some((cpu) => Number(member(cpu, 'cores')) > 64);
    }),
  ),
  defect(
    'tilde-in-device-id-refused',
    ['CAP-006', 'CAP-008'],
    'a deviceId with a tilde is refused',
    judging(keep, (_document, deviceId) => deviceId.includes('~')),
  ),
  defect(
    'child-before-gateway-accepted',
    ['GWY-004', 'CAP-006'],
    'a child is accepted before its gateway',
    replacing(() => ({ gatewayOf: () => undefined })),
  ),
  defect(
    'every-ancestor-required',
    ['GWY-004', 'CAP-006'],
    'a child is refused while the device right above it is unknown',
    replacing(() => ({
      gatewayOf: (deviceId) => (deviceId.includes('/') ? deviceId.slice(0, deviceId.lastIndexOf('/')) : undefined),
    })),
  ),
  defect(
    'deep-children-refused',
    ['GWY-002', 'CAP-006'],
    'children of more than two segments are refused',
    judging(keep, (_document, deviceId) => deviceId.split('/').length > 2),
  ),
  defect(
    'raw-slash-refused',
    ['CAP-006', 'CAP-008', 'GWY-002'],
    'a deviceId with raw slashes is an unknown path',
    answering({ resource: 'capabilities', when: ({ path }) => path.split('/').length > 5 }, withStatus(404)),
  ),
];

const KNOWN_PROPERTIES = [
  'id',
  'vendor',
  'modelNumber',
  'serialNumber',
  'cpus',
  'memory',
  'storage',
  'peripherals',
  'interfaces',
  'otelCollector',
  'supportedRuntimes',
  'supportedDeploymentTypes',
];

function hostingGateway(): Fault {
  const parents = new Set<string>();
  return judging(keep, (document, deviceId) => {
    const [top = '', ...below] = deviceId.split('/');
    if (below.length > 0) parents.add(top);
    return parents.has(deviceId) && isHost(document);
  });
}
