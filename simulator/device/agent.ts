import type { RevisionTraits } from '../protocol/revision.ts';
import type { CapabilitiesReport } from './capabilities-report.ts';
import type { Session } from './connection/session.ts';
import { Setback } from './connection/setback.ts';
import { adoptNext } from './desired-state/adopt.ts';
import type { DesiredStateSource } from './desired-state/source.ts';
import { DeviceError } from './device-error.ts';
import type { Enrolling } from './enrolment.ts';
import type { EventLog } from './events.ts';
import type { Topology } from './gateway.ts';
import { Stopped } from './reconcile/crew.ts';
import { Journal } from './reconcile/journal.ts';
import { reconcile } from './reconcile/reconcile.ts';
import { removeStrays } from './reconcile/strays.ts';
import type { RestingMemory } from './resting-memory.ts';
import type { DeviceRules } from './rules.ts';
import type { Ledger } from './state/ledger.ts';
import { Outbox } from './status/outbox.ts';
import type { Clock } from './time/clock.ts';
import type { TrustSource } from './trust/trust-source.ts';

export interface AgentParts {
  readonly ledger: Ledger;
  readonly session: Session;
  readonly trust: TrustSource;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly rules: DeviceRules;
  readonly traits: RevisionTraits;
  readonly enrolling: Enrolling;
  readonly capabilities: CapabilitiesReport;
  readonly source: DesiredStateSource;
  /** Aborts when the device stops. */
  readonly stopping: AbortSignal;
}

/** How a pass went: a setback says when to try again. */
export type CycleResult = { readonly kind: 'done' } | { readonly kind: 'setback'; readonly setback: Setback };

/** The client's work, one pass at a time: trust, enrolment, capabilities, statuses, desired state. */
export class Agent {
  readonly #parts: AgentParts;
  readonly #outbox: Outbox;
  readonly #journal: Journal;
  #resumed: boolean;
  #swept: boolean;
  #delivery: 'closed' | 'open' | Setback = 'closed';

  constructor(parts: AgentParts, { resumed, swept }: RestingMemory) {
    const { ledger, session, events, clock, traits } = parts;
    this.#parts = parts;
    this.#outbox = new Outbox(ledger, session, events, clock, traits);
    this.#journal = new Journal(ledger, events, () => this.#deliver());
    this.#resumed = resumed;
    this.#swept = swept;
  }

  rest(): Omit<RestingMemory, 'reported'> {
    return { resumed: this.#resumed, swept: this.#swept };
  }

  /** @throws DeviceError STATE_UNWRITABLE; Stopped when the device stops meanwhile */
  async cycle(topology: Topology): Promise<CycleResult> {
    const { enrolling, capabilities } = this.#parts;
    this.#delivery = 'closed';
    try {
      await this.#resume(topology);
      const setback = await this.keepTrust();
      if (setback) return { kind: 'setback', setback };
      await enrolling.ensure(topology, this.#parts.stopping);
      await capabilities.send(topology, this.#parts.stopping);
      this.#delivery = 'open';
      await this.#outbox.flush(this.#parts.stopping);
      if (await this.#adopt(topology)) await this.#carryOut(topology, true);
      else if (this.#parts.ledger.state.applied.some(this.#parts.rules.triesAgain))
        await this.#carryOut(topology, false);
      if (this.#delivery !== 'open') return { kind: 'setback', setback: await enrolling.taken(this.#delivery) };
      return { kind: 'done' };
    } catch (error) {
      if (this.#parts.stopping.aborted) throw new Stopped();
      if (error instanceof Setback) return { kind: 'setback', setback: await enrolling.taken(error) };
      throw error;
    }
  }

  /** What a crash or stop has cut short is finished, and what has gone from the runtime put back, connected or not. */
  async #resume(topology: Topology): Promise<void> {
    if (this.#resumed && this.#parts.ledger.state.adopting === null) return;
    await this.#carryOut(topology, true);
    this.#resumed = true;
  }

  async #carryOut(topology: Topology, retryStuck: boolean): Promise<void> {
    const { ledger, clock, rules, stopping, events } = this.#parts;
    const { adopting, accepted } = ledger.state;
    const mark = adopting ?? accepted;
    if (!mark) return;
    const crew = { topology, clock, rules, journal: this.#journal, stopping };
    if (adopting && !this.#swept) await removeStrays(crew, mark.version);
    this.#swept ||= adopting !== null;
    await reconcile(crew, mark.version, retryStuck);
    if (!adopting) return;
    // Version and ETag count as accepted only now (WFL-003).
    await ledger.change(() => ({ accepted: adopting, adopting: null }));
    events.record({ kind: 'manifest-carried-out', version: adopting.version });
  }

  /** Refreshes the anchors if it is time; answers a setback where there are none, so that nothing is sent (TRB-023). */
  async keepTrust(): Promise<Setback | undefined> {
    const { trust, clock, events, session, stopping } = this.#parts;
    const isWithout = (): boolean => trust.anchors().length === 0;
    if (clock.now() < trust.refreshAt() && !isWithout()) return undefined;
    try {
      if (await trust.refresh(stopping)) {
        events.record({ kind: 'trust-accepted', anchors: trust.anchors().length });
        await session.renew('trust');
      }
      return isWithout() ? withoutTrust('NO_ANCHORS') : undefined;
    } catch (error) {
      if (!(error instanceof Setback || error instanceof DeviceError)) throw error;
      if (stopping.aborted) throw new Stopped();
      events.record({ kind: 'trust-kept', code: error instanceof Setback ? error.reason : error.code });
      if (!isWithout()) return undefined;
      return error instanceof Setback ? error : withoutTrust(error.code);
    }
  }

  async #adopt(topology: Topology): Promise<boolean> {
    const { source, ledger, events, stopping } = this.#parts;
    try {
      return await adoptNext(source, topology, ledger, events, stopping);
    } catch (error) {
      if (!(error instanceof DeviceError) || error.code === 'STATE_UNWRITABLE') throw error;
      events.record({
        kind: 'content-refused',
        code: error.code,
        message: error.message,
        security: SECURITY_CODES.has(error.code),
      });
      return false;
    }
  }

  /** Statuses go out while the desired state is being applied (STA-001); one that fails waits for the next pass. */
  async #deliver(): Promise<void> {
    if (this.#delivery !== 'open') return;
    try {
      await this.#outbox.flush(this.#parts.stopping);
    } catch (error) {
      if (!(error instanceof Setback)) throw error;
      this.#delivery = error;
    }
  }
}

/** Refusals behind which somebody may stand who wants the device to run something else. */
const SECURITY_CODES: ReadonlySet<string> = new Set([
  'VERSION_NOT_INCREASING',
  'DIGEST_MISMATCH',
  'DEPLOYMENT_ID_MISMATCH',
  'URL_REFUSED',
]);

const withoutTrust = (reason: string): Setback =>
  new Setback('refresh trust', reason, { retryable: true, strategy: 'exponential', waitMs: 0, condition: undefined });
