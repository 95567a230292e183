import type { Exchange } from '../protocol/exchange.ts';
import type { Enrolment, Revision, TlsCredential } from '../protocol/revision.ts';
import type { Transport } from '../protocol/transport.ts';
import type { CycleResult } from './agent.ts';
import type { BackoffOptions } from './connection/backoff.ts';
import type { FetchPolicy } from './desired-state/fetch-deployments.ts';
import type { DeviceEvent } from './events.ts';
import type { Topology } from './gateway.ts';
import type { DeviceIdentity } from './identity.ts';
import type { DeviceLimits } from './limits.ts';
import type { RestingMemory } from './resting-memory.ts';
import type { DeviceRules } from './rules.ts';
import type { Schedule } from './schedule.ts';
import type { DeviceState, StateStore } from './state/device-state.ts';
import type { Clock } from './time/clock.ts';
import type { TrustSource } from './trust/trust-source.ts';

export interface DeviceOptions {
  readonly revision: Revision;
  /** The only one: a device uses no second, not even where a redirect sends it there (USR-017). */
  readonly endpoint: URL;
  /** The client's SVID, from which identity and expected WFM come; before 1.0.0-rc.3 the certificate that it onboards with. */
  readonly credential: TlsCredential;
  /** What was read from that credential before; default: it is read now. */
  readonly identity?: DeviceIdentity;
  /** What the WFM has handed out beforehand; default: the device onboards, where its revision has that. */
  readonly enrolment?: Enrolment;
  /** Of this device alone, for the clone of its repository; default a temporary one. */
  readonly cloneFolder?: string;
  readonly trust: TrustSource;
  /** Before 1.0.0-rc.3: whether the WFM's certificate has to be for the host of the endpoint; default true. */
  readonly comparesHostName?: boolean;
  readonly topology: Topology;
  readonly state: StateStore;
  readonly clock: Clock;
  /** Of all randomness; the same seed on the same clock gives the same events. */
  readonly seed: number;
  readonly schedule: Schedule;
  readonly backoff?: BackoffOptions;
  readonly fetch?: FetchPolicy;
  readonly limits?: Partial<DeviceLimits>;
  /** What it decides by; default what the specification asks for. */
  readonly rules?: DeviceRules;
  /** What carries its requests, in place of connections of its own; whoever gives it sees to it who answers (WIP-011). */
  readonly transport?: Transport;
  /** Of {@link SimulatedDevice.rest}, with the same topology; default: the device boots. */
  readonly resting?: RestingMemory;
  /** Longest life of a connection, in milliseconds; default an hour. */
  readonly connectionAgeMs?: number;
  readonly onExchange?: (exchange: Exchange) => void;
  readonly onEvent?: (event: DeviceEvent) => void;
  /** How many events are kept, the newest; default 10,000. */
  readonly eventCapacity?: number;
}

export interface SimulatedDevice {
  readonly identity: DeviceIdentity;
  /** Polls by the schedule until stopped. @throws DeviceError DEVICE_RUNNING */
  start(): void;
  /** Ends everything that is under way and closes the connections; rejects with what ended the device, if anything did. */
  stop(): Promise<void>;
  /** One pass now, for a device that is not started. @throws DeviceError DEVICE_RUNNING, STATE_UNWRITABLE */
  pollOnce(): Promise<CycleResult>;
  /** What is to be given to the device that takes this one's place when it wakes; between two passes. */
  rest(): RestingMemory;
  state(): DeviceState;
  /** The origins that it may contact: its endpoint's, and what its WFM has handed out at onboarding. */
  knownOrigins(): readonly string[];
  events(): readonly DeviceEvent[];
  /** Resolves with the first later event that the condition holds for. */
  nextEvent(condition: (event: DeviceEvent) => boolean): Promise<DeviceEvent>;
  /** Other hardware, or other children; told with the next pass (CAP-003). */
  changeTopology(topology: Topology): void;
  /** A renewed SVID of the same client, or another certificate, which onboards anew; connections are made anew (TLS-008). @throws DeviceError IDENTITY_CHANGED */
  renewCredential(credential: TlsCredential): Promise<void>;
}
