import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject, toJson } from '../../simulator/protocol/json.ts';
import { hostCapabilities } from '../harness/arbitraries/capabilities.ts';
import { tellingLabels } from '../harness/arbitraries/labels.ts';
import { countsAsCustom, type KeptDevice, keptAsReported, keptDevicesAre, sameRecord } from './kept-capabilities.ts';

const report: JsonObject = {
  properties: { id: 'a', vendor: 'v', modelNumber: 'm', serialNumber: 's', cpus: [{ cores: 4 }, { cores: 2 }] },
  labels: { 'x.example/zone': [1, 2] },
};

const kept = (
  properties: JsonObject = {},
  labels: JsonObject | undefined = { 'x.example/zone': [1, 2] },
): KeptDevice => ({
  deviceId: 'a',
  properties: { ...(isJsonObject(report['properties']) ? report['properties'] : {}), ...properties },
  labels,
});

describe('keptAsReported', () => {
  it('holds for whatever comes back as it was sent', () => {
    const anyReport = fc.tuple(hostCapabilities('a'), tellingLabels);
    fc.assert(
      fc.property(anyReport, ([{ properties }, labels]) => {
        const document = toJson({ properties, labels });
        const stored = isJsonObject(document) ? document : {};
        const record = { deviceId: 'a', properties: stored['properties'], labels: stored['labels'] };
        if (!isJsonObject(record.properties) || !isJsonObject(record.labels)) throw new TypeError('no report');
        const { properties: keptProperties, labels: keptLabels } = record;
        const device = { deviceId: 'a', properties: keptProperties, labels: keptLabels };
        expect(keptAsReported(device, document)).toEqual({ ok: true });
      }),
    );
  });

  it('lets a WFM lose unknown members, add its own, and render absent ones as empty', () => {
    const unknown = { ...report, 'x-acme-extensions': {}, properties: { ...kept().properties, firmware: '7' } };
    expect(keptAsReported(kept({ seen: 'today', memory: null, peripherals: [], storage: '' }), unknown)).toEqual({
      ok: true,
    });
  });

  it.each([
    ['another order', kept({ cpus: [{ cores: 2 }, { cores: 4 }] })],
    ['entries merged', kept({ cpus: [{ cores: 6 }] })],
    ['another text', kept({ vendor: 'V' })],
    ['a value that was not reported', kept({ memory: '1 Gi' })],
    ['a label lost', kept({}, {})],
    ['a label as text', kept({}, { 'x.example/zone': '1,2' })],
    ['a label of before', kept({}, { 'x.example/zone': [1, 2], 'x.example/old': 1 })],
    ['nothing', undefined],
  ])('finds %s', (_what, record) => {
    expect(keptAsReported(record, report).ok).toBe(false);
  });
});

describe('keptDevicesAre', () => {
  it('takes no notice of devices that were not asked about', () => {
    expect(keptDevicesAre([kept(), { ...kept(), deviceId: 'b' }], new Map([['a', report]]))).toEqual({ ok: true });
  });

  it('finds what is still there, what is missing and what is there twice', () => {
    expect(keptDevicesAre([kept()], new Map([['a', undefined]])).ok).toBe(false);
    expect(keptDevicesAre([], new Map([['a', report]])).ok).toBe(false);
    expect(keptDevicesAre([kept(), kept()], new Map([['a', report]])).ok).toBe(false);
  });
});

describe('countsAsCustom', () => {
  const unlisted = { supportedRuntimes: ['wasm'] };

  it('accepts the value as sent, and custom in its place', () => {
    expect(countsAsCustom(kept({ supportedRuntimes: ['wasm'] }), unlisted)).toEqual({ ok: true });
    expect(countsAsCustom(kept({ supportedRuntimes: ['custom'] }), unlisted)).toEqual({ ok: true });
  });

  it('refuses a listed one, none, and no list', () => {
    for (const supportedRuntimes of [['oci'], [], 'custom'])
      expect(countsAsCustom(kept({ supportedRuntimes }), unlisted).ok).toBe(false);
  });
});

describe('sameRecord', () => {
  it('compares everything that a WFM shows', () => {
    expect(sameRecord(kept(), kept())).toEqual({ ok: true });
    expect(sameRecord(kept(), kept({ seen: 'now' })).ok).toBe(true);
    expect(sameRecord(kept(), kept({ vendor: 'other' })).ok).toBe(false);
    expect(sameRecord(kept(), kept({}, {})).ok).toBe(false);
    expect(sameRecord(kept(), undefined).ok).toBe(false);
  });
});
