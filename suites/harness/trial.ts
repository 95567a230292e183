import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import type { SequenceCount, Timeline } from '../../reports/model.ts';
import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import type { ConnectOptions, Enrolment } from '../../simulator/protocol/revision.ts';
import { HOLDS, type Judgement } from '../oracles/judgement.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { letIn } from './admission.ts';
import { Assignments } from './assignments.ts';
import { type Bench, type JudgeOptions, weightOf } from './bench.ts';
import type { CheckDefinition } from './check.ts';
import { type ClientParts, TrialClient } from './client.ts';
import { type Operator, operator } from './control/operator.ts';
import { type Listener, listener } from './evidence/listener.ts';
import { Transcript } from './evidence/transcript.ts';
import { ConfigurationError } from './failure.ts';
import { FreshNames } from './fresh-names.ts';
import { deriveSeed } from './seed.ts';
import type { ClientIdentity } from './session/identities.ts';
import { readyEnrolment } from './session/identities.ts';
import { haveOneSupply, type Session } from './session/session.ts';
import { type BrokenRequirement, NotEvaluated, Violated } from './verdict.ts';
import { eventually } from './waiting.ts';

export interface ClientOptions {
  /** Default true: the operator has the WFM accept the client before it is used. */
  readonly admitted?: boolean;
  /** Default as `admitted`: where the revision has an onboarding call, the client has made it. */
  readonly onboarded?: boolean;
  /** Default: a fresh one from the supply. */
  readonly identity?: ClientIdentity;
  /** What an earlier onboarding has given it, in place of another. */
  readonly enrolment?: Enrolment;
}

export type { JudgeOptions } from './bench.ts';

export type TrialDefinition = Pick<CheckDefinition, 'id' | 'requirements' | 'restsOn'>;

/** What a check stands on while it judges: clients, the operator, waiting, chance from the seed, and the verdict. */
export class Trial implements Bench {
  readonly session: Session;
  /** The operator's verbs; every call is in the transcript. */
  readonly operator: Operator;
  readonly transcript: Transcript;
  readonly warnings: BrokenRequirement[];
  readonly observations: string[];
  readonly positions: Set<string>;
  /** Requirements that an oracle has been heard on. */
  readonly judged: Set<string>;
  /** What happened from every side, where the check runs sequences of commands: of the last one, which decided. */
  timeline: Timeline | null = null;
  sequences: SequenceCount | null = null;
  readonly checkId: string;
  readonly #cited: ReadonlySet<string>;
  readonly #restsOn: ReadonlySet<string>;
  readonly #hears: Listener;
  readonly #names: FreshNames;
  readonly #clients: TrialClient[] = [];
  readonly #assignments = new Assignments();
  /** Whether the only client that the target file has credentials of is in use. */
  #hasOnlyClient = false;
  readonly #elsewhere = new Map<string, Promise<Trial>>();
  readonly #definition: TrialDefinition;
  #sampleCount = 0;
  #propertyCount = 0;

  /** `beside` is the trial that this one is a part of, at another endpoint. */
  constructor(session: Session, definition: TrialDefinition, beside?: Trial) {
    const { id, requirements, restsOn = [] } = definition;
    this.session = session;
    this.#definition = definition;
    this.transcript = beside?.transcript ?? new Transcript();
    this.warnings = beside?.warnings ?? [];
    this.observations = beside?.observations ?? [];
    this.positions = beside?.positions ?? new Set();
    this.judged = beside?.judged ?? new Set();
    this.#hears = listener(this.transcript, session.pulses, beside && session.target.control);
    this.operator = this.#assignments.by(operator(session.control, session.controlDescription, this.#hears.call));
    this.checkId = id;
    this.#cited = new Set(requirements);
    this.#restsOn = new Set(restsOn);
    this.#names = beside ? beside.#names : new FreshNames(session.settings.nonce, id);
  }

  /** Seed of this check; the same for the same run seed, whatever else runs. */
  get seed(): number {
    return deriveSeed(this.session.settings.seed, this.checkId);
  }

  /** A client id that no other check, and no earlier run, has used. */
  newClientId(): string {
    return this.#names.clientId();
  }

  /** A key for `assign` that no earlier run has used. */
  newKey(): string {
    return this.#names.key();
  }

  /** Seed of the next property of this check; the first has the check's own, so that one is told from another in a replay. */
  nextPropertySeed(): number {
    this.#propertyCount += 1;
    return this.#propertyCount === 1 ? this.seed : deriveSeed(this.seed, `property ${this.#propertyCount}`);
  }

  /** A fresh client, accepted by the WFM unless told otherwise. */
  async client({
    admitted = true,
    onboarded = admitted,
    identity,
    enrolment = { kind: 'none' },
  }: ClientOptions = {}): Promise<TrialClient> {
    const own = identity ?? (await this.#freshIdentity());
    const client = new TrialClient(this.#clientParts(own), enrolment);
    this.#clients.push(client);
    if (admitted) await client.admit();
    if (onboarded && enrolment.kind === 'none') await client.onboard();
    // Without a manifest to read, it shows in the onboarding call that an admission has arrived.
    const reads = this.session.revision.traits.desiredState === 'manifest';
    if (admitted && onboarded && reads) await letIn(client.api, this.session.target.timeouts.settle);
    return client;
  }

  async #freshIdentity(): Promise<ClientIdentity> {
    if (this.#hasOnlyClient) throw new NotEvaluated('needs a second client, and identity.oauth names one');
    this.#hasOnlyClient = this.session.target.identity.oauth !== null;
    return this.session.identities.take(this.newClientId());
  }

  /**
   * The same trial at another endpoint of the target file, with the operator, the identities and the anchors of that one.
   * What is judged, observed and recorded there is this trial's, and its clients are given back with those of this one.
   */
  elsewhere(endpoint: string): Promise<Trial> {
    const known = this.#elsewhere.get(endpoint) ?? this.#beside(endpoint);
    this.#elsewhere.set(endpoint, known);
    return known;
  }

  async #beside(endpoint: string): Promise<Trial> {
    const there = await this.session.elsewhere(endpoint);
    const { identities } = this.session;
    return new Trial(haveOneSupply(this.session, there) ? { ...there, identities } : there, this.#definition, this);
  }

  #clientParts(identity: ClientIdentity): ClientParts {
    const { target, revision, settings, anchors } = this.session;
    return {
      identity,
      revision,
      connect: (enrolment) => revision.connect(this.connectOptions(identity, enrolment)),
      ready: readyEnrolment(target.identity),
      anchors,
      operator: this.operator,
      settleMs: target.timeouts.settle,
      newKey: () => this.newKey(),
      nonce: settings.nonce,
    };
  }

  /** How to reach the endpoint under test with an identity. */
  connectOptions(identity: ClientIdentity, enrolment: Enrolment = { kind: 'none' }): ConnectOptions {
    const { target, anchors } = this.session;
    return {
      endpoint: new URL(target.endpoint.url),
      credential: identity.credential,
      anchors,
      actor: identity.name,
      limits: { requestMs: target.timeouts.request, maxBodyBytes: 32 * 1024 * 1024 },
      onExchange: this.#hears.exchange,
      enrolment,
    };
  }

  /** One value, from the seed: for checks that are examples. */
  sample<Value>(arbitrary: fc.Arbitrary<Value>): Value {
    this.#sampleCount += 1;
    const seed = deriveSeed(this.seed, `sample ${this.#sampleCount}`);
    const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
    if (value === undefined) throw new TypeError('EMPTY_SAMPLE: the arbitrary gave no value');
    return value;
  }

  /**
   * Takes an oracle's word on a requirement. A broken MUST ends the check; a broken SHOULD, and a MUST whose reading
   * rests on an unsettled position, warn; anything weaker is observed. What the check only rests on it does not judge,
   * and what is not in force in the revision nobody does.
   */
  judge(requirement: string, judgement: Judgement, { position }: JudgeOptions = {}): void {
    const rests = this.#restsOn.has(requirement);
    if (!rests && !this.#cited.has(requirement))
      throw new TypeError(`UNCITED_REQUIREMENT: ${this.checkId} judges ${requirement} without citing it`);
    const row = this.#inForce(requirement);
    if (row === undefined) return;
    if (!rests) {
      if (position !== undefined) this.positions.add(position);
      this.judged.add(requirement);
    }
    if (judgement.ok) return;
    const { expected, received } = judgement;
    const violation: BrokenRequirement = { requirement, expected, received, position: position ?? null };
    const level = weightOf(this.session.catalogue, row, position);
    if (level === 'MUST') throw new Violated(violation);
    if (rests) return;
    if (level === 'SHOULD') this.#warn(violation);
    else this.observe(`${requirement}: ${expected} would be usual; received ${received}`);
  }

  /**
   * Ends the check where the WFM breaks a rule, also where it is a SHOULD: what it was found with can then be made smaller,
   * and the check warns. A rule that is not in force in the revision ends nothing.
   */
  hold(requirement: string, judgement: Judgement): void {
    this.judge(requirement, HOLDS);
    if (judgement.ok || !this.isInForce(requirement)) return;
    const { expected, received } = judgement;
    throw new Violated({ requirement, expected, received, position: null });
  }

  isInForce(requirement: string): boolean {
    return this.#inForce(requirement) !== undefined;
  }

  #inForce(requirement: string): Requirement | undefined {
    return this.session.catalogue.requirementIn(this.session.revision.id, requirement);
  }

  /** The same rule broken many times in a property is one warning. */
  #warn(violation: BrokenRequirement): void {
    const known = this.warnings.some(
      ({ requirement, expected }) => requirement === violation.requirement && expected === violation.expected,
    );
    if (!known) this.warnings.push(violation);
  }

  /** Noted in the report; judges nothing. */
  observe(text: string): void {
    if (!this.observations.includes(text) && this.observations.length < 20) this.observations.push(text);
  }

  /** Judges the last word of a probe that is repeated until it holds or the time to settle is up. */
  async judgeEventually(requirement: string, probe: () => Promise<Judgement>, options?: JudgeOptions): Promise<void> {
    this.judge(requirement, await eventually(this.session.target.timeouts.settle, probe), options);
  }

  /**
   * The answer that is judged. Without one the check fails on the requirement it names first and the revision has, unless
   * the whole target is gone, which is the set-up's fault.
   */
  answer(exchange: Exchange, requirement?: string): WireResponse {
    const { outcome, request } = exchange;
    if (outcome.kind === 'response') return outcome.response;
    const { code, message } = outcome.failure;
    if (code === 'CONNECTION_REFUSED' || code === 'NAME_NOT_FOUND')
      throw new ConfigurationError('TARGET_UNREACHABLE', `${message}; is the WFM still running?`);
    // Without a token nothing else can be asked: that is the subject of the checks on tokens.
    if (message.startsWith('TOKEN_UNUSABLE') && !this.#cited.has('ONB-002'))
      throw new NotEvaluated(`no token could be had: ${message}`);
    // What is wrong with the WFM's own certificate is the subject of the checks on it.
    if (code === 'TLS_FAILED') throw new NotEvaluated(`the WFM's certificate could not be verified: ${message}`);
    const broken = [requirement, ...this.#cited].find((cited) => cited !== undefined && this.#inForce(cited));
    throw new Violated({
      requirement: broken ?? '',
      expected: `an HTTP answer to ${request.method} ${request.path}`,
      received: `none: ${code}, ${message}`,
      position: null,
    });
  }

  /** Waits for as long as nothing may change before "never" is believed. */
  async quiet(): Promise<void> {
    await delay(this.session.target.timeouts.quiet);
  }

  /** Marks where a property run begins, so that its clients can be given back when it ends. */
  get openClients(): number {
    return this.#clients.length;
  }

  /**
   * Gives back the clients made after a mark, or all of them where the check has ended. A person at a console is not asked
   * to tidy up, unless the next check would get what this one leaves.
   */
  async release(mark?: number): Promise<void> {
    if (mark === undefined) this.#assignments.end();
    const elsewhere = !mark ? await Promise.allSettled(this.#elsewhere.values()) : [];
    await Promise.all(elsewhere.map((one) => (one.status === 'fulfilled' ? one.value.release(mark) : undefined)));
    const tidy = this.session.target.control.kind !== 'manual' && this.operator.description.supports.has('retire');
    const released = this.#clients.splice(mark ?? 0);
    const quietly = operator(this.session.control, this.session.controlDescription);
    const [only] = released;
    if (this.#hasOnlyClient && only) {
      await this.#assignments.takeBack(only, quietly, this.session.target.timeouts.settle);
      this.#hasOnlyClient = false;
    }
    await Promise.all(
      released.map(async (client) => {
        await client.close();
        // Best effort: the client id is never used again, whether the WFM could be told or not.
        if (tidy) await quietly.retire(client.client).catch(() => undefined);
      }),
    );
  }
}
