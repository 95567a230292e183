import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { stringify } from 'yaml';
import type { RunningWas, WasMode } from './options.ts';

interface Timeouts {
  readonly request: string;
  readonly settle: string;
  readonly quiet: string;
}

/** The contrary modes show an operator's action late. */
const TIMEOUTS: Readonly<Record<WasMode, Timeouts>> = {
  plain: { request: '5s', settle: '10s', quiet: '200ms' },
  contrary: { request: '5s', settle: '15s', quiet: '2s' },
  obstinate: { request: '5s', settle: '15s', quiet: '2s' },
};

function endpointsOf(endpoints: RunningWas['endpoints']): Record<string, unknown> {
  const names = Object.keys(endpoints);
  return Object.fromEntries(
    Object.entries(endpoints).map(([name, url]) => {
      const shared = names.filter((other) => other !== name);
      return [name, shared.length === 0 ? url : { url, shared }];
    }),
  );
}

/** The YAML of a target file for this WAS; `pki` is the folder of the issuer's files, relative to the target file. */
export function targetFile(was: RunningWas, pki = 'pki'): string {
  return stringify({
    name: 'Reference WAS',
    vendor: 'waspect',
    version: '1.0.0',
    revision: '1.0.0-rc.3',
    endpoints: endpointsOf(was.endpoints),
    endpoint: Object.keys(was.endpoints)[0],
    identity: {
      trustDomain: was.trustDomain,
      wfmId: was.wfmId,
      issuer: { certificate: `${pki}/issuer.pem`, key: `${pki}/issuer.key` },
      anchors: `${pki}/anchors.pem`,
      discovery: was.discoveryUrl,
    },
    control: { http: was.controlUrl },
    timeouts: TIMEOUTS[was.mode],
  });
}

/** Writes the target file, with the issuer and the anchors in a folder beside it (`pkiDir`, by default `pki`). */
export async function writeTargetFile(was: RunningWas, file: string, pkiDir?: string): Promise<void> {
  const folder = pkiDir ?? join(dirname(file), 'pki');
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'issuer.pem'), was.issuer.certificatePem),
    writeFile(join(folder, 'issuer.key'), was.issuer.keyPem, { mode: 0o600 }),
    writeFile(join(folder, 'anchors.pem'), was.anchorsPem.join('')),
  ]);
  await writeFile(file, targetFile(was, relative(dirname(file), folder).replaceAll('\\', '/')));
}
