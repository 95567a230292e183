import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Target } from '../../../suites/harness/target/target.ts';
import { requireForPods } from './for-pods.ts';
import { claimOf } from './targets.ts';

function claim(endpoint: string): Target {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-pods-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'target.yaml');
  const identity = {
    ...{ trustDomain: 'factory.example', wfmId: 'wfm-1', anchors: 'anchors.pem' },
    issuer: { certificate: 'issuer.pem', key: 'issuer.key' },
  };
  for (const name of ['anchors.pem', 'issuer.pem', 'issuer.key']) writeFileSync(join(folder, name), '');
  const target = {
    ...{ name: 'A', vendor: 'B', version: '1', revision: '1.0.0-rc.3' },
    ...{ endpoints: { test: endpoint }, endpoint: 'test', identity },
    control: { http: 'http://127.0.0.1:9' },
  };
  writeFileSync(file, JSON.stringify(target));
  return claimOf({ file, revision: null, endpoint: null });
}

const asked = (changes: Partial<Parameters<typeof requireForPods>[0]>): (() => void) => {
  const request = { shards: 3, devices: 60, device: null, claims: [claim('https://10.1.2.3:8443')], ...changes };
  return () => requireForPods(request);
};

describe('a fleet that pods are to carry', () => {
  it('may have its hook at home', () => expect(asked({})).not.toThrow());

  it.each([
    'https://127.0.0.1:8443',
    'https://127.8.8.8',
    'https://localhost:8443',
    'https://wfm.localhost',
    'https://[::1]',
  ])('cannot load %s, which would be the pod itself', (endpoint) =>
    expect(asked({ claims: [claim(endpoint)] })).toThrow(/^FLEET_TARGET_AT_HOME: https:\/\/.* in a pod/),
  );

  it.each(['https://localhost.lab', 'https://wfm.lab', 'https://[fd00::1]', 'https://128.0.0.1'])(
    'can load %s',
    (endpoint) => expect(asked({ claims: [claim(endpoint)] })).not.toThrow(),
  );

  it('needs a target', () => expect(asked({ claims: [] })).toThrow(/^FLEET_TARGET_AT_HOME: .*waspect was --host/));

  it('is no single device', () => expect(asked({ device: 7 })).toThrow(/^FLEET_DEVICE_ALONE: device 7/));

  it('has a device for each shard', () => {
    expect(asked({ shards: 60 })).not.toThrow();
    expect(asked({ shards: 61 })).toThrow(/^FLEET_FEW_DEVICES: 61 shards .*--shards 60/);
  });
});
