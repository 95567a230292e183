import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { stringify } from 'yaml';
import type { RevisionId } from '../protocol/revision.ts';
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

/** The revision that a target file is for where none is named. */
const DEFAULT_REVISION: RevisionId = '1.0.0-rc.3';

const urlsOf = (was: RunningWas, revision: RevisionId): Readonly<Record<string, string>> =>
  revision === DEFAULT_REVISION ? was.endpoints : (was.interfaces[revision] ?? {});

const controlOf = (was: RunningWas, endpoint: string): string =>
  was.endpointRecords === 'separate' ? `${was.controlUrl}/endpoints/${endpoint}` : was.controlUrl;

function endpointsOf(was: RunningWas, revision: RevisionId): Record<string, unknown> {
  const urls = urlsOf(was, revision);
  const names = Object.keys(urls);
  return Object.fromEntries(
    Object.entries(urls).map(([name, url]) => {
      if (was.endpointRecords === 'separate') return [name, { url, control: { http: controlOf(was, name) } }];
      const shared = names.filter((other) => other !== name);
      return [name, shared.length === 0 ? url : { url, shared }];
    }),
  );
}

function identityOf(was: RunningWas, revision: RevisionId, pki: string): Record<string, unknown> {
  const trust = {
    issuer: { certificate: `${pki}/issuer.pem`, key: `${pki}/issuer.key` },
    anchors: `${pki}/anchors.pem`,
  };
  return revision === '1.0.0-rc.3'
    ? { trustDomain: was.trustDomain, wfmId: was.wfmId, ...trust, discovery: was.discoveryUrl }
    : trust;
}

/**
 * The YAML of a target file for this WAS as it serves a revision; `pki` is the folder of the issuer's files, relative to
 * the target file.
 */
export function targetFile(was: RunningWas, pki = 'pki', revision: RevisionId = DEFAULT_REVISION): string {
  const dialect = was.dialects?.[revision];
  const [first = ''] = Object.keys(urlsOf(was, revision));
  return stringify({
    name: 'Reference WAS',
    vendor: 'waspect',
    version: '1.0.0',
    revision,
    ...(dialect && { dialect }),
    endpoints: endpointsOf(was, revision),
    endpoint: first,
    identity: identityOf(was, revision, pki),
    control: { http: controlOf(was, first) },
    timeouts: TIMEOUTS[was.mode],
  });
}

export interface TargetFileOptions {
  /** The revision that the WAS is to be judged by: `1.0.0-rc.3`. */
  readonly revision?: RevisionId;
}

/** Writes the target file, with the issuer and the anchors in a folder `pki` beside it. */
export async function writeTargetFile(
  was: RunningWas,
  file: string,
  { revision }: TargetFileOptions = {},
): Promise<void> {
  const folder = join(dirname(file), 'pki');
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'issuer.pem'), was.issuer.certificatePem),
    writeFile(join(folder, 'issuer.key'), was.issuer.keyPem, { mode: 0o600 }),
    writeFile(join(folder, 'anchors.pem'), was.anchorsPem.join('')),
  ]);
  await writeFile(file, targetFile(was, relative(dirname(file), folder).replaceAll('\\', '/'), revision));
}
