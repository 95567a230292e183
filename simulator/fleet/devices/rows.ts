import type { RepositoryAccess } from '../../protocol/revision.ts';
import type { FleetConnection } from '../connections/transport.ts';
import type { Courses } from '../courses/intent.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import type { Population } from '../population/population.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Speaker } from './exchanges.ts';
import type { Party } from './party.ts';
import { type Guise, isProper, type Stages } from './stages.ts';

export interface RowsOptions {
  readonly courses: Courses;
  readonly population: Population;
  readonly stages: Stages;
  readonly parties: readonly Party[];
  readonly recorder: SliceRecorder;
  readonly clock: RunClock;
  /** A device has something to hold of its connection while it sleeps: the socket, or a ticket for the next one. */
  readonly keepsConnections: boolean;
  readonly connect: (row: number, party: Party) => FleetConnection;
}

/** Who the devices of a slice are and how they stand, by row. */
export class Rows {
  readonly #options: RowsOptions;
  /** Connections that a device does not use again, and that still wait for an answer. */
  readonly #leaving = new Map<number, readonly FleetConnection[]>();

  constructor(options: RowsOptions) {
    this.#options = options;
  }

  party(row: number): Party {
    const party = this.#options.parties[this.#options.courses.revision(row)];
    if (!party) throw new RangeError(`row ${row} is of no revision of the plan`);
    return party;
  }

  /** Who speaks, as things stand; or with something of how they stood. */
  speaker(row: number, stood: Guise = {}): Speaker {
    const { stages, courses } = this.#options;
    const conduct = { ...stages.of(row), ...stood };
    return {
      device: courses.deviceOf(row),
      party: this.party(row),
      identity: conduct.identity,
      isProper: isProper(conduct),
      hasFaultyNetwork: conduct.network !== undefined,
    };
  }

  /** The same when its exchange ends: a network that was made to fail meanwhile may have ended it. */
  afterwards(row: number, speaker: Speaker): Speaker {
    const { stages } = this.#options;
    if (speaker.hasFaultyNetwork || stages.of(row).network === undefined) return speaker;
    return { ...speaker, hasFaultyNetwork: true };
  }

  /** Where it finds its desired state, if that is a repository that it reaches over the connection to its endpoint. */
  repository(row: number): RepositoryAccess | null {
    const { revision, endpoint } = this.party(row);
    if (revision.traits.desiredState !== 'repository') return null;
    const kept = this.#options.population.enrolment(row);
    const access = kept?.isCurrent && kept.enrolment.kind === 'oauth' ? kept.enrolment.repository : null;
    return access && new URL(access.url).origin === endpoint.origin ? access : null;
  }

  stands(row: number, standing: number): void {
    const { population, recorder } = this.#options;
    const former = population.standing[row] ?? 0;
    if (former === standing) return;
    population.standing[row] = standing;
    recorder.stands(former, standing);
  }

  /** Made with the identity that the device has now; it keeps it as long as it lives. */
  connection(row: number): FleetConnection {
    const { population, connect } = this.#options;
    const connection = population.connections[row] ?? connect(row, this.party(row));
    population.connections[row] = connection;
    return connection;
  }

  /** So that the next request goes over a new connection; what is under way ends first. */
  hangUp(row: number): void {
    const { connections } = this.#options.population;
    const connection = connections[row];
    if (connection?.isBusy) this.#leaving.set(row, [...(this.#leaving.get(row) ?? []), connection]);
    else this.close(row, 'orderly');
    connections[row] = null;
  }

  /** Nothing is under way any more. */
  settled(row: number): void {
    this.#leave(row, 'orderly');
    if (!this.#options.keepsConnections) this.#options.population.connections[row] = null;
  }

  close(row: number, how: 'orderly' | 'reset'): void {
    this.#leave(row, how);
    this.#hangUp(row, this.#options.population.connections[row], how);
  }

  #leave(row: number, how: 'orderly' | 'reset'): void {
    if (this.#leaving.size === 0) return;
    for (const connection of this.#leaving.get(row) ?? []) this.#hangUp(row, connection, how);
    this.#leaving.delete(row);
  }

  #hangUp(row: number, connection: FleetConnection | null | undefined, how: 'orderly' | 'reset'): void {
    connection?.close(how).catch((error: unknown) => this.broke(row, error));
  }

  /** Our own fault, or the plan's. */
  broke(row: number, error: unknown): void {
    const { recorder, clock, courses } = this.#options;
    const said = error instanceof Error ? error.message : String(error);
    const message = `device ${courses.deviceOf(row)} could not go on: ${said}`;
    recorder.happened({ at: Math.max(0, clock()), code: 'DEVICE_BROKE', message });
  }
}
