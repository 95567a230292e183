import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PROXIED_LEAF } from '../../simulator/was/identity/proxied-peers.ts';
import { createPki, type PkiMaterial } from '../../simulator/was/pki-material.ts';
import { startWas } from '../../simulator/was/start-was.ts';
import { writeTargetFile } from '../../simulator/was/target-file.ts';
import { scratchDir } from '../cli/scratch.ts';
import { startNginx } from './nginx.ts';
import { type ReferenceTarget, setPace } from './reference-target.ts';

const TRUST_DOMAIN = 'factory.example';
const WFM_ID = 'wfm-1';
const ENDPOINTS = ['test', 'production'];

/**
 * The reference WAS behind nginx, which ends mutual TLS: a WFM whose handshakes, alerts, limits and first refusals are
 * of other making than ours. What is not set is as nginx has it by default.
 */
export async function nginxTwin(program: string): Promise<ReferenceTarget> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.adopt(scratchDir('waspect-nginx-'), (path) => rmSync(path, { recursive: true, force: true }));
  const pki = await createPki(TRUST_DOMAIN, WFM_ID);
  const was = opened.adopt(
    await startWas({
      dataDir: join(folder, 'was'),
      trustDomain: TRUST_DOMAIN,
      wfmId: WFM_ID,
      endpoints: ENDPOINTS,
      behindProxy: true,
      pki,
    }),
    (it) => it.close(),
  );
  await writeIdentity(folder, pki);
  const nginx = opened.use(
    await startNginx(program, join(folder, 'nginx'), ENDPOINTS.length, (ports) =>
      ENDPOINTS.map((name, index) => server(folder, ports[index] ?? 0, was.endpoints[name] ?? '')).join('\n'),
    ),
  );
  const file = join(folder, 'target.yaml');
  const endpoints = ENDPOINTS.map((name, index) => [name, `https://127.0.0.1:${nginx.ports[index]}`]);
  await writeTargetFile({ ...was, endpoints: Object.fromEntries(endpoints) }, file);
  setPace(file, 'ample');
  const everything = opened.move();
  return { file, [Symbol.asyncDispose]: () => everything.disposeAsync() };
}

async function writeIdentity(folder: string, { was, anchorsPem }: PkiMaterial): Promise<void> {
  await Promise.all([
    writeFile(join(folder, 'was.pem'), was.chainPem),
    writeFile(join(folder, 'was.key'), was.keyPem, { mode: 0o600 }),
    writeFile(join(folder, 'clients.pem'), anchorsPem.join('')),
  ]);
}

const server = (folder: string, port: number, backend: string): string => `
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${join(folder, 'was.pem')};
    ssl_certificate_key ${join(folder, 'was.key')};
    ssl_client_certificate ${join(folder, 'clients.pem')};
    ssl_verify_client on;
    ssl_verify_depth 4;
    ssl_protocols TLSv1.3;
    location / {
      proxy_pass ${backend};
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header ${PROXIED_LEAF} $ssl_client_escaped_cert;
    }
  }`;
