import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi } from './api/api.ts';
import type { Behaviour } from './behaviour.ts';
import { contrary } from './contrary/index.ts';
import { obstinate } from './contrary/obstinate/index.ts';
import { openControl } from './control/listener.ts';
import { correctBehaviour } from './correct-behaviour.ts';
import { findDefect } from './defects/index.ts';
import { recogniseProxiedPeer } from './identity/recognise.ts';
import { openMis } from './mis/listener.ts';
import type { RunningWas, WasMode, WasOptions } from './options.ts';
import { loadOrCreatePki } from './pki-material.ts';

const VERSION = '1.0.0';
const LOOPBACK = '127.0.0.1';

/** Dropping the connection would end that of the proxy, not of the peer. */
const proxiedBehaviour: Behaviour = { ...correctBehaviour, recognisePeer: recogniseProxiedPeer, refusal: 'answer' };

/** The rules of the interface, in the mode and with the faults that were asked for. */
function behaviourOf({ mode = 'plain', endpoints = ['test'], defects = [], behindProxy }: WasOptions): Behaviour {
  const correct = behindProxy ? proxiedBehaviour : correctBehaviour;
  const modes: Readonly<Record<WasMode, () => Behaviour>> = {
    plain: () => correct,
    contrary: () => contrary(correct, endpoints.length === 1),
    obstinate: () => obstinate(correct),
  };
  return defects.map(findDefect).reduce((behaviour, defect) => defect.apply(behaviour), modes[mode]());
}

/** Starts a reference WAS of 1.0.0-rc.3 in this process. Several can run side by side, each with its own data folder. */
export async function startWas(options: WasOptions): Promise<RunningWas> {
  const {
    dataDir,
    trustDomain = 'factory.example',
    wfmId = 'wfm-1',
    host = LOOPBACK,
    behindProxy = false,
    ports = {},
  } = options;
  const log = options.log ?? (() => undefined);
  await mkdir(dataDir, { recursive: true });
  const pki = options.pki ?? (await loadOrCreatePki(dataDir, trustDomain, wfmId));
  const realm = { trustDomain, wfmId, anchorsPem: pki.anchorsPem };
  const behaviour = behaviourOf(options);
  await using opened = new AsyncDisposableStack();
  const api = opened.adopt(
    await openApi({
      names: options.endpoints ?? ['test'],
      database: join(dataDir, 'was.sqlite'),
      // What a proxy says is believed, so nobody but one beside us may say it (TLS-009).
      host: behindProxy ? LOOPBACK : host,
      ports,
      identity: await behaviour.ownIdentity(pki, realm),
      realm,
      behaviour,
      policy: options.policy ?? 'explicit-list',
      tls12: options.tls12 ?? false,
      behindProxy,
      retainedManifests: options.retainedManifests ?? 10,
      log,
    }),
    (it) => it.close(),
  );
  const mis = opened.adopt(
    await openMis({
      host,
      name: host === LOOPBACK ? 'localhost' : host,
      port: ports['mis'] ?? 0,
      certificate: pki.mis,
      realm,
      behaviour,
    }),
    (it) => it.close(),
  );
  const control = opened.adopt(
    await openControl({
      name: 'reference WAS',
      version: VERSION,
      port: ports['control'] ?? 0,
      behaviour,
      stores: api.stores,
      whenServing: api.whenServing,
      restart: api.restart,
      issuer: pki.issuer,
      log,
    }),
    (it) => it.close(),
  );
  const everything = opened.move();
  return {
    endpoints: Object.fromEntries(
      Object.entries(api.ports()).map(([name, port]) => [
        name,
        behindProxy ? `http://${LOOPBACK}:${port}` : `https://${host}:${port}`,
      ]),
    ),
    controlUrl: control.url,
    misUrl: mis.url,
    discoveryUrl: mis.discoveryUrl,
    issuer: { certificatePem: pki.issuer.certificatePem, keyPem: pki.issuer.keyPem },
    anchorsPem: pki.anchorsPem,
    trustDomain,
    wfmId,
    mode: options.mode ?? 'plain',
    close: () => everything.disposeAsync(),
  };
}
