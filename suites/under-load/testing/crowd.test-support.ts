import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDevice, type SimulatedDevice } from '../../../simulator/device/device.ts';
import { MemoryRuntime } from '../../../simulator/device/runtimes/memory.ts';
import { MemoryStateStore } from '../../../simulator/device/state/memory-store.ts';
import { VirtualClock } from '../../../simulator/device/time/virtual-clock.ts';
import { configuredTrust } from '../../../simulator/device/trust/trust-source.ts';
import { operationOf } from '../../../simulator/fleet/devices/operation-of.ts';
import type { ExchangeJudge, Finding } from '../../../simulator/fleet/judging/judge.ts';
import { canaryText } from '../../../simulator/fleet/operator/canary.ts';
import type { FleetMember, FleetOperator, Order } from '../../../simulator/fleet/operator/operator.ts';
import { loadAuthority } from '../../../simulator/pki/authority.ts';
import { clientSpiffeId } from '../../../simulator/pki/spiffe-id.ts';
import { issueSvid } from '../../../simulator/pki/svid.ts';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type { Revision } from '../../../simulator/protocol/revision.ts';
import type { RunningWas, WasOptions } from '../../../simulator/was/options.ts';
import { startWas } from '../../../simulator/was/start-was.ts';
import { plainHost } from '../../harness/arbitraries/capabilities.ts';
import { httpControl } from '../../harness/control/http.ts';
import { uuidOf } from '../../harness/seed.ts';
import { fleetOperator } from '../fleet-operator.ts';
import { underLoadJudge } from '../judge.ts';

const NONCE = 'k3f9';

export interface Member extends Omit<FleetMember, 'client'> {
  /** As the operator knows it now. */
  readonly client: FleetMember['client'];
  readonly simulated: SimulatedDevice;
  readonly runtime: MemoryRuntime;
  /** One pass of the device, in its own time. */
  poll(): Promise<unknown>;
}

/** A few devices of a WAS that are judged, and their operator; all of it ends with the test. */
export interface Crowd {
  readonly members: readonly Member[];
  readonly operator: FleetOperator;
  readonly judge: ExchangeJudge;
  readonly findings: readonly Finding[];
  readonly exchanges: readonly Exchange[];
  /** What runs on a device: the canaries of its components. */
  canariesOf(member: Member): readonly string[];
}

export interface CrowdOptions extends Partial<WasOptions> {
  readonly revision: Revision;
  readonly devices?: number;
}

export async function crowd(
  { revision, devices = 4, ...options }: CrowdOptions,
  onTestFinished: (end: () => Promise<void>) => void,
): Promise<Crowd> {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-crowd-'));
  const was = await startWas({ ...options, revisions: [revision.id], dataDir: folder });
  const operator = await fleetOperator(httpControl(was.controlUrl, 10_000));
  const judge = underLoadJudge({ revisions: [revision], nonce: NONCE });
  const findings: Finding[] = [];
  const exchanges: Exchange[] = [];
  const hear = (device: number) => (exchange: Exchange) => {
    exchanges.push(exchange);
    const operation = operationOf(exchange.request);
    const judged = { device, clientId: exchange.actor, revision: revision.id, operation, isProper: true, exchange };
    findings.push(...judge.judge(judged));
  };
  const members = await Promise.all(
    Array.from({ length: devices }, (_, device) => member(was, revision, device, hear(device))),
  );
  onTestFinished(async () => {
    await Promise.all(members.map(({ simulated }) => simulated.stop()));
    await operator.close();
    await was.close();
    rmSync(folder, { recursive: true, force: true });
  });
  // Turned away at first: their connections are there, so that what they do next they do at once.
  await Promise.all(members.map((each) => each.poll()));
  await Promise.all(members.map((each) => operator.admit(each)));
  const canariesOf = ({ runtime }: Member): readonly string[] =>
    runtime.components().flatMap(({ values }) => values.map(({ value }) => String(value)));
  return { members, operator, judge, findings, exchanges, canariesOf };
}

async function member(
  was: RunningWas,
  revision: Revision,
  device: number,
  onExchange: (exchange: Exchange) => void,
): Promise<Member> {
  const id = `load-${NONCE}-${device}`;
  const spiffeId = clientSpiffeId(was.trustDomain, was.wfmId, id);
  const credential = await issueSvid(loadAuthority(was.issuer), { spiffeId, subject: id });
  const clock = new VirtualClock(Date.now());
  const runtime = new MemoryRuntime({ clock });
  const deviceId = `${id}.box`;
  const simulated = await createDevice({
    revision,
    endpoint: new URL(was.interfaces[revision.id]?.['test'] ?? ''),
    credential,
    trust: configuredTrust(was.anchorsPem),
    comparesHostName: false,
    topology: { self: { capabilities: plainHost(deviceId), runtime }, children: [] },
    state: new MemoryStateStore(),
    clock,
    seed: device,
    schedule: { rateMs: 60_000 },
    onExchange,
    // Some fetch their deployments one by one, the others in a bundle.
    fetch: device % 2 === 0 ? 'bundle' : 'auto',
  });
  const known =
    revision.traits.callerIdentity === 'mutual-tls' ? { id, spiffeId } : { certificate: credential.certificatePem };
  return {
    device,
    get client() {
      const enrolled = simulated.events().findLast(({ kind }) => kind === 'enrolled');
      return enrolled?.kind === 'enrolled' && enrolled.clientId !== null ? { ...known, id: enrolled.clientId } : known;
    },
    deviceId,
    type: 'helm',
    simulated,
    runtime,
    poll: () => clock.run(simulated.pollOnce()),
  };
}

/** The order of a device for its change of this ordinal. */
export const orderFor = ({ device, client, deviceId }: FleetMember, ordinal: number): Order => ({
  key: uuidOf(`${NONCE} ${device} ${ordinal}`),
  client: { device, client },
  deviceId,
  type: 'helm',
  canary: canaryText({ nonce: NONCE, device, ordinal }),
});
