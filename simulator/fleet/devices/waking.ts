import type { DeviceState } from '../../device/state/device-state.ts';
import type { Clock } from '../../device/time/clock.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import type { Courses } from '../courses/intent.ts';
import type { StageConduct } from '../life-cycles/life-cycle.ts';
import type { DeviceMemory } from '../population/memory-codec.ts';
import type { Population } from '../population/population.ts';
import type { DeviceMaker } from '../roster/device-of.ts';
import type { Answers } from './answers.ts';
import { Awake } from './awake.ts';
import { deployingScript } from './deploying.ts';
import type { Exchanges, Speaker } from './exchanges.ts';
import type { Gate } from './gate.ts';
import { operationOf } from './operation-of.ts';
import type { OwnTime } from './own-time.ts';
import { RowTransport } from './row-transport.ts';
import type { Rows } from './rows.ts';
import type { Stages } from './stages.ts';

export interface WakingOptions {
  readonly seed: number;
  readonly rows: Rows;
  readonly courses: Courses;
  readonly population: Population;
  readonly stages: Stages;
  readonly makeDevice: DeviceMaker;
  readonly exchanges: Exchanges;
  readonly answers: Answers;
  readonly gate: Gate;
  readonly ownTime: OwnTime;
  /** Of a device's clone of its repository; undefined where its revision has none. */
  readonly cloneFolder: (device: number) => string | undefined;
  readonly onSaved: (device: number, state: DeviceState, former: DeviceState) => void;
  readonly onReported: (device: number, state: DeviceState) => void;
}

/** Wakes devices from what their rows say of them, and puts them to sleep again. */
export class Waking {
  readonly #options: WakingOptions;
  /** What devices were before, of those whose life cycle looks back. */
  readonly #former = new Map<number, DeviceMemory>();

  constructor(options: WakingOptions) {
    this.#options = options;
  }

  /** `primed`: the answer that it is woken by. `isGone` tells when it is not to be heard of any more. */
  wake(row: number, primed: Exchange | null, isGone: () => boolean): Awake {
    const { seed, rows, courses, population, stages, makeDevice, answers, exchanges, cloneFolder, onReported } =
      this.#options;
    const party = rows.party(row);
    const device = courses.deviceOf(row);
    const woken = stages.of(row);
    const identity = party.identityOf(device, woken.identity);
    const speaker = rows.speaker(row);
    const transport = this.#transport(row, identity.name, primed, isGone, this.#speakerAt(row, woken));
    const clock = stages.clock(row);
    return new Awake({
      ...{ party, identity, transport },
      made: makeDevice(device).device,
      memory: (deviceIds) => population.memory(row, deviceIds),
      resting: population.resting(row),
      clock,
      runtimeClock: this.#timed(row, clock),
      script: deployingScript(seed, device, () => stages.of(row).deploying),
      seed: device,
      requestMs: stages.conduct(row).requestMs,
      cloneFolder: party.revision.traits.desiredState === 'repository' ? cloneFolder(device) : undefined,
      onExchange: (exchange, state) => {
        const operation = operationOf(exchange.request);
        if (operation === 'status' && isTaken(exchange)) onReported(device, state);
        if (transport.handled(exchange)) return;
        const spoke = rows.afterwards(row, speaker);
        if (isGone()) exchanges.ended(spoke, operation, exchange, null);
        else answers.ended(row, spoke, operation, exchange);
      },
      onSaved: (state, former) => this.#options.onSaved(device, state, former),
    });
  }

  /** What it has to remember is written into its row. */
  sleep(row: number, awake: Awake): void {
    const { population } = this.#options;
    this.keep(row, awake);
    population.rests(row, awake.rest());
  }

  /** What is on its medium is; what was in its memory is gone. */
  keep(row: number, awake: Awake): void {
    const { population, stages } = this.#options;
    const memory = awake.memory();
    const etag = population.marks.etag(row);
    if (stages.looksBack(row) && etag !== null && etag !== memory.state.accepted?.etag)
      this.#former.set(
        row,
        population.memory(row, () => awake.deviceIds),
      );
    population.remembers(row, memory, () => awake.deviceIds);
  }

  /** What it was before its last manifest, if anything. */
  former(row: number): DeviceMemory | undefined {
    return this.#former.get(row);
  }

  /** Time that passes on it is the device's own. */
  #timed(row: number, clock: Clock): Clock {
    const { ownTime } = this.#options;
    return {
      now: () => clock.now(),
      sleep: (ms, signal) => clock.sleep(ms, signal).finally(ownTime.begin(row)),
    };
  }

  /**
   * Who speaks in the requests of a device that was woken in that stage. Its clock is that of then; its identity, too, where
   * it signs, while a connection has that of when it was made.
   */
  #speakerAt(row: number, { identity, clockOffsetMs = 0 }: StageConduct): () => Speaker {
    const { rows } = this.#options;
    const signs = rows.party(row).revision.traits.callerIdentity !== 'mutual-tls';
    const stood = { clockOffsetMs, ...(signs && { identity }) };
    return () => rows.speaker(row, stood);
  }

  #transport(
    row: number,
    actor: string,
    primed: Exchange | null,
    isGone: () => boolean,
    speaker: () => Speaker,
  ): RowTransport {
    const { rows, population, stages, answers, exchanges, gate } = this.#options;
    return new RowTransport({
      ...{ actor, primed },
      connection: () => rows.connection(row),
      origin: rows.party(row).endpoint.origin,
      requests: () => stages.of(row).requests,
      formerEtag: this.#former.get(row)?.state.accepted?.etag ?? null,
      onBegin: (operation) => {
        gate.counts();
        if (operation === 'poll' && !isGone()) population.polls.begin(row);
        return speaker();
      },
      onEnd: (began, operation, exchange, isReplay) => {
        const speaker = rows.afterwards(row, began);
        if (isReplay || isGone()) exchanges.ended(speaker, operation, exchange, null);
        else answers.ended(row, speaker, operation, exchange);
      },
    });
  }
}

const isTaken = ({ outcome }: Exchange): boolean => outcome.kind === 'response' && outcome.response.status < 300;
