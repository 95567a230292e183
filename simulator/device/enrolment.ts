import { isDeepStrictEqual } from 'node:util';
import { isJsonObject } from '../protocol/json.ts';
import type { Enrolment, Revision } from '../protocol/revision.ts';
import { retryAdvice } from './connection/retry-advice.ts';
import type { Session, Standing } from './connection/session.ts';
import { Setback } from './connection/setback.ts';
import { handedOutOrigins } from './contacts.ts';
import type { EventLog } from './events.ts';
import { idOf, type Topology } from './gateway.ts';
import { jsonOf } from './json-of.ts';
import type { DeviceState, KeptEnrolment } from './state/device-state.ts';
import type { Ledger } from './state/ledger.ts';
import type { Clock } from './time/clock.ts';

export interface EnrollingParts {
  readonly revision: Revision;
  readonly endpoint: URL;
  /** Handed out beforehand; onboarding takes its place when the WFM does not know it. */
  readonly ready: Enrolment | undefined;
  readonly ledger: Ledger;
  readonly session: Session;
  readonly events: EventLog;
  readonly clock: Clock;
  /** The WFM knows this client as another one from now on. */
  readonly onOtherClient: () => void;
}

/** How a client comes to be known by its WFM, and stays so from one start to the next. */
export class Enrolling {
  readonly #parts: EnrollingParts;

  constructor(parts: EnrollingParts) {
    this.#parts = parts;
  }

  /** Sees to it that there is what onboarding gives; nothing where a revision has no onboarding. @throws Setback */
  async ensure(topology: Topology, signal: AbortSignal): Promise<void> {
    const { ledger, endpoint, ready, revision } = this.#parts;
    const { enrolment: kept } = ledger.state;
    const isOurs = kept?.endpoint === endpoint.href;
    if (kept?.isCurrent && isOurs) return;
    if (kept?.isCurrent) await this.#lose('ANOTHER_ENDPOINT');
    const isRefused = isOurs && isDeepStrictEqual(ready, kept.enrolment);
    if (ready && ready.kind !== 'none' && !isRefused) await this.#keep(ready, 'configuration');
    else if (revision.onboarding) await this.renew(topology, signal);
  }

  /** Asks the WFM to take the client in, whether it is or not; false where a revision has no onboarding. @throws Setback */
  async renew(topology: Topology, signal: AbortSignal): Promise<boolean> {
    const { revision, session, clock } = this.#parts;
    const { onboarding } = revision;
    if (!onboarding) return false;
    const capabilities = jsonOf(topology.self.capabilities);
    if (!isJsonObject(capabilities)) throw new TypeError(`the capabilities of ${idOf(topology.self)} are no object`);
    const client = await session.client();
    const { outcome } = await client.send(onboarding.request(session.identity.credential, capabilities), { signal });
    if (outcome.kind === 'failure')
      throw new Setback('onboard', outcome.failure.code, retryAdvice(outcome, clock.now()));
    const answer = onboarding.read(outcome.response);
    if ('enrolment' in answer) {
      await this.#keep(answer.enrolment, 'onboarding');
      return true;
    }
    const { status } = outcome.response;
    const reason = status < 300 ? 'ANSWER_INVALID' : `HTTP ${status}`;
    throw new Setback('onboard', reason, retryAdvice(outcome, clock.now()));
  }

  /**
   * The setback that an operation has met, after what it says of the client has been taken in: one whom the WFM no
   * longer knows is to be taken in anew, after a pause that grows.
   */
  async taken(setback: Setback): Promise<Setback> {
    const { enrolment } = this.#parts.ledger.state;
    if (!setback.clientUnknown || !enrolment?.isCurrent || enrolment.enrolment.kind === 'none') return setback;
    await this.#lose(setback.reason);
    const advice = { ...setback.advice, retryable: true, strategy: 'exponential' } as const;
    return new Setback(setback.operation, setback.reason, advice, true);
  }

  /** What was handed out is bound to a credential that is replaced. */
  async forgetBound(): Promise<void> {
    if (this.#parts.ledger.state.enrolment?.isCurrent) await this.#lose('CREDENTIAL_RENEWED');
  }

  async #lose(reason: string): Promise<void> {
    const { ledger, events, session } = this.#parts;
    await ledger.change(({ enrolment }) => ({ enrolment: enrolment && { ...enrolment, isCurrent: false } }));
    events.record({ kind: 'enrolment-lost', reason });
    await session.renew('enrolment');
  }

  async #keep(enrolment: Enrolment, by: 'configuration' | 'onboarding'): Promise<void> {
    const { revision, endpoint, ledger, events, session, onOtherClient } = this.#parts;
    const origins = handedOutOrigins(enrolment);
    const unsafe = origins.find((origin) => !origin.startsWith('https:'));
    if (unsafe !== undefined) throw new Setback('onboard', 'URL_REFUSED', POINTLESS);
    const former = ledger.state.enrolment;
    await ledger.change(() => ({
      enrolment: { endpoint: endpoint.href, enrolment, isCurrent: true },
      ...(former && isAnother(former, enrolment, endpoint) && unknownAgain(revision)),
      // What one WFM was to be told is no business of another.
      ...(former && former.endpoint !== endpoint.href && { outbox: [] }),
    }));
    events.record({ kind: 'enrolled', by, clientId: idIn(enrolment), origins });
    await session.renew('enrolment');
    onOtherClient();
  }
}

/** How the client of a device with this state stands with its WFM at the endpoint. */
export function standing({ enrolment: kept, reportedDevices }: DeviceState, endpoint: URL, deviceId: string): Standing {
  const isValid = kept?.isCurrent === true && kept.endpoint === endpoint.href;
  // Without its enrolment a client is nobody yet, who has reported nothing.
  const isNobody = kept !== null && !isValid;
  return {
    enrolment: isValid ? kept.enrolment : undefined,
    reportedDevices: isNobody ? [] : reportedDevices,
    deviceId,
  };
}

const idIn = (enrolment: Enrolment): string | null => (enrolment.kind === 'none' ? null : enrolment.clientId);

const isAnother = (former: KeptEnrolment, enrolment: Enrolment, endpoint: URL): boolean =>
  former.endpoint !== endpoint.href || idIn(former.enrolment) !== idIn(enrolment);

/** Another client has reported nothing, and has manifests of its own (DSM-007); heads of a repository are counted here. */
const unknownAgain = ({ traits }: Revision): Partial<DeviceState> => ({
  reportedDevices: [],
  ...(traits.desiredState === 'manifest' && { accepted: null }),
});

const POINTLESS = { retryable: false, strategy: 'none', waitMs: 0, condition: undefined } as const;
