import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue, toJson } from '../json.ts';
import { PRE_DRAFT_BASES } from './dialects.ts';
import { preDraftDocuments } from './documents.ts';
import { wholeGigabytes } from './quantities.ts';

const CAPABILITIES: JsonObject = {
  properties: {
    id: 'd',
    vendor: 'v',
    modelNumber: 'm',
    serialNumber: 's',
    cpus: [{ cores: 4, architecture: 'amd64' }],
    memory: '64 Gi',
    storage: '1 Ti',
    peripherals: [{ type: 'gpu', manufacturer: 'n', model: 'g' }],
    interfaces: [{ type: 'ethernet' }],
    otelCollector: true,
    supportedRuntimes: ['oci'],
    supportedDeploymentTypes: ['helm'],
  },
  labels: {
    'vendor.example/language-runtimes': ['python@3.12'],
    'vendor.example/security': ['tpm-2.0'],
    'vendor.example/connectivity': 'steady',
    'vendor.example/update-interval-seconds': 60,
    'vendor.example/domain': 'water',
    site: 'north',
  },
};

const STATUS: JsonObject = {
  deploymentId: '1f0f8a8e-0f6f-4c39-9d1f-5f1d43c6a001',
  adoptedManifestVersion: 3,
  status: { state: 'failed', error: { code: '1', source: 'x', message: 'm' } },
  components: [{ name: 'c', state: 'installed' }],
};

describe.each(['tables', 'examples'] as const)('after the %s of the text', (base) => {
  const documents = preDraftDocuments(PRE_DRAFT_BASES[base]);

  it('writes documents that its schemas accept, and that they do not accept of the model', () => {
    for (const [kind, model] of [
      ['device-capabilities', CAPABILITIES],
      ['deployment-status', STATUS],
    ] as const) {
      expect(documents.schemaErrors(kind, documents.write(kind, model))).toEqual([]);
      expect(documents.schemaErrors(kind, model)).not.toEqual([]);
    }
  });

  it('knows no report of a removal', () => {
    const removed = documents.write('deployment-status', { ...STATUS, status: { state: 'removed' } });
    expect(documents.schemaErrors('deployment-status', removed)).toMatchObject([{ pointer: '/status/state' }]);
  });

  it('leaves what it cannot understand for the WFM to judge', () => {
    const properties = { cpus: 7, memory: {}, peripherals: 'many', interfaces: [null] };
    expect(documents.write('device-capabilities', { properties })).toMatchObject({
      properties: { resources: { cpus: 7, memory: {} }, peripherals: 'many', interfaces: [null] },
    });
    expect(documents.write('deployment-status', [])).toEqual([]);
  });
});

it('says of a device what the tables ask for, and what the users ask for', () => {
  const written = preDraftDocuments(PRE_DRAFT_BASES.tables).write('device-capabilities', CAPABILITIES);
  expect(isJsonObject(written) ? written['properties'] : written).toEqual({
    id: 'd',
    vendor: 'v',
    modelNumber: 'm',
    serialNumber: 's',
    roles: ['Standalone Cluster'],
    resources: { cpus: [{ cpuArchitecture: 'amd64', cores: 4, frequency: 1 }], memory: 68, storage: 1099 },
    peripherals: [{ name: 'g', type: 'gpu', modelNumber: 'g', properties: { manufacturer: 'n' } }],
    interfaces: [{ name: 'ethernet0', type: 'ethernet', modelNumber: 'ethernet', properties: {} }],
    enabledRuntimes: ['oci', 'python@3.12'],
    securityStandards: ['tpm-2.0'],
    connectivity: 'steady',
    updateIntervalSeconds: 60,
    domain: 'water',
  });
});

it.each<[JsonValue, JsonValue, JsonValue]>([
  ['64 Gi', 68, '68.0 GB'],
  ['1500Mi', 1, '1.0 GB'],
  ['1 Ki', 1, '1.0 GB'],
  ['plenty', 'plenty', 'plenty'],
  [7, 7, 7],
])('writes %j as %j, or as %j', (quantity, integer, text) => {
  expect(wholeGigabytes(quantity, 'integers')).toBe(integer);
  expect(wholeGigabytes(quantity, 'text')).toBe(text);
});

it('reads a deployment with its ids among the annotations', () => {
  const documents = preDraftDocuments(PRE_DRAFT_BASES.tables);
  const components = [{ name: 'c', properties: { packageLocation: 'https://p.example/c.tgz' } }];
  const received = toJson({
    apiVersion: 'application.margo.org/v1alpha1',
    kind: 'ApplicationDeployment',
    metadata: {
      annotations: { id: STATUS['deploymentId'], applicationId: 'app', more: '1' },
      name: 'n',
      namespace: 'ns',
    },
    spec: { deploymentProfile: { type: 'docker-compose', components }, parameters: {} },
  });
  expect(documents.schemaErrors('application-deployment', received)).toEqual([]);
  expect(documents.read('application-deployment', received)).toEqual({
    id: STATUS['deploymentId'],
    metadata: { annotations: { more: '1' }, name: 'n', namespace: 'ns' },
    spec: { applicationId: 'app', deploymentProfile: { type: 'compose', components }, parameters: {} },
  });
});
