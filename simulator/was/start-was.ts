import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openApi, type ServedRevision } from './api/api.ts';
import { openControl } from './control/listener.ts';
import { findDefect } from './defects/index.ts';
import { concerns } from './defects/revisions.ts';
import { openMis } from './mis/listener.ts';
import type { EndpointRecords, RunningWas, WasOptions } from './options.ts';
import { loadOrCreatePki } from './pki-material.ts';
import { revisionsOf } from './revisions.ts';

const VERSION = '1.0.0';
const LOOPBACK = '127.0.0.1';

/** The rules of each revision, in the mode and with the faults that were asked for. */
function servedBy(options: WasOptions): readonly ServedRevision[] {
  const { revisions = ['1.0.0-rc.3'], defects = [] } = options;
  const faults = defects.map(findDefect);
  for (const fault of faults) {
    if (!revisions.some((revision) => concerns(fault, revision)))
      throw new RangeError(`DEFECT_ELSEWHERE: ${fault.id} is no fault of ${revisions.join(' or ')}`);
  }
  return revisionsOf(revisions).map((speaks) => ({
    speaks,
    behaviour: faults
      .filter((fault) => concerns(fault, speaks.revision))
      .reduce((behaviour, fault) => fault.apply(behaviour), speaks.behaviour(options)),
  }));
}

const defaultRecords = ({ defects = [] }: WasOptions): EndpointRecords =>
  defects.some((id) => findDefect(id).separateEndpoints) ? 'separate' : 'shared';

/**
 * Starts a reference WAS in this process: every revision asked for, on one database. Several can run side by side, each
 * with its own data folder.
 */
export async function startWas(asked: WasOptions): Promise<RunningWas> {
  const options = { ...asked, endpointRecords: asked.endpointRecords ?? defaultRecords(asked) };
  const {
    dataDir,
    trustDomain = 'factory.example',
    wfmId = 'wfm-1',
    host = LOOPBACK,
    endpoints: names = ['test'],
    endpointRecords,
    behindProxy = false,
    ports = {},
  } = options;
  const log = options.log ?? (() => undefined);
  const served = servedBy(options);
  const [first] = served;
  if (!first) throw new RangeError('REVISION_MISSING: name at least one revision to serve');
  await mkdir(dataDir, { recursive: true });
  const pki = options.pki ?? (await loadOrCreatePki(dataDir, trustDomain, wfmId));
  const realm = { trustDomain, wfmId, anchorsPem: pki.anchorsPem };
  await using opened = new AsyncDisposableStack();
  const api = opened.adopt(
    await openApi({
      options,
      served,
      names,
      separate: endpointRecords === 'separate',
      database: join(dataDir, 'was.sqlite'),
      host,
      ports,
      pki,
      realm,
      policy: options.policy ?? 'explicit-list',
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
      behaviour: first.behaviour,
    }),
    (it) => it.close(),
  );
  const control = opened.adopt(
    await openControl({
      name: 'reference WAS',
      version: VERSION,
      port: ports['control'] ?? 0,
      served,
      endpoints: names,
      stores: api.stores,
      whenServing: api.whenServing,
      restart: api.restart,
      issuer: pki.issuer,
      log,
    }),
    (it) => it.close(),
  );
  const everything = opened.move();
  const origin = behindProxy ? `http://${LOOPBACK}` : `https://${host}`;
  const interfaces: RunningWas['interfaces'] = Object.fromEntries(
    Array.from(api.ports(), ([revision, byName]) => [
      revision,
      Object.fromEntries(Object.entries(byName).map(([name, port]) => [name, `${origin}:${port}`])),
    ]),
  );
  return {
    endpoints: interfaces['1.0.0-rc.3'] ?? {},
    interfaces,
    endpointRecords,
    controlUrl: control.url,
    misUrl: mis.url,
    discoveryUrl: mis.discoveryUrl,
    issuer: { certificatePem: pki.issuer.certificatePem, keyPem: pki.issuer.keyPem },
    anchorsPem: pki.anchorsPem,
    trustDomain,
    wfmId,
    mode: options.mode ?? 'plain',
    dialects: options.dialects ?? {},
    close: () => everything.disposeAsync(),
  };
}
