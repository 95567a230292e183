import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostVerifier } from '../../device/connection/host-verifier.ts';
import { wfmVerifier } from '../../device/identity.ts';
import { DEFAULT_LIMITS } from '../../device/limits.ts';
import type { PeerVerifier } from '../../protocol/revision.ts';
import { FleetConnections } from '../connections/fleet-connections.ts';
import type { FleetConnection } from '../connections/transport.ts';
import type { Courses } from '../courses/intent.ts';
import type { Party } from '../devices/party.ts';
import { isProper, type Stages } from '../devices/stages.ts';
import { startFaultProxy } from '../faults/fault-proxy.ts';
import type { UnchangedPoll } from '../judging/judge.ts';
import type { FleetPlan } from '../plan/plan.ts';

export interface ConnectorsOptions {
  readonly plan: FleetPlan;
  readonly parties: readonly Party[];
  readonly courses: Courses;
  readonly stages: Stages;
  /** Whether all exchanges of a device are judged. */
  readonly isJudged: (device: number) => boolean;
  /** Whether one that brought nothing new may pass without being made one. */
  readonly passes: (poll: UnchangedPoll) => boolean;
}

/** How the devices of a slice reach their WFM. */
export interface Connectors {
  connect(row: number, party: Party): FleetConnection;
  openConnections(): number;
  /** A device's network does what its stage says from now on. */
  imposeNetwork(row: number): void;
  /** Of a device's clone of its repository. */
  cloneFolder(device: number): string;
  close(): Promise<void>;
}

export async function openConnectors(options: ConnectorsOptions): Promise<Connectors> {
  const { plan, parties, courses, stages, isJudged, passes } = options;
  await using opened = new AsyncDisposableStack();
  const hasNetwork = plan.lifeCycles.some(({ lifeCycle }) => lifeCycle.stages.some(({ does }) => does.network));
  const proxy = hasNetwork ? opened.adopt(await startFaultProxy({ seed: plan.seed }), (it) => it.close()) : null;
  const clones = await clonesOf(parties);
  if (clones !== null) opened.defer(() => rm(clones, { recursive: true, force: true }));
  const hubs = opened.adopt(new Hubs(plan), (it) => it.close());
  const verifiers = new Map<string, PeerVerifier | undefined>();
  const verifierFor = (row: number, party: Party): PeerVerifier | undefined => {
    const key = `${courses.revision(row)} ${stages.of(row).clockOffsetMs ?? 0}`;
    if (!verifiers.has(key))
      verifiers.set(
        key,
        verifierOf(party, courses.deviceOf(row), () => stages.clock(row).now()),
      );
    return verifiers.get(key);
  };
  const everything = opened.move();
  return {
    connect: (row, party) => {
      const device = courses.deviceOf(row);
      const { identity, clockOffsetMs } = stages.of(row);
      const verifyPeer = verifierFor(row, party);
      const presents = party.revision.traits.callerIdentity === 'mutual-tls';
      const revision = party.revision.id;
      // That one is let in who must not be shows in an exchange only.
      const mayPass = isProper({ identity, clockOffsetMs });
      return hubs.of(party).of({
        actor: party.nameOf(device),
        credential: presents ? () => party.identityOf(device, identity).credential : null,
        requestMs: stages.conduct(row).requestMs,
        ...(verifyPeer && { verifyPeer }),
        ...(isJudged(device) && {
          passes: (request, response) => mayPass && passes({ device, revision, request, response }),
        }),
        ...(proxy && stages.hasNetwork(row) && { dial: () => proxy.dial(device, addressOf(party.endpoint)) }),
      });
    },
    openConnections: () => hubs.open,
    imposeNetwork: (row) => {
      if (proxy && stages.hasNetwork(row)) proxy.impose(courses.deviceOf(row), stages.of(row).network ?? null);
    },
    cloneFolder: (device) => join(clones ?? tmpdir(), String(device)),
    close: () => everything.disposeAsync(),
  };
}

/** The connections to each endpoint. */
class Hubs {
  readonly #plan: FleetPlan;
  readonly #hubs = new Map<Party, FleetConnections>();

  constructor(plan: FleetPlan) {
    this.#plan = plan;
  }

  get open(): number {
    let open = 0;
    for (const hub of this.#hubs.values()) open += hub.open;
    return open;
  }

  of(party: Party): FleetConnections {
    const known = this.#hubs.get(party);
    if (known) return known;
    const hub = new FleetConnections({
      endpoint: party.endpoint,
      anchors: party.target.anchors,
      plan: this.#plan.connections,
      limits: { requestMs: this.#plan.conduct.requestMs, maxBodyBytes: DEFAULT_LIMITS.bodyBytes },
    });
    this.#hubs.set(party, hub);
    return hub;
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#hubs.values(), (hub) => hub.close()));
  }
}

/** One for all devices of a party whose clocks agree, so that a peer is judged once and not by each of them. */
function verifierOf(party: Party, device: number, now: () => number): PeerVerifier | undefined {
  const { endpoint, target, identityOf } = party;
  if (endpoint.protocol !== 'https:') return undefined;
  const identity = identityOf(device);
  if (identity.kind === 'svid') return wfmVerifier(identity, [target.anchors], now);
  return target.comparesHostName ? hostVerifier(() => [endpoint.origin]) : undefined;
}

const clonesOf = async (parties: readonly Party[]): Promise<string | null> =>
  parties.some(({ revision }) => revision.traits.desiredState === 'repository')
    ? mkdtemp(join(tmpdir(), 'waspect-clones-'))
    : null;

const addressOf = (endpoint: URL): { readonly host: string; readonly port: number } => ({
  host: endpoint.hostname.replace(/^\[(.*)\]$/, '$1'),
  port: Number(endpoint.port || (endpoint.protocol === 'https:' ? 443 : 80)),
});
