import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wfmVerifier } from '../../device/identity.ts';
import type { FleetConnection } from '../connections/transport.ts';
import type { Courses } from '../courses/intent.ts';
import type { Party } from '../devices/party.ts';
import type { Stages } from '../devices/stages.ts';
import type { FleetPlan } from '../plan/plan.ts';
import { GeneralConnection } from './general-connection.ts';

export interface ConnectorsOptions {
  readonly plan: FleetPlan;
  readonly parties: readonly Party[];
  readonly courses: Courses;
  readonly stages: Stages;
}

/** How the devices of a slice reach their WFM. */
export interface Connectors {
  connect(row: number, party: Party): FleetConnection;
  openConnections(): number;
  imposeNetwork(row: number): void;
  cloneFolder(device: number): string | undefined;
  close(): Promise<void>;
}

export async function openConnectors({ plan, parties, courses, stages }: ConnectorsOptions): Promise<Connectors> {
  const needsClones = parties.some(({ revision }) => revision.traits.desiredState === 'repository');
  const clones = needsClones ? await mkdtemp(join(tmpdir(), 'waspect-clones-')) : undefined;
  return {
    connect: (row, party) =>
      new GeneralConnection(() => {
        const device = courses.deviceOf(row);
        const identity = party.identityOf(device);
        const { credential } = party.identityOf(device, stages.of(row).identity);
        return {
          origin: party.endpoint.origin,
          ...(party.revision.traits.callerIdentity === 'mutual-tls' && { credential }),
          anchors: party.target.anchors,
          actor: identity.name,
          limits: { requestMs: plan.conduct.requestMs, maxBodyBytes: 2 ** 24 },
          connections: 1,
          onExchange: undefined,
          verifyPeer: identity.kind === 'svid' ? wfmVerifier(identity, [party.target.anchors], Date.now) : undefined,
        };
      }),
    openConnections: () => 0,
    imposeNetwork: () => undefined,
    cloneFolder: (device) => clones && join(clones, String(device)),
    close: async () => {
      if (clones !== undefined) await rm(clones, { recursive: true, force: true });
    },
  };
}
