import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadAuthority } from '../pki/authority.ts';
import { targetFile, writeTargetFile } from './target-file.ts';
import { running, temporaryFolder } from './testing/running.ts';

it.each([
  ['plain', { request: '5s', settle: '10s', quiet: '200ms' }],
  ['contrary', { request: '5s', settle: '15s', quiet: '2s' }],
] as const)('of the %s mode says all that a suite needs', async (mode, timeouts) => {
  const was = await running({ mode, endpoints: ['test', 'production'] });
  const file = join(await temporaryFolder(), 'target.yaml');
  await writeTargetFile(was, file);
  const target = parse(await readFile(file, 'utf8'));
  expect(target).toMatchObject({
    revision: '1.0.0-rc.3',
    endpoint: 'test',
    endpoints: {
      test: { url: was.endpoints['test'], shared: ['production'] },
      production: { url: was.endpoints['production'], shared: ['test'] },
    },
    identity: { trustDomain: 'factory.example', wfmId: 'wfm-1', discovery: was.discoveryUrl },
    control: { http: was.controlUrl },
    timeouts,
  });
  expect(parse(targetFile(was))).toEqual(target);
  const at = (path: string) => readFile(join(file, '..', path), 'utf8');
  const { certificate, key } = target.identity.issuer;
  const issuer = loadAuthority({ certificatePem: await at(certificate), keyPem: await at(key) });
  expect([issuer.certificatePem]).toEqual(was.anchorsPem);
});
