import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type Authority, createRoot } from '../../../simulator/pki/authority.ts';
import { wfmId } from '../../../simulator/pki/spiffe-id.ts';
import { type Credential, issueSvid } from '../../../simulator/pki/svid.ts';
import { NO_SURROUNDINGS, type RunSettings } from '../settings.ts';
import { listen } from './listen.test-support.ts';

export const TRUST_DOMAIN = 'factory.example';
export const WFM_ID = 'wfm-1';

/** A folder with an issuer and anchors, target files in it, and servers around it; all of it ends with the test. */
export interface SetUp {
  readonly folder: string;
  readonly issuer: Authority;
  /** The SVID that a WFM of this set-up has. */
  readonly svid: Credential;
  /** A target file; `changes` replace its members, and undefined ones leave them out. */
  target(url: string, controlUrl: string, changes?: object): string;
  /** An HTTPS server that asks for a client certificate and takes whatever comes. */
  wfm(listener: RequestListener, options?: TlsOptions): Promise<string>;
}

export async function setUp(): Promise<SetUp> {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-set-up-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const issuer = await createRoot({ name: 'test issuer', trustDomain: TRUST_DOMAIN });
  // Git, unlike a client of the interface, looks for the host in the certificate.
  const svid = await issueSvid(issuer, { spiffeId: wfmId(TRUST_DOMAIN, WFM_ID), ipAddresses: ['127.0.0.1'] });
  mkdirSync(join(folder, 'pki'));
  writeFileSync(join(folder, 'pki/issuer.pem'), issuer.certificatePem);
  writeFileSync(join(folder, 'pki/issuer.key'), issuer.keyPem);
  return {
    folder,
    issuer,
    svid,
    target: (url, controlUrl, changes = {}) => writeTarget(folder, url, controlUrl, changes),
    wfm: async (listener, options = {}) => {
      const tls = { cert: svid.chainPem, key: svid.keyPem, requestCert: true, rejectUnauthorized: false, ...options };
      return `https://127.0.0.1:${await listen(createServer(tls, listener))}`;
    },
  };
}

let targets = 0;

function writeTarget(folder: string, url: string, controlUrl: string, changes: object): string {
  targets += 1;
  const file = join(folder, `target-${targets}.yaml`);
  const target = {
    name: 'Test WFM',
    vendor: 'Test',
    version: '1',
    revision: '1.0.0-rc.3',
    endpoints: { test: url },
    identity: {
      trustDomain: TRUST_DOMAIN,
      wfmId: WFM_ID,
      issuer: { certificate: 'pki/issuer.pem', key: 'pki/issuer.key' },
    },
    control: { http: controlUrl },
    timeouts: { request: '400ms', settle: '500ms', quiet: '50ms' },
    ...changes,
  };
  writeFileSync(file, stringify(target));
  return file;
}

export const ALL_VERBS: readonly string[] = [
  'admit',
  'retire',
  'assign',
  'update',
  'withdraw',
  'observe',
  'devices',
  'restart',
];

/** A control hook: describes itself with `supports`, and says yes to everything unless `answer` knows better. */
export async function hook({
  supports = ALL_VERBS,
  listener = agreeable,
}: {
  readonly supports?: readonly string[];
  readonly listener?: RequestListener;
} = {}): Promise<string> {
  const description = JSON.stringify({ name: 'hook', version: '1', supports });
  const server = createHttpServer((request, response) => {
    if (request.method === 'GET') response.end(description);
    else listener(request, response);
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

export const agreeable: RequestListener = (request, response) => {
  request.resume();
  response.end(request.url?.endsWith('/assign') ? '{"deploymentId":"d-1"}' : '{}');
};

export const settingsFor = (targetFile: string, changes: Partial<RunSettings> = {}): RunSettings => ({
  targetFile,
  endpoint: null,
  revision: null,
  dialect: null,
  seed: 1,
  nonce: 'test',
  effort: 'quick',
  latencyMs: 1,
  surroundings: NO_SURROUNDINGS,
  selected: null,
  repeated: [],
  replay: null,
  ...changes,
});
