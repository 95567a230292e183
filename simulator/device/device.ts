import type { Enrolment, RepositoryAccess, TlsCredential } from '../protocol/revision.ts';
import { Agent, type CycleResult } from './agent.ts';
import { CapabilitiesReport } from './capabilities-report.ts';
import { DEFAULT_BACKOFF, retryDelay } from './connection/backoff.ts';
import { Session, type Standing } from './connection/session.ts';
import type { Setback } from './connection/setback.ts';
import { handedOutOrigins } from './contacts.ts';
import { desiredStateSource } from './desired-state/create-source.ts';
import type { DesiredStateSource } from './desired-state/source.ts';
import { DeviceError } from './device-error.ts';
import type { DeviceOptions, SimulatedDevice } from './device-options.ts';
import { Enrolling, standing } from './enrolment.ts';
import { type DeviceEvent, EventLog } from './events.ts';
import { idOf, type Topology } from './gateway.ts';
import { type DeviceIdentity, identityFrom, refuseOtherClient } from './identity.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { Stopped } from './reconcile/crew.ts';
import { FRESH_MEMORY, type RestingMemory } from './resting-memory.ts';
import { correctRules } from './rules.ts';
import { inDowntime, nextPoll, withinHours } from './schedule.ts';
import type { DeviceState } from './state/device-state.ts';
import { Ledger } from './state/ledger.ts';
import { type Random, seededRandom } from './time/random.ts';

export type { DeviceOptions, SimulatedDevice } from './device-options.ts';

const HOUR_MS = 3_600_000;

/** Makes a device with the state that it had. @throws DeviceError IDENTITY_INVALID, STATE_CORRUPT, STATE_UNREADABLE */
export async function createDevice(options: DeviceOptions): Promise<SimulatedDevice> {
  return new Device(
    options,
    options.identity ?? identityFrom(options.credential, options.revision.traits),
    await Ledger.open(options.state),
  );
}

class Device implements SimulatedDevice {
  readonly identity: DeviceIdentity;
  readonly #options: DeviceOptions;
  readonly #ledger: Ledger;
  readonly #events: EventLog;
  readonly #session: Session;
  readonly #enrolling: Enrolling;
  readonly #source: DesiredStateSource;
  readonly #capabilities: CapabilitiesReport;
  readonly #agent: Agent;
  readonly #random: Random;
  readonly #stopping = new AbortController();
  #topology: Topology;
  #renewal: DeviceIdentity | undefined;
  #running: Promise<void> | undefined;

  constructor(options: DeviceOptions, identity: DeviceIdentity, ledger: Ledger) {
    const { revision, endpoint, trust, clock, onExchange, connectionAgeMs = HOUR_MS, fetch = 'auto' } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const rules = options.rules ?? correctRules;
    const events = new EventLog(() => clock.now(), options.eventCapacity ?? 10_000);
    if (options.onEvent) events.listen(options.onEvent);
    this.identity = identity;
    this.#options = options;
    this.#ledger = ledger;
    this.#events = events;
    this.#topology = options.topology;
    this.#random = seededRandom(options.seed);
    const maxAgeMs = connectionAgeMs;
    const { traits, documents } = revision;
    const session = new Session(identity, {
      ...{ revision, endpoint, trust, limits, clock, maxAgeMs, events, onExchange },
      transport: options.transport,
      standing: () => this.#standing(),
      knownOrigins: () => this.knownOrigins(),
      comparesHostName: options.comparesHostName ?? true,
    });
    const resting = options.resting ?? FRESH_MEMORY;
    const capabilities = new CapabilitiesReport(ledger, session, events, clock, traits);
    if (resting.reported) capabilities.recall(this.#machines());
    const enrolling = new Enrolling({
      ...{ revision, endpoint, ledger, session, events, clock },
      ready: options.enrolment,
      onOtherClient: () => capabilities.forget(),
    });
    const source = desiredStateSource(traits, {
      ...{ session, documents, events, clock, limits, rules, fetch, trust, onExchange },
      actor: identity.name,
      folder: options.cloneFolder ?? null,
      access: () => repositoryIn(this.#standing().enrolment),
      renewAccess: (signal) => enrolling.renew(this.#machines(), signal),
    });
    this.#session = session;
    this.#enrolling = enrolling;
    this.#source = source;
    this.#capabilities = capabilities;
    const stopping = this.#stopping.signal;
    const parts = { ledger, session, trust, events, clock, rules, traits, enrolling, capabilities, source, stopping };
    this.#agent = new Agent(parts, resting);
  }

  start(): void {
    if (this.#running !== undefined) throw running();
    this.#running = this.#run();
    // Whoever stops the device hears of it; until then it is no unhandled rejection.
    this.#running.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    try {
      await this.#running;
    } finally {
      await Promise.all([this.#session.close(), this.#source.close()]);
    }
  }

  async pollOnce(): Promise<CycleResult> {
    if (this.#running !== undefined) throw running();
    return this.#pass();
  }

  rest(): RestingMemory {
    return { reported: this.#capabilities.knows(this.#machines()), ...this.#agent.rest() };
  }

  state(): DeviceState {
    return this.#ledger.state;
  }

  events(): readonly DeviceEvent[] {
    return this.#events.all();
  }

  knownOrigins(): readonly string[] {
    const { endpoint } = this.#options;
    const { enrolment } = this.#standing();
    return [...new Set([endpoint.origin, ...(enrolment ? handedOutOrigins(enrolment) : [])])];
  }

  nextEvent(condition: (event: DeviceEvent) => boolean): Promise<DeviceEvent> {
    return new Promise((resolve) => {
      const end = this.#events.listen((event) => {
        if (!condition(event)) return;
        end();
        resolve(event);
      });
    });
  }

  changeTopology(topology: Topology): void {
    this.#topology = topology;
  }

  async renewCredential(credential: TlsCredential): Promise<void> {
    const renewed = identityFrom(credential, this.#options.revision.traits);
    refuseOtherClient(this.identity, renewed);
    this.#renewal = renewed;
  }

  async #pass(): Promise<CycleResult> {
    if (this.#renewal) await this.#takeUp(this.#renewal);
    this.#renewal = undefined;
    return this.#agent.cycle(this.#machines());
  }

  #standing(): Standing {
    return standing(this.#ledger.state, this.#options.endpoint, idOf(this.#topology.self));
  }

  async #takeUp(renewal: DeviceIdentity): Promise<void> {
    await this.#session.renew('credential', renewal);
    if (renewal.kind === 'certificate') await this.#enrolling.forgetBound();
  }

  /** A revision without gateways knows the client's own device only. */
  #machines(): Topology {
    const { gateways } = this.#options.revision.traits;
    return gateways ? this.#topology : { self: this.#topology.self, children: [] };
  }

  async #run(): Promise<void> {
    const { clock, schedule } = this.#options;
    const stopping = this.#stopping.signal;
    let failures = 0;
    try {
      while (!stopping.aborted) {
        const result = await this.#pass();
        const regular = nextPoll(clock.now(), schedule, this.#random);
        failures = result.kind === 'done' || inDowntime(clock.now(), schedule) ? 0 : failures + 1;
        const due = result.kind === 'done' ? regular : this.#retryAt(result.setback, failures, regular);
        await this.#waitUntil(due);
      }
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
  }

  /** Trust is refreshed when its own time has come, not only when the next poll is due (TRB-020). */
  async #waitUntil(due: number): Promise<void> {
    const { clock, trust } = this.#options;
    const stopping = this.#stopping.signal;
    for (;;) {
      await clock.sleep(Math.min(due, Math.max(trust.refreshAt(), clock.now())) - clock.now(), stopping);
      if (stopping.aborted || clock.now() >= due) return;
      await this.#agent.keepTrust();
    }
  }

  /** When to go on after a setback. In a downtime window it does not count, and nothing is tried early (OFF-002). */
  #retryAt({ operation, reason, advice }: Setback, failures: number, regular: number): number {
    const { clock, schedule, backoff = DEFAULT_BACKOFF } = this.#options;
    const now = clock.now();
    const earliest = Math.max(regular, now + advice.waitMs);
    if (failures === 0) {
      this.#events.record({ kind: 'setback-ignored', operation, reason });
      return earliest;
    }
    const delay = retryDelay(advice, failures, this.#random, backoff);
    const { hours } = schedule;
    const retry = delay === undefined ? earliest : now + delay;
    const due = hours ? withinHours(retry, hours.from, hours.to) : retry;
    this.#events.record({ kind: 'setback', operation, reason, retryInMs: Math.round(due - now) });
    return due;
  }
}

const repositoryIn = (enrolment: Enrolment | undefined): RepositoryAccess | null =>
  enrolment?.kind === 'oauth' ? enrolment.repository : null;

const running = (): DeviceError => new DeviceError('DEVICE_RUNNING', 'the device is started; stop it first');
