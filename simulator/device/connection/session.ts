import type { Exchange } from '../../protocol/exchange.ts';
import type { Enrolment, ManagementClient, PeerVerifier, Revision } from '../../protocol/revision.ts';
import type { Transport } from '../../protocol/transport.ts';
import type { EventLog, RenewalReason } from '../events.ts';
import { type DeviceIdentity, wfmVerifier } from '../identity.ts';
import type { DeviceLimits } from '../limits.ts';
import type { Clock } from '../time/clock.ts';
import type { TrustSource } from '../trust/trust-source.ts';
import { hostVerifier } from './host-verifier.ts';
import { reconnecting } from './reconnecting.ts';

export interface SessionOptions {
  readonly revision: Revision;
  /** Routing only: who answers is judged by its SVID (WIP-011). */
  readonly endpoint: URL;
  readonly trust: TrustSource;
  readonly limits: DeviceLimits;
  readonly clock: Clock;
  /** How long connections live at most (TLS-006), in milliseconds. */
  readonly maxAgeMs: number;
  readonly events: EventLog;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
  /** In place of connections of its own. */
  readonly transport: Transport | undefined;
  /** What is known of the client when it connects. */
  readonly standing: () => Standing;
  readonly knownOrigins: () => readonly string[];
  /** For a WFM that is known by its host, and not by an SVID. */
  readonly comparesHostName: boolean;
}

/** How a client stands with its WFM. */
export interface Standing {
  /** Undefined before onboarding, and where there is none. */
  readonly enrolment: Enrolment | undefined;
  readonly reportedDevices: readonly string[];
  /** The client's own device. */
  readonly deviceId: string;
}

/** The connections of a client; they are made anew when credential or trust change, or when they are old. */
export class Session {
  readonly #options: SessionOptions;
  #identity: DeviceIdentity;
  #client: ManagementClient | undefined;
  #since = 0;

  constructor(identity: DeviceIdentity, options: SessionOptions) {
    this.#identity = identity;
    this.#options = options;
  }

  /** To be asked for before every exchange, between exchanges. */
  async client(): Promise<ManagementClient> {
    const { clock, maxAgeMs } = this.#options;
    if (this.#client && clock.now() - this.#since > maxAgeMs) await this.renew('age');
    this.#client ??= this.#connect();
    return this.#client;
  }

  async renew(reason: RenewalReason, identity: DeviceIdentity = this.#identity): Promise<void> {
    this.#identity = identity;
    if (!this.#client) return;
    await this.close();
    this.#options.events.record({ kind: 'connections-renewed', reason });
  }

  get identity(): DeviceIdentity {
    return this.#identity;
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  #connect(): ManagementClient {
    const { revision, endpoint, trust, limits, clock, onExchange, standing, transport } = this.#options;
    const anchors = trust.anchors();
    const { enrolment, ...rest } = standing();
    this.#since = clock.now();
    const client = revision.connect({
      endpoint,
      credential: this.#identity.credential,
      anchors: anchors.join('\n'),
      actor: this.#identity.name,
      limits: { requestMs: limits.requestMs, maxBodyBytes: limits.bodyBytes },
      connections: 1,
      ...(onExchange && { onExchange }),
      ...(transport && { transport }),
      ...this.#peerVerifier(anchors),
      ...(enrolment && { enrolment }),
      ...rest,
      now: () => clock.now(),
    });
    return reconnecting(client);
  }

  /** Beyond the chain, which is judged anyway: a client with an SVID knows who its WFM is, any other where it is. */
  #peerVerifier(anchors: readonly string[]): { readonly verifyPeer?: PeerVerifier } {
    const identity = this.#identity;
    const { clock, events, knownOrigins, comparesHostName } = this.#options;
    if (identity.kind === 'certificate' && !comparesHostName) return {};
    const judge =
      identity.kind === 'svid' ? wfmVerifier(identity, anchors, () => clock.now()) : hostVerifier(knownOrigins);
    return {
      verifyPeer: (chain) => {
        const objection = judge(chain);
        if (objection) events.record({ kind: 'peer-refused', code: objection.code, message: objection.message });
        return objection;
      },
    };
  }
}
