import type { DeviceCapabilities } from '../protocol/documents.ts';
import { stringifyJson } from '../protocol/json.ts';
import type { RevisionTraits } from '../protocol/revision.ts';
import type { Session } from './connection/session.ts';
import { expectStatus, Setback } from './connection/setback.ts';
import { successes } from './connection/successes.ts';
import type { EventLog } from './events.ts';
import { type Host, hostsOf, idOf, type Topology } from './gateway.ts';
import { jsonOf } from './json-of.ts';
import type { Ledger } from './state/ledger.ts';
import type { Clock } from './time/clock.ts';

/** Keeps the WFM's picture of the devices true: first thing after the start, and whenever it changes (CAP-002, CAP-003). */
export class CapabilitiesReport {
  readonly #ledger: Ledger;
  readonly #session: Session;
  readonly #events: EventLog;
  readonly #clock: Clock;
  readonly #traits: RevisionTraits;
  /** By device id, what was answered since the start. */
  readonly #answered = new Map<string, DeviceCapabilities>();
  readonly #unremovable = new Set<string>();

  constructor(ledger: Ledger, session: Session, events: EventLog, clock: Clock, traits: RevisionTraits) {
    this.#ledger = ledger;
    this.#session = session;
    this.#events = events;
    this.#clock = clock;
    this.#traits = traits;
  }

  /** Everything is reported anew with the next pass: the WFM knows this client as another one. */
  forget(): void {
    this.#answered.clear();
  }

  /** These were answered before the device slept. */
  recall(topology: Topology): void {
    for (const host of hostsOf(topology)) this.#answered.set(idOf(host), host.capabilities);
  }

  /** Whether nothing of these would be reported anew. */
  knows(topology: Topology): boolean {
    return hostsOf(topology).every((host) => this.#isAnswered(host));
  }

  /** One call per device, the gateway first (GWY-001, GWY-003). @throws Setback */
  async send(topology: Topology, signal: AbortSignal): Promise<void> {
    for (const host of hostsOf(topology)) await this.#report(host, idOf(topology.self), signal);
    const present = new Set(hostsOf(topology).map(idOf));
    for (const deviceId of [...this.#ledger.state.reportedDevices].reverse())
      if (!present.has(deviceId)) await this.#remove(deviceId, signal);
  }

  async #report(host: Host, gateway: string, signal: AbortSignal): Promise<void> {
    if (this.#isAnswered(host)) return;
    const deviceId = idOf(host);
    const body = bodyOf(host.capabilities);
    const client = await this.#session.client();
    const taken = successes(this.#traits.answers, 'deviceCreated', 'deviceUpdated');
    const report = () => client.reportCapabilities(deviceId, Buffer.from(body), { signal });
    const first = await report();
    // A report whose answer was lost may have been taken; the client now knows that the device is known (G-98).
    const exchange =
      first.outcome.kind === 'response' && first.outcome.response.status === 409 ? await report() : first;
    try {
      const { status } = expectStatus('report capabilities', exchange, taken, this.#clock.now());
      this.#events.record({ kind: 'capabilities-reported', deviceId, status });
      await this.#remember(deviceId);
    } catch (error) {
      if (!(error instanceof Setback)) throw error;
      // The WFM has lost the gateway: both are reported again (GWY-004).
      const { condition } = error.advice;
      if (condition === 'gateway-not-found' || error.reason === 'HTTP 404') this.#answered.delete(gateway);
      if (condition !== 'invalid-request' && condition !== 'semantic-error') throw error;
      this.#events.record({ kind: 'capabilities-refused', deviceId, reason: error.reason });
    }
    this.#answered.set(deviceId, host.capabilities);
  }

  #isAnswered(host: Host): boolean {
    const answered = this.#answered.get(idOf(host));
    return answered === host.capabilities || (answered !== undefined && bodyOf(answered) === bodyOf(host.capabilities));
  }

  /** A child that is gone is taken back (GWY-006); that the WFM does not know it is as good. */
  async #remove(deviceId: string, signal: AbortSignal): Promise<void> {
    if (!this.#traits.removesDevices) {
      if (!this.#unremovable.has(deviceId)) this.#events.record({ kind: 'removal-not-offered', deviceId });
      this.#unremovable.add(deviceId);
      return;
    }
    const client = await this.#session.client();
    const exchange = await client.removeDevice(deviceId, { signal });
    expectStatus('remove device', exchange, [...this.#traits.answers.deviceRemoved, 404], this.#clock.now());
    await this.#ledger.change(({ reportedDevices }) => ({
      reportedDevices: reportedDevices.filter((known) => known !== deviceId),
    }));
    this.#answered.delete(deviceId);
    this.#events.record({ kind: 'device-removed', deviceId });
  }

  async #remember(deviceId: string): Promise<void> {
    const { reportedDevices } = this.#ledger.state;
    if (reportedDevices.includes(deviceId)) return;
    await this.#ledger.change(() => ({ reportedDevices: [...reportedDevices, deviceId] }));
  }
}

const bodyOf = (capabilities: DeviceCapabilities): string => stringifyJson(jsonOf(capabilities));
