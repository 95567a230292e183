import type { CycleResult } from '../../device/agent.ts';
import { retryDelay } from '../../device/connection/backoff.ts';
import type { Setback } from '../../device/connection/setback.ts';
import { FRESH_MEMORY } from '../../device/resting-memory.ts';
import { type DeviceState, INITIAL_STATE } from '../../device/state/device-state.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import type { FleetConnection } from '../connections/transport.ts';
import type { Courses, IntentKind } from '../courses/intent.ts';
import type { Operation } from '../judging/judge.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { FleetPlan } from '../plan/plan.ts';
import type { DeviceMemory } from '../population/memory-codec.ts';
import type { Population } from '../population/population.ts';
import { STANDING } from '../population/standing.ts';
import { Stream, streamKey } from '../random/stream.ts';
import type { DeviceMaker } from '../roster/device-of.ts';
import type { RunClock } from '../wheel/pacer.ts';
import { Awake } from './awake.ts';
import { deployingScript } from './deploying.ts';
import type { Exchanges, Speaker } from './exchanges.ts';
import type { Gate } from './gate.ts';
import { operationOf } from './operation-of.ts';
import type { Party } from './party.ts';
import { RowTransport } from './row-transport.ts';
import type { Stages } from './stages.ts';

const US_IN_MS = 1000;

export interface FleetDevicesOptions {
  readonly plan: FleetPlan;
  readonly courses: Courses;
  readonly population: Population;
  readonly stages: Stages;
  readonly parties: readonly Party[];
  readonly makeDevice: DeviceMaker;
  readonly exchanges: Exchanges;
  readonly recorder: SliceRecorder;
  readonly gate: Gate;
  readonly clock: RunClock;
  readonly connect: (row: number, party: Party) => FleetConnection;
  readonly openConnections: () => number;
  /** What a device's network does from now on. */
  readonly imposeNetwork: (row: number) => void;
  /** When a device comes back from a pause; infinite: there is none. */
  readonly wakeAt: (row: number, atUs: number) => void;
  /** Of a device's clone of its repository. */
  readonly cloneFolder: (device: number) => string | undefined;
  readonly onSaved: (device: number, state: DeviceState, former: DeviceState) => void;
  readonly onReported: (device: number, state: DeviceState) => void;
}

const NEVER = Number.POSITIVE_INFINITY;

/** Does what the devices of a slice intend: asleep where it can be, awake where there is more to do. */
export class FleetDevices {
  readonly #options: FleetDevicesOptions;
  readonly #awake = new Map<number, Awake>();
  /** When the arrival was meant, of those that have not done their first pass. */
  readonly #arrivals = new Map<number, number>();
  /** What devices were before, of those whose life cycle looks back. */
  readonly #former = new Map<number, DeviceMemory>();
  /** Counts how often the power went: what was begun before is nobody's business afterwards. */
  readonly #cuts: Uint16Array;
  readonly #backoff: Stream;
  #isDraining = false;

  constructor(options: FleetDevicesOptions) {
    this.#options = options;
    this.#cuts = new Uint16Array(options.population.rows);
    this.#backoff = new Stream(streamKey(options.plan.seed, 'back-off'));
  }

  /** Devices that are in the middle of something. */
  get busy(): number {
    return this.#underWay;
  }

  #underWay = 0;

  intend(row: number, kind: IntentKind, atUs: number, stage: number): void {
    const { recorder } = this.#options;
    recorder.intended(kind, atUs);
    if (kind === 'poll') this.#poll(row, atUs);
    else this.#enters(row, kind, atUs, stage);
  }

  #enters(row: number, kind: 'arrive' | 'stage', atUs: number, stage: number): void {
    const { recorder, clock } = this.#options;
    const before = kind === 'stage' ? this.#options.stages.of(row) : undefined;
    this.#options.population.stage[row] = stage;
    const boots = kind === 'arrive' ? this.#arrives(row, atUs) : this.#changes(row, before ?? {});
    if (boots && !this.#admits(row)) {
      recorder.dropped();
      this.#stands(row, STANDING.idle);
      return;
    }
    recorder.begun(kind, atUs, clock());
    if (boots) this.#start(row, null);
  }

  /** A pause that followed a setback is over. */
  retry(row: number): void {
    const { population, clock, wakeAt, stages } = this.#options;
    if (population.standing[row] !== STANDING['backing-off'] || this.#isDraining) return;
    if (this.#admits(row)) this.#go(row);
    else wakeAt(row, clock() + stages.conduct(row).backoffBaseMs * US_IN_MS);
  }

  /** Nothing is begun any more. */
  drain(): void {
    this.#isDraining = true;
  }

  /** Ends what is under way, and every connection. */
  async close(): Promise<void> {
    const { population, recorder, clock } = this.#options;
    for (const row of [...this.#awake.keys()]) this.#cut(row, 'reset');
    population.polls.left((atUs) => recorder.polled(clock() - atUs));
    await Promise.all(
      population.connections.map((connection) => connection?.close(connection.isBusy ? 'reset' : 'orderly')),
    );
  }

  #poll(row: number, atUs: number): void {
    const { population, recorder, clock } = this.#options;
    const { polls, standing } = population;
    const awake = this.#awake.get(row);
    if (awake || standing[row] === STANDING.working || standing[row] === STANDING['backing-off']) {
      recorder.held();
      // A device that is at work by itself does not ask meanwhile, and the WFM cannot help it.
      if (!awake || awake.isAsking) polls.wait(row, atUs);
      return;
    }
    if (!this.#admits(row)) {
      recorder.dropped();
      return;
    }
    recorder.begun('poll', atUs, clock());
    polls.ask(row, atUs);
    this.#go(row);
  }

  #arrives(row: number, atUs: number): boolean {
    this.#arrivals.set(row, atUs);
    this.#options.imposeNetwork(row);
    return this.#options.stages.of(row).power !== 'off';
  }

  /** Enters a stage; answers whether the device boots. */
  #changes(row: number, before: ReturnType<Stages['of']>): boolean {
    const { population, stages, imposeNetwork } = this.#options;
    const now = stages.of(row);
    imposeNetwork(row);
    const boots = before.power === 'off' || now.boots === true;
    if (now.power === 'off' || boots) {
      this.#cut(row, 'reset');
      population.rests(row, FRESH_MEMORY);
    }
    if (now.state !== undefined) this.#forgets(row, now.state);
    if (now.power === 'off') {
      population.polls.forget(row);
      this.#stands(row, STANDING.off);
      return false;
    }
    if (now.silent || now.identity !== before.identity) this.#hangUp(row);
    if (now.silent) this.#calms(row);
    return boots;
  }

  /** A device of a plan's own accord asks for nothing: a pause after a setback ends without a try (OFF-002). */
  #calms(row: number): void {
    const { population, wakeAt } = this.#options;
    wakeAt(row, NEVER);
    population.polls.forget(row);
    if (population.standing[row] === STANDING['backing-off']) this.#stands(row, STANDING.idle);
  }

  /** Its medium holds what it held before, or nothing. */
  #forgets(row: number, how: 'rolled-back' | 'lost'): void {
    const { population, exchanges, courses } = this.#options;
    this.#cut(row, 'orderly');
    const { components } = population.memory(row, () => this.#deviceIds(row));
    const former = how === 'rolled-back' ? this.#former.get(row) : undefined;
    const state = former?.state ?? INITIAL_STATE;
    population.remembers(row, { state, components }, () => this.#deviceIds(row));
    population.rests(row, FRESH_MEMORY);
    if (how === 'lost') exchanges.forget(courses.deviceOf(row));
  }

  #deviceIds(row: number): readonly string[] {
    return this.#wake(row, null).deviceIds;
  }

  /** Asks, in the cheapest way that there is for what it has to do. */
  #go(row: number): void {
    const { population, stages } = this.#options;
    const { readyPoll } = this.#party(row);
    if (readyPoll && population.isSettled(row) && stages.of(row).requests === undefined) this.#ask(row, readyPoll);
    else this.#start(row, null);
  }

  /** The hot path: a sleeping device's poll. Anything but that nothing has changed wakes it. */
  #ask(row: number, readyPoll: NonNullable<Party['readyPoll']>): void {
    const { population } = this.#options;
    this.#stands(row, STANDING.working);
    this.#underWay += 1;
    population.polls.begin(row);
    const cuts = this.#cuts[row];
    this.#connection(row).poll(readyPoll(population.marks.etag(row)), (status, serviceUs, exchange) => {
      this.#underWay -= 1;
      if (cuts === this.#cuts[row]) this.#asked(row, status, serviceUs, exchange);
    });
  }

  #asked(row: number, status: number, serviceUs: number, exchange: Exchange | null): void {
    const { exchanges, population } = this.#options;
    const speaker = this.#speaker(row);
    if (exchange === null) exchanges.unchanged(speaker, serviceUs, this.#answered(row));
    else this.#heard(speaker, row, 'poll', exchange);
    if (status === 304) {
      population.failures[row] = 0;
      this.#rests(row);
    } else this.#start(row, exchange);
  }

  /** A whole exchange has ended; of a poll that succeeded, those who wait for it hear. */
  #heard(speaker: Speaker, row: number, operation: Operation, exchange: Exchange): void {
    const { exchanges, population } = this.#options;
    const { outcome } = exchange;
    const isAnswer =
      operation === 'poll' && outcome.kind === 'response' && speaker.party.success.poll.has(outcome.response.status);
    exchanges.ended(speaker, operation, exchange, isAnswer ? this.#answered(row) : null);
    // Nobody owes an answer to such a one.
    if (operation === 'poll' && !isAnswer && !speaker.isProper) population.polls.forget(row);
  }

  /** Records the polls that were answered; answers how long the first of them has taken. */
  #answered(row: number): number | null {
    const { population, recorder, clock } = this.#options;
    const now = clock();
    let first: number | null = null;
    population.polls.answer(row, (atUs) => {
      recorder.polled(now - atUs);
      first ??= now - atUs;
    });
    return first;
  }

  /** Wakes a device for one pass; with an answer, where it was woken by one. */
  #start(row: number, primed: Exchange | null): void {
    const { population } = this.#options;
    this.#stands(row, this.#arrivals.has(row) ? STANDING.arriving : STANDING.working);
    population.polls.begin(row);
    this.#underWay += 1;
    const awake = this.#wake(row, primed);
    this.#awake.set(row, awake);
    awake
      .pass()
      .then(
        (result) => this.#passed(row, awake, result),
        (error: unknown) => this.#broke(row, awake, error),
      )
      .finally(() => {
        this.#underWay -= 1;
      })
      .catch((error: unknown) => this.#incident(row, error));
  }

  #wake(row: number, primed: Exchange | null): Awake {
    const { plan, courses, population, stages, makeDevice, exchanges, cloneFolder, onSaved, onReported } =
      this.#options;
    const party = this.#party(row);
    const device = courses.deviceOf(row);
    const does = stages.of(row);
    const identity = party.identityOf(device, does.identity);
    const cuts = this.#cuts[row];
    const isGone = (): boolean => cuts !== this.#cuts[row];
    const transport = new RowTransport({
      connection: this.#connection(row),
      actor: identity.name,
      origin: party.endpoint.origin,
      primed,
      requests: does.requests,
      formerEtag: this.#former.get(row)?.state.accepted?.etag ?? null,
      onBegin: (operation) => {
        this.#options.gate.counts();
        if (operation === 'poll' && !isGone()) population.polls.begin(row);
      },
      onReplayed: (operation, exchange) => exchanges.ended(this.#speaker(row), operation, exchange, null),
    });
    return new Awake({
      ...{ party, identity, transport },
      made: makeDevice(device).device,
      memory: (deviceIds) => population.memory(row, deviceIds),
      resting: population.resting(row),
      clock: stages.clock(row),
      script: deployingScript(plan.seed, device, () => stages.of(row).deploying),
      seed: device,
      requestMs: stages.conduct(row).requestMs,
      cloneFolder: cloneFolder(device),
      onExchange: (exchange, state) => {
        if (exchange === primed || isGone()) return;
        const operation = operationOf(exchange.request);
        const { outcome } = exchange;
        this.#heard(this.#speaker(row), row, operation, exchange);
        if (operation === 'status' && outcome.kind === 'response' && outcome.response.status < 300)
          onReported(device, state);
      },
      onSaved: (state, former) => onSaved(device, state, former),
    });
  }

  #passed(row: number, awake: Awake, result: CycleResult | null): void {
    if (result === null || this.#awake.get(row) !== awake) return;
    const { population, recorder, clock, stages } = this.#options;
    this.#sleeps(row, awake);
    if (result.kind === 'setback') {
      this.#pauses(row, result.setback);
      return;
    }
    population.failures[row] = 0;
    const arrival = this.#arrivals.get(row);
    if (arrival !== undefined) recorder.arrived(clock() - arrival);
    this.#arrivals.delete(row);
    if (stages.of(row).silent) this.#hangUp(row);
    this.#rests(row);
  }

  #sleeps(row: number, awake: Awake): void {
    const { population, stages } = this.#options;
    const deviceIds = (): readonly string[] => awake.deviceIds;
    const memory = awake.memory();
    if (stages.looksBack(row)) this.#remembersFormer(row, memory);
    population.remembers(row, memory, deviceIds);
    population.rests(row, awake.rest());
    this.#awake.delete(row);
  }

  #remembersFormer(row: number, next: DeviceMemory): void {
    const { population } = this.#options;
    const etag = population.marks.etag(row);
    if (etag === null || etag === next.state.accepted?.etag) return;
    this.#former.set(
      row,
      population.memory(row, () => next.state.reportedDevices),
    );
  }

  #broke(row: number, awake: Awake, error: unknown): void {
    if (this.#awake.get(row) !== awake) return;
    this.#awake.delete(row);
    this.#incident(row, error);
    this.#rests(row);
  }

  /** Our own fault, or the plan's. */
  #incident(row: number, error: unknown): void {
    const { recorder, clock, courses } = this.#options;
    const said = error instanceof Error ? error.message : String(error);
    const message = `device ${courses.deviceOf(row)} could not go on: ${said}`;
    recorder.happened({ at: clock(), code: 'DEVICE_BROKE', message });
  }

  /** Nothing is left to do, unless a poll fell due meanwhile. */
  #rests(row: number): void {
    const { population } = this.#options;
    this.#stands(row, STANDING.idle);
    if (population.polls.isWaiting(row) && !this.#isDraining) this.#go(row);
  }

  /** After a setback: until when, the conduct of the device says. */
  #pauses(row: number, { advice }: Setback): void {
    const { population, stages, wakeAt, clock, courses } = this.#options;
    const { retryAfter, backoffBaseMs, backoffMaxMs } = stages.conduct(row);
    const failures = population.failed(row);
    const heard = retryAfter === 'heeds' ? advice : { ...advice, waitMs: 0, retryable: true };
    const random = this.#backoff.to(courses.deviceOf(row), failures);
    const delay = retryDelay(heard, failures, random, { baseMs: backoffBaseMs, maxMs: backoffMaxMs });
    // Nothing is to be gained by trying early: the next poll of the plan is the next try.
    this.#stands(row, delay === undefined ? STANDING.idle : STANDING['backing-off']);
    wakeAt(row, delay === undefined ? NEVER : clock() + delay * US_IN_MS);
  }

  /** The power goes, or the program is ended: what was under way is not heard of again. */
  #cut(row: number, how: 'orderly' | 'reset'): void {
    const { population, wakeAt } = this.#options;
    const awake = this.#awake.get(row);
    this.#cuts[row] = (this.#cuts[row] ?? 0) + 1;
    wakeAt(row, NEVER);
    this.#close(row, how);
    if (!awake) return;
    this.#awake.delete(row);
    awake.cut();
    population.remembers(row, awake.memory(), () => awake.deviceIds);
  }

  /** So that the next request goes over a new connection; one that is in use ends first. */
  #hangUp(row: number): void {
    if (!this.#options.population.connections[row]?.isBusy) this.#close(row, 'orderly');
  }

  #close(row: number, how: 'orderly' | 'reset'): void {
    const connection = this.#options.population.connections[row];
    connection?.close(how).catch((error: unknown) => this.#incident(row, error));
  }

  #connection(row: number): FleetConnection {
    const { population, connect } = this.#options;
    const connection = population.connections[row] ?? connect(row, this.#party(row));
    population.connections[row] = connection;
    return connection;
  }

  #admits(row: number): boolean {
    const { gate, clock, population, openConnections } = this.#options;
    if (this.#isDraining) return false;
    return gate.admits(clock(), openConnections(), population.connections[row] !== null);
  }

  #speaker(row: number): Speaker {
    const { stages, courses } = this.#options;
    return {
      device: courses.deviceOf(row),
      party: this.#party(row),
      identity: stages.of(row).identity,
      isProper: stages.isProper(row),
      hasFaultyNetwork: stages.of(row).network !== undefined,
    };
  }

  #party(row: number): Party {
    const party = this.#options.parties[this.#options.courses.revision(row)];
    if (!party) throw new RangeError(`row ${row} is of no revision of the plan`);
    return party;
  }

  #stands(row: number, standing: number): void {
    const { population, recorder } = this.#options;
    const former = population.standing[row] ?? 0;
    if (former === standing) return;
    population.standing[row] = standing;
    recorder.stands(former, standing);
  }
}
