import type { RestingMemory } from '../../device/resting-memory.ts';
import { type DeviceState, INITIAL_STATE } from '../../device/state/device-state.ts';
import type { FleetConnection } from '../connections/transport.ts';
import { DuePolls } from './due-polls.ts';
import { Marks } from './marks.ts';
import { type DeviceMemory, pack, unpack } from './memory-codec.ts';

const REPORTED = 1;
const RESUMED = 2;
const SWEPT = 4;
/** All its machines are known to the WFM, in their order. */
const KNOWN = 8;
/** Something is left to do, whatever is answered: a status to tell, a deployment to carry out. */
const UNDONE = 16;

const MOST_FAILURES = 255;

/** The sleeping devices of a slice, as rows of arrays: about eighty bytes each where nothing is deployed. */
export class Population {
  readonly rows: number;
  /** As in `STANDING`. */
  readonly standing: Uint8Array;
  /** In its life cycle; where it is, not where it goes next. */
  readonly stage: Uint8Array;
  /** In a row; counted up to 255. */
  readonly failures: Uint8Array;
  readonly marks: Marks;
  readonly polls: DuePolls;
  readonly connections: (FleetConnection | null)[];
  readonly #bits: Uint8Array;
  /** Of those of which there is more to remember than their mark. */
  readonly #packed: (string | null)[];

  constructor(rows: number) {
    this.rows = rows;
    this.standing = new Uint8Array(rows);
    this.stage = new Uint8Array(rows);
    this.failures = new Uint8Array(rows);
    this.marks = new Marks(rows);
    this.polls = new DuePolls(rows);
    this.connections = new Array<FleetConnection | null>(rows).fill(null);
    this.#bits = new Uint8Array(rows);
    this.#packed = new Array<string | null>(rows).fill(null);
  }

  /** Whether it has told its capabilities since it booted and has nothing else to do, so that a poll is all there is. */
  isSettled(row: number): boolean {
    return ((this.#bits[row] ?? 0) & (REPORTED | RESUMED | UNDONE)) === (REPORTED | RESUMED);
  }

  resting(row: number): RestingMemory {
    const bits = this.#bits[row] ?? 0;
    return { reported: (bits & REPORTED) !== 0, resumed: (bits & RESUMED) !== 0, swept: (bits & SWEPT) !== 0 };
  }

  rests(row: number, { reported, resumed, swept }: RestingMemory): void {
    const kept = (this.#bits[row] ?? 0) & (KNOWN | UNDONE);
    this.#bits[row] = kept | (reported ? REPORTED : 0) | (resumed ? RESUMED : 0) | (swept ? SWEPT : 0);
  }

  failed(row: number): number {
    const failures = Math.min(MOST_FAILURES, (this.failures[row] ?? 0) + 1);
    this.failures[row] = failures;
    return failures;
  }

  /** `deviceIds`: of its machines, in the order in which they are reported. */
  memory(row: number, deviceIds: () => readonly string[]): DeviceMemory {
    const packed = this.#packed[row];
    if (packed !== null && packed !== undefined) return unpack(packed);
    const reportedDevices = ((this.#bits[row] ?? 0) & KNOWN) === 0 ? [] : deviceIds();
    return { state: { ...INITIAL_STATE, accepted: this.marks.get(row), reportedDevices }, components: [] };
  }

  /** What it has onboarded with, if anything; without waking it. */
  enrolment(row: number): DeviceState['enrolment'] {
    const packed = this.#packed[row];
    return packed === null || packed === undefined ? null : unpack(packed).state.enrolment;
  }

  remembers(row: number, memory: DeviceMemory, deviceIds: () => readonly string[]): void {
    const { state, components } = memory;
    this.marks.set(row, state.accepted);
    const isKnown = state.reportedDevices.length > 0;
    const isUndone = state.adopting !== null || state.outbox.length > 0 || !state.applied.every(isSettled);
    const bits = (this.#bits[row] ?? 0) & ~(KNOWN | UNDONE);
    this.#bits[row] = bits | (isKnown ? KNOWN : 0) | (isUndone ? UNDONE : 0);
    const isPlain =
      state.adopting === null &&
      state.enrolment === null &&
      [state.desired, state.applied, state.outbox, components.flatMap((each) => each.components)].every(isEmpty) &&
      (!isKnown || isSame(state.reportedDevices, deviceIds()));
    this.#packed[row] = isPlain ? null : pack(memory);
  }
}

/** A removal that failed is tried again with the next manifest. */
const isSettled = ({ stage }: DeviceState['applied'][number]): boolean => stage === 'settled' || stage === 'stuck';

const isEmpty = (list: readonly unknown[]): boolean => list.length === 0;

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((each, index) => each === right[index]);
