import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue, parseJson, parseJsonBytes, toJson } from '../json.ts';
import type { SentDocumentKind } from '../revision.ts';
import { writeBytes } from '../write-bytes.ts';
import { RC2_BASES } from './dialects.ts';
import { rc2Documents, rc2Writers } from './documents.ts';

const BASES = ['O0', 'O1', 'O2a', 'O2b'] as const;

const CAPABILITIES: JsonObject = {
  properties: {
    id: 'd',
    vendor: 'v',
    modelNumber: 'm',
    serialNumber: 's',
    cpus: [
      { cores: 2, architecture: 'arm64' },
      { cores: 8, architecture: 'amd64' },
    ],
    memory: '16 Gi',
    storage: '1 Ti',
    peripherals: [{ type: 'gpu', model: 'g' }],
    interfaces: [{ type: 'ethernet' }],
    otelCollector: true,
    supportedRuntimes: ['oci', 'custom'],
    supportedDeploymentTypes: ['helm', 'compose'],
  },
  labels: { site: 'north' },
};

const STATUS: JsonObject = {
  deploymentId: 'x',
  deviceId: 'gw/d',
  adoptedManifestVersion: 2n ** 63n,
  status: { state: 'failed', error: { code: '1', source: 'x', message: 'm' } },
  components: [{ name: 'c', state: 'removing', error: { code: '1', source: 'c', message: 'm' } }],
};

describe.each(BASES)('dialect %s', (base) => {
  const documents = rc2Documents(RC2_BASES[base]);

  it.each<[SentDocumentKind, JsonObject]>([
    ['device-capabilities', CAPABILITIES],
    ['deployment-status', STATUS],
  ])('writes %s that its schema accepts, and that it does not accept of the model', (kind, model) => {
    expect(documents.schemaErrors(kind, documents.write(kind, model))).toEqual([]);
    expect(documents.schemaErrors(kind, model)).not.toEqual([]);
  });

  it('leaves what it cannot understand for the WFM to judge', () => {
    for (const value of [null, 7, 'text', [1]]) expect(documents.write('deployment-status', value)).toEqual(value);
    const spoilt = documents.write('deployment-status', { status: 7, components: 'x', extra: [1] });
    expect(spoilt).toMatchObject({ status: 7, components: 'x', extra: [1] });
    expect(documents.write('device-capabilities', { properties: 'x' })).toMatchObject({ properties: 'x' });
  });

  it('keeps an envelope that is there already', () => {
    const written = documents.write('deployment-status', { ...STATUS, apiVersion: 'mine', kind: 7 });
    expect(written).toMatchObject({ apiVersion: 'mine', kind: 7 });
  });
});

it('has in the newest dialect all that the model says', () => {
  const { labels: _, ...known } = CAPABILITIES;
  expect(rc2Documents(RC2_BASES.O2b).write('device-capabilities', CAPABILITIES)).toMatchObject({
    apiVersion: 'device.margo.org/v1alpha1',
    kind: 'DeviceCapabilitiesManifest',
    properties: { ...(isJsonObject(known['properties']) ? known['properties'] : {}), supportedRuntimes: ['oci'] },
  });
});

it('says in the oldest dialect what that knows of it', () => {
  const documents = rc2Documents(RC2_BASES.O0);
  expect(documents.write('device-capabilities', CAPABILITIES)).toEqual({
    apiVersion: 'device.margo.org/v1alpha1',
    kind: 'DeviceCapabilities',
    properties: {
      id: 'd',
      vendor: 'v',
      modelNumber: 'm',
      serialNumber: 's',
      roles: ['Standalone Cluster', 'Standalone Device'],
      resources: {
        cpu: { cores: 8, architecture: 'amd64' },
        memory: '16 Gi',
        storage: '1 Ti',
        peripherals: [{ type: 'gpu', model: 'g' }],
        interfaces: [{ type: 'ethernet' }],
      },
    },
  });
  expect(documents.write('deployment-status', STATUS)).toEqual({
    apiVersion: 'device.margo.org/v1alpha1',
    kind: 'DeploymentStatus',
    deploymentId: 'x',
    status: { state: 'Failed', error: { code: '1', message: 'm' } },
    components: [{ name: 'c', state: 'Removing', error: { code: '1', message: 'm' } }],
  });
});

describe('the bytes of a document', () => {
  const write = rc2Writers(RC2_BASES.O2b)['device-capabilities'];
  const text = (input: string) => Buffer.from(writeBytes(Buffer.from(input), write)).toString();
  const ENVELOPE = '"apiVersion":"device.margo.org/v1alpha1","kind":"DeviceCapabilitiesManifest"';

  it('are those of the document with the envelope, whatever else the document says', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(json, fc.nat(4), fc.bigInt({ min: 2n ** 60n }), (members, indent, version) => {
        const source = JSON.stringify({ ...members, huge: 0 }, null, indent).replace('"huge":', '"huge" :');
        const input = source.replace(/"huge" :\s*0/, `"huge" :${version}`);
        const document = parseJson(input);
        if (!isJsonObject(document)) throw new TypeError('an object was made');
        const { labels: _, ...rest } = document;
        const expected: JsonValue = {
          apiVersion: 'device.margo.org/v1alpha1',
          kind: 'DeviceCapabilitiesManifest',
          ...rest,
        };
        expect(parseJsonBytes(writeBytes(Buffer.from(input), write))).toEqual(expected);
      }),
    );
  });

  it.each([
    ['spaces and number forms', ' {  "a" : 1.0e2 ,"b":-0 }\n', ` {${ENVELOPE},  "a" : 1.0e2 ,"b":-0 }\n`],
    ['members given twice', '{"a":1,"a":2}', `{${ENVELOPE},"a":1,"a":2}`],
    ['an empty object', '{ }', `{${ENVELOPE} }`],
    ['a kind of its own', '{"kind":7}', '{"apiVersion":"device.margo.org/v1alpha1","kind":7}'],
    ['a prototype', '{"__proto__":{"a":1}}', `{${ENVELOPE},"__proto__":{"a":1}}`],
  ])('keep %s as they were spelt', (_what, input, expected) => {
    expect(text(input)).toBe(expected);
  });

  it.each([
    ['no JSON', '{"a":'],
    ['no object', '[{"labels":{}}]'],
    ['nothing', ''],
    ['nested without end', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('go untouched where they are %s', (_what, input) => {
    expect(text(input)).toBe(input);
  });

  it('go untouched where they are no UTF-8', () => {
    const bytes = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d);
    expect(writeBytes(bytes, write)).toEqual(bytes);
  });

  it('keep large integers where the rest is written anew', () => {
    expect(text('{"labels":{},"a":18446744073709551615}')).toBe(`{${ENVELOPE},"a":18446744073709551615}`);
  });
});

describe('a deployment', () => {
  const ID = '1f0f8a8e-0f6f-4c39-9d1f-5f1d43c6a001';
  const profile = (type: string) => ({
    type,
    components: [{ name: 'c', properties: { repository: 'oci://r.example/c', revision: '1.0.0' } }],
  });
  const MODEL: JsonValue = toJson({
    id: ID,
    metadata: { name: 'n', namespace: 'ns', deviceId: 'd' },
    spec: { applicationId: 'app', deploymentProfile: profile('helm'), parameters: {} },
  });
  const envelope = { apiVersion: 'application.margo.org/v1alpha1', kind: 'ApplicationDeployment' };

  it('of the newest dialect is that of the model in its envelope', () => {
    const documents = rc2Documents(RC2_BASES.O2b);
    const received: JsonValue = isJsonObject(MODEL) ? { ...envelope, ...MODEL } : MODEL;
    expect(documents.schemaErrors('application-deployment', received)).toEqual([]);
    expect(documents.schemaErrors('application-deployment', MODEL)).not.toEqual([]);
    expect(documents.read('application-deployment', received)).toEqual(MODEL);
  });

  it('of the oldest dialect has its ids among the annotations', () => {
    const documents = rc2Documents(RC2_BASES.O0);
    const received = toJson({
      ...envelope,
      metadata: { name: 'n', namespace: 'ns', deviceId: 'd', annotations: { id: ID, applicationId: 'app' } },
      spec: { deploymentProfile: profile('helm.v3') },
    });
    expect(documents.schemaErrors('application-deployment', received)).toEqual([]);
    expect(documents.read('application-deployment', received)).toEqual(MODEL);
  });

  it('that is none stays what it is', () => {
    const documents = rc2Documents(RC2_BASES.O2b);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = parseJson(JSON.stringify(value));
        if (!isJsonObject(json)) expect(documents.read('application-deployment', json)).toEqual(json);
        else expect(() => documents.read('application-deployment', json)).not.toThrow();
      }),
    );
  });
});
