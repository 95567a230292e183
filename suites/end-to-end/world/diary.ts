import type { DeviceEvent } from '../../../simulator/device/events.ts';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import type { Revision } from '../../../simulator/protocol/revision.ts';
import type { CarriedOut } from '../../oracles/install-order.ts';
import { about, broken, type Judgement } from '../../oracles/judgement.ts';
import type { StatusReport } from '../../oracles/observation.ts';
import { trueWhenSent } from '../../oracles/report-truth.ts';
import { agreesWithItself, followsReport, type Memory } from '../../oracles/status-course.ts';
import type { RuntimeCall } from '../site/recorded-runtime.ts';
import type { Story } from './story.ts';
import { type SentReport, WireLog } from './wire-log.ts';

/**
 * What one station was seen to do, judged as it happens: what it reports against what it reported before and against what
 * its runtimes were asked for.
 */
export class Diary {
  readonly wire: WireLog;
  readonly #story: Story;
  readonly #actor: string;
  readonly #said = new Map<string, StatusReport>();
  readonly #taken = new Map<string, StatusReport>();
  readonly #attempts = new Map<string, SentReport>();
  readonly #operations = new Map<string, RuntimeCall>();
  readonly #unsure = new Map<string, Memory>();
  readonly #faults: Judgement[] = [];
  readonly #refusals: string[] = [];
  #memory: Memory = 'sound';
  #behind = false;
  #calls: RuntimeCall[] = [];
  #rounds: RuntimeCall[][] = [[]];
  #sent: SentReport[] = [];

  constructor(story: Story, actor: string, revision: Revision) {
    this.wire = new WireLog(revision);
    this.#story = story;
    this.#actor = actor;
  }

  /** `known`: the origins that the device may contact. */
  exchange(exchange: Exchange, known: readonly string[]): void {
    this.#story.exchange(exchange);
    const { origin } = exchange;
    if (!known.includes(origin)) this.#faults.push(broken(`contacts to ${known.join(', ')} only`, `one to ${origin}`));
    const heard = this.wire.hear(exchange);
    if (heard && 'report' in heard) this.#report(heard);
  }

  event(event: DeviceEvent): void {
    const label = eventInWords(event);
    if (label) this.#story.tell({ lane: 'device', actor: this.#actor, label, kind: 'state' });
    if (event.kind === 'content-refused') this.#refusals.push(event.code);
    if (event.kind === 'manifest-adopted') this.#rounds.push([]);
  }

  call(call: RuntimeCall): void {
    this.#operations.set(placeOf(call), call);
    if (call.outcome === 'running') return;
    this.#calls.push(call);
    this.#rounds.at(-1)?.push(call);
    const { operation, component, deploymentId, begun, ended, outcome } = call;
    this.#story.tell({
      lane: 'cluster',
      actor: call.deviceId,
      label: `${operation} ${component} ${outcome}`,
      kind: 'action',
      durationMs: Math.round(ended - begun),
      detail: `of deployment ${deploymentId}`,
    });
  }

  /** The device starts anew, and of its past it knows so much. */
  restarted(memory: Memory): void {
    const worse = MEMORIES.indexOf(memory) > MEMORIES.indexOf(this.#memory);
    if (worse) this.#memory = memory;
    for (const id of this.#said.keys()) this.#unsure.set(id, this.#memory);
    for (const [place, call] of this.#operations)
      if (call.outcome === 'running' || memory === 'gone') this.#operations.delete(place);
    this.#rounds.push([]);
  }

  /** All is as it should be: from here on the device knows its past again. */
  settled(): void {
    this.#memory = 'sound';
    this.#behind = false;
    this.#unsure.clear();
    this.#calls = [];
    this.#rounds = [[]];
    this.#sent = [];
    this.#refusals.length = 0;
  }

  get memory(): Memory {
    return this.#memory;
  }

  /** The first thing that the device did wrong by itself. */
  get fault(): Judgement | undefined {
    return this.#faults[0];
  }

  /** Codes of what the device has refused since all was settled. */
  get refusals(): readonly string[] {
    return this.#refusals;
  }

  /** Operations that have ended since all was settled. */
  get calls(): readonly RuntimeCall[] {
    return this.#calls;
  }

  /** The same by round: what was carried out in one go of the device, deployment by deployment. */
  rounds(deploymentId: string): readonly (readonly CarriedOut[])[] {
    return this.#rounds.map((round) => round.filter((call) => call.deploymentId === deploymentId));
  }

  /** Reports that were sent since all was settled. */
  get sent(): readonly SentReport[] {
    return this.#sent;
  }

  /** The last report about a deployment that the WFM has taken. */
  taken(deploymentId: string): StatusReport | undefined {
    return this.#taken.get(deploymentId);
  }

  /** The last report that the device is done with, taken or refused. */
  said(deploymentId: string): StatusReport | undefined {
    return this.#said.get(deploymentId);
  }

  /** The last report about a deployment, whatever became of it. */
  attempted(deploymentId: string): SentReport | undefined {
    return this.#attempts.get(deploymentId);
  }

  #report(sent: SentReport): void {
    const { report, outcome } = sent;
    const { deploymentId } = report;
    this.#sent.push(sent);
    this.#attempts.set(deploymentId, sent);
    const memory = this.#unsure.get(deploymentId) ?? (this.#memory === 'gone' ? 'gone' : 'sound');
    const last = (component: string): RuntimeCall | undefined => this.#operations.get(`${deploymentId}/${component}`);
    // What the device queued while it was cut off is about an earlier moment.
    const judgements = [agreesWithItself(report), followsReport(this.#said.get(deploymentId), report, memory)];
    if (!this.#late(sent) && memory === 'sound') judgements.push(trueWhenSent(report, last));
    for (const judgement of judgements)
      if (!judgement.ok) this.#faults.push(about(`report about ${deploymentId}`, judgement));
    if (outcome === 'taken') this.#taken.set(deploymentId, report);
    if (outcome !== 'unanswered') {
      this.#said.set(deploymentId, report);
      if (memory === 'gone') this.#unsure.set(deploymentId, 'interrupted');
    }
  }

  /** Whether it may have waited in the queue of a device that was cut off. */
  #late({ outcome }: SentReport): boolean {
    if (outcome === 'unanswered') this.#behind = true;
    return this.#behind;
  }
}

/** The worst last: what was lost does not come back with the next start. */
const MEMORIES: readonly Memory[] = ['sound', 'interrupted', 'gone'];

const placeOf = ({ deploymentId, component }: RuntimeCall): string => `${deploymentId}/${component}`;

function eventInWords(event: DeviceEvent): string | undefined {
  switch (event.kind) {
    case 'deployment':
      return `${event.deploymentId.slice(0, 8)} ${event.state}`;
    case 'manifest-adopted':
      return `adopts version ${event.version}`;
    case 'manifest-carried-out':
      return `has carried out version ${event.version}`;
    case 'content-refused':
      return `refuses: ${event.code}`;
    case 'status-refused':
      return `status refused: ${event.reason}`;
    default:
      return undefined;
  }
}
