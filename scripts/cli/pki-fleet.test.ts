import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openIdentities } from '../../simulator/fleet/identities/open-identities.ts';
import { readPack } from '../../simulator/fleet/identities/pack-file.ts';
import { waspect, workFolder } from './command.test-support.ts';

const SLOW = 60_000;

/** A target file of a WFM that nobody has started: nothing is asked of it. */
async function targetIn(folder: string, identity: string): Promise<string> {
  const space = ['--trust-domain', 'factory.example', '--wfm-id', 'wfm-1'];
  expect((await waspect(folder, ['pki', 'init', 'pki', ...space])).status).toBe(0);
  const file = join(folder, 'target.yaml');
  writeFileSync(
    file,
    `name: W\nvendor: V\nversion: 1.0.0\nrevision: 1.0.0-rc.3\nendpoints: { test: https://127.0.0.1:1 }\nendpoint: test
identity: { trustDomain: factory.example, wfmId: wfm-1, ${identity}, anchors: pki/anchors.pem }\ncontrol: { manual: true }\n`,
  );
  return file;
}

it(
  'prepares the identities of a fleet in a file that only its owner reads, and keeps the keys',
  async () => {
    const folder = workFolder();
    const target = await targetIn(folder, 'issuer: { certificate: pki/issuer.pem, key: pki/issuer.key }');
    const state = { XDG_STATE_HOME: join(folder, 'state') };
    const args = ['pki', 'fleet', '--target', target, '--devices', '3', '--out', 'fleet.identities'];
    expect(await waspect(folder, args, state)).toEqual({ status: 0, stdout: 'fleet.identities\n', stderr: '' });
    const file = join(folder, 'fleet.identities');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const source = await openIdentities(readPack(file).buffer, null);
    expect([source.size, source.clientId(2)]).toEqual([3, expect.stringMatching(/^fleet-[0-9a-f]{8}-2$/)]);
    writeFileSync(join(folder, 'leaf.pem'), source.credential(2).chainPem);
    const verified = ['verify', '-CAfile', 'pki/anchors.pem', 'leaf.pem'];
    expect(execFileSync('openssl', verified, { cwd: folder, encoding: 'utf8' })).toBe('leaf.pem: OK\n');
    expect(readdirSync(join(folder, 'state', 'waspect', 'fleet'))).toHaveLength(1);
    expect((await waspect(folder, [...args, '--days', '2'], state)).status).toBe(0);
    const again = await openIdentities(readPack(file).buffer, null);
    expect(again.clientId(2)).not.toBe(source.clientId(2));
    expect(again.credential(2).keyPem).toBe(source.credential(2).keyPem);
  },
  SLOW,
);

it(
  'says what is missing where no issuer is lent, and what a number of devices can be',
  async () => {
    const folder = workFolder();
    const target = await targetIn(folder, 'identities: pki');
    const args = ['pki', 'fleet', '--target', target, '--out', 'x'];
    const none = await waspect(folder, [...args, '--devices', '3']);
    expect(none).toMatchObject({ status: 2, stderr: expect.stringMatching(/^FLEET_ISSUER_MISSING: /) });
    expect(await waspect(folder, [...args, '--devices', '0'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('from 1 to 1000000'),
    });
  },
  SLOW,
);
