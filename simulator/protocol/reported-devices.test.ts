import { describe, expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { ReportedDevices } from './reported-devices.ts';

const PATH = '/capabilities/box';

const answered = (status: number): Exchange => ({
  actor: 'client',
  origin: 'https://wfm.example',
  request: { method: 'POST', path: PATH, headers: [], body: null },
  startedAt: 0,
  durationMs: 0,
  outcome: { kind: 'response', response: { status, statusText: '', headers: [], body: new Uint8Array() } },
});

describe('ReportedDevices', () => {
  it('creates what is not known and updates what is', () => {
    const devices = new ReportedDevices([]);
    expect(devices.methodFor(PATH)).toBe('POST');
    devices.reported(PATH, answered(201));
    expect(devices.methodFor(PATH)).toBe('PUT');
    devices.removed(PATH, answered(204));
    expect(devices.methodFor(PATH)).toBe('POST');
  });

  it('learns from a refusal whether the WFM has the device', () => {
    const devices = new ReportedDevices([]);
    devices.reported(PATH, answered(409));
    expect(devices.methodFor(PATH)).toBe('PUT');
    devices.reported(PATH, answered(404));
    expect(devices.methodFor(PATH)).toBe('POST');
  });

  it('learns nothing from other refusals', () => {
    const devices = new ReportedDevices([PATH]);
    for (const status of [400, 401, 403, 422, 500]) devices.reported(PATH, answered(status));
    expect(devices.methodFor(PATH)).toBe('PUT');
  });
});
