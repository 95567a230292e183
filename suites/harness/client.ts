import type { RepositoryClient } from '../../simulator/git/repository-client.ts';
import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import type {
  Enrolment,
  ManagementClient,
  OnboardingCall,
  RepositoryAccess,
  Revision,
} from '../../simulator/protocol/revision.ts';
import { broken, HOLDS, type Judgement } from '../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../oracles/manifest.ts';
import { isAccepted } from '../oracles/status-code.ts';
import type { ControlClient } from './control/contract.ts';
import type { Operator, RequestedDeployment } from './control/operator.ts';
import {
  type Checkout,
  checkout,
  type Desired,
  type DesiredState,
  fromManifest,
  fromRepository,
} from './desired-state.ts';
import { ConfigurationError } from './failure.ts';
import { patient } from './patience.ts';
import type { ClientIdentity } from './session/identities.ts';
import { askToBeTakenIn, knownAs } from './taking-in.ts';
import { NotEvaluated } from './verdict.ts';
import { eventually } from './waiting.ts';

/** A workload that the operator assigned and that shows in the client's desired state. */
export interface AssignedWorkload {
  readonly deploymentId: string;
  readonly deviceId: string;
  readonly requested: RequestedDeployment;
  /** Of its document. */
  readonly digest: string;
  /** The first manifest seen with it in this state. Throws `NotEvaluated` where the revision has none. */
  readonly manifest: ReceivedManifest;
  /** What a status report about it says was adopted; undefined where reports of the revision say nothing of it. */
  readonly adopted: bigint | undefined;
}

export interface ClientParts {
  readonly identity: ClientIdentity;
  readonly revision: Revision;
  readonly connect: (enrolment: Enrolment) => ManagementClient;
  /** What the target file has in place of onboarding. */
  readonly ready: Enrolment | undefined;
  /** PEM that the WFM's certificates lead to. */
  readonly anchors: string;
  readonly operator: Operator;
  readonly settleMs: number;
  readonly newKey: () => string;
  /** In every name that no earlier run may have used. */
  readonly nonce: string;
}

/**
 * A client of the WFM made for one check. `api` is for what a check judges. The other methods are steps on the way
 * there: where one does not come about, the check is not evaluated, because another check has it as its subject.
 */
export class TrialClient {
  readonly identity: ClientIdentity;
  readonly #parts: ClientParts;
  #connection: Connection;
  #desired: DesiredState | undefined;
  #checkout: Promise<Checkout> | undefined;
  #closed = false;

  constructor(parts: ClientParts, enrolment: Enrolment) {
    this.identity = parts.identity;
    this.#parts = parts;
    this.#connection = this.#connect(enrolment);
  }

  #connect(enrolment: Enrolment): Connection {
    const raw = this.#parts.connect(enrolment);
    return { enrolment, raw, api: patient(raw, this.#parts.settleMs) };
  }

  /** Waits out 429 and 503 as it is told to. */
  get api(): ManagementClient {
    return this.#connection.api;
  }

  /** Sends once and takes what comes. */
  get raw(): ManagementClient {
    return this.#connection.raw;
  }

  /** What the WFM has handed out to it. */
  get enrolment(): Enrolment {
    return this.#connection.enrolment;
  }

  /** The suite's name for it; in 1.0.0-rc.3 the client id. */
  get id(): string {
    return this.identity.name;
  }

  /** Throws `TypeError` in a revision without. */
  get spiffeId(): string {
    const { spiffeId } = this.identity.client;
    if (spiffeId === undefined) throw new TypeError(`NO_SPIFFE: ${this.id} has no SPIFFE ID`);
    return spiffeId;
  }

  /** As the operator knows it. */
  get client(): ControlClient {
    return knownAs(this.identity.client, this.enrolment);
  }

  /** Makes the onboarding call of the revision, if it has one, and goes on with what it hands out. */
  async onboard(): Promise<void> {
    const { revision, ready, settleMs } = this.#parts;
    const { onboarding } = revision;
    if (!onboarding) return;
    const enrolment = ready ?? (await this.#askToBeTakenIn(onboarding, settleMs));
    const { raw } = this.#connection;
    this.#connection = this.#connect(enrolment);
    await raw.close();
  }

  async #askToBeTakenIn(onboarding: OnboardingCall, settleMs: number): Promise<Enrolment> {
    const { credential, name } = this.identity;
    const { exchange, answer } = await askToBeTakenIn(this.api, onboarding, { credential, device: name }, settleMs);
    setUpResponse(exchange, 'onboarding');
    if ('enrolment' in answer) return answer.enrolment;
    throw new NotEvaluated(`the client could not be onboarded: ${answer.wrong}`);
  }

  /** A name of this client's own that no earlier run has used, even where its identity is one of a folder and was used. */
  get freshName(): string {
    return this.identity.unseen ? this.id : `${this.id}-${this.#parts.nonce}`;
  }

  /**
   * The id of a device that no other client and no earlier run reports. A client that is one device has its own name,
   * whatever is asked for.
   */
  device(name = 'device'): string {
    return this.#parts.revision.traits.devicesOfClient === 'one' ? this.freshName : `${this.freshName}.${name}`;
  }

  admit(): Promise<void> {
    return this.#parts.operator.admit(this.client);
  }

  retire(): Promise<void> {
    return this.#parts.operator.retire(this.client);
  }

  /** Reports a device and expects the WFM to take it. */
  async report(capabilities: DeviceCapabilities): Promise<void> {
    const { id } = capabilities.properties;
    const exchange = await this.api.reportCapabilities(id, jsonBytes(capabilities));
    const answer = setUpResponse(exchange, `reporting device ${id}`);
    if (!isAccepted(answer)) throw new NotEvaluated(`reporting device ${id} was answered with ${answer.status}`);
  }

  /** The current manifest. */
  async manifest(): Promise<ReceivedManifest> {
    const response = setUpResponse(await this.api.readDesiredState(), 'reading the desired state');
    const read = readManifest(response);
    if ('manifest' in read) return read.manifest;
    throw new NotEvaluated(`the desired state could not be read: ${describe(read.wrong)}`);
  }

  /** Reads until a manifest fits; `what` completes the sentence "it did not show that …". */
  manifestWhere(fits: (manifest: ReceivedManifest) => boolean, what: string): Promise<ReceivedManifest> {
    return this.#readUntil(() => this.manifest(), fits, what);
  }

  async #readUntil<State>(read: () => Promise<State>, fits: (state: State) => boolean, what: string): Promise<State> {
    let last = await read();
    if (fits(last)) return last;
    const judgement = await eventually(this.#parts.settleMs, async () => {
      last = await read();
      return fits(last) ? HOLDS : broken(what, 'no such desired state');
    });
    if (judgement.ok) return last;
    throw new NotEvaluated(`within ${this.#parts.settleMs} ms the desired state did not show that ${what}`);
  }

  /** What the WFM wants on this client's devices now, wherever the revision has it read. */
  async desired(): Promise<Desired> {
    const { revision } = this.#parts;
    this.#desired ??=
      revision.traits.desiredState === 'manifest'
        ? fromManifest(this, revision)
        : fromRepository(() => this.repository(), revision);
    return this.#desired.read();
  }

  /** This client's own copy of its repository, as git has it. Throws `NotEvaluated` where none was handed out. */
  async repository(): Promise<RepositoryClient> {
    // What still runs of a check that has ended makes nothing that nobody takes away.
    if (this.#closed) throw new NotEvaluated('the client was given back');
    this.#checkout ??= checkout(this.#repositoryAccess(), this.#parts.anchors);
    return (await this.#checkout).repository;
  }

  #repositoryAccess(): RepositoryAccess {
    const { enrolment } = this;
    if (enrolment.kind === 'oauth' && enrolment.repository) return enrolment.repository;
    throw new NotEvaluated('onboarding handed out no repository; identity.repository of the target file can name one');
  }

  /** Reads until what is desired fits; `what` completes the sentence "it did not show that …". */
  desiredWhere(fits: (desired: Desired) => boolean, what: string): Promise<Desired> {
    return this.#readUntil(() => this.desired(), fits, what);
  }

  /** Assigns a workload and waits until the desired state lists it. */
  async assign(deviceId: string, requested: RequestedDeployment): Promise<AssignedWorkload> {
    const deploymentId = await this.#parts.operator.assign(this.client, deviceId, requested, this.#parts.newKey());
    const desired = await this.desiredWhere(
      ({ digests }) => digests.has(deploymentId),
      `deployment ${deploymentId} was assigned`,
    );
    return workload(deploymentId, deviceId, requested, desired);
  }

  /** Changes a workload and waits until the desired state lists it with another digest. */
  async update(before: AssignedWorkload, requested: RequestedDeployment): Promise<AssignedWorkload> {
    const { deploymentId, deviceId } = before;
    const former = before.digest;
    await this.#parts.operator.update(this.client, deploymentId, requested);
    const desired = await this.desiredWhere(({ digests }) => {
      const digest = digests.get(deploymentId);
      return digest !== undefined && digest !== former;
    }, `deployment ${deploymentId} was changed`);
    return workload(deploymentId, deviceId, requested, desired);
  }

  /** Takes a workload off the device and waits until the desired state no longer lists it. */
  async withdraw({ deploymentId }: Pick<AssignedWorkload, 'deploymentId'>): Promise<Desired> {
    await this.#parts.operator.withdraw(this.client, deploymentId);
    return this.desiredWhere(({ digests }) => !digests.has(deploymentId), `deployment ${deploymentId} was withdrawn`);
  }

  async close(): Promise<void> {
    this.#closed = true;
    // One that never came about has left nothing.
    const copy = this.#checkout?.then(
      (own) => own.close(),
      () => undefined,
    );
    await Promise.all([this.api.close(), this.raw.close(), copy]);
  }
}

interface Connection {
  readonly enrolment: Enrolment;
  readonly api: ManagementClient;
  readonly raw: ManagementClient;
}

const workload = (
  deploymentId: string,
  deviceId: string,
  requested: RequestedDeployment,
  desired: Desired,
): AssignedWorkload => ({
  deploymentId,
  deviceId,
  requested,
  digest: desired.digests.get(deploymentId) ?? '',
  get manifest() {
    return desired.manifest;
  },
  adopted: desired.adopted,
});

const describe = (judgement: Judgement): string =>
  judgement.ok ? '' : `expected ${judgement.expected}, received ${judgement.received}`;

/** The answer to a step on the way; without one the check is not evaluated, or the target is gone. */
export function setUpResponse(exchange: Exchange, step: string): WireResponse {
  const { outcome } = exchange;
  if (outcome.kind === 'response') return outcome.response;
  const { code, message } = outcome.failure;
  if (code === 'CONNECTION_REFUSED' || code === 'NAME_NOT_FOUND')
    throw new ConfigurationError('TARGET_UNREACHABLE', `${step}: ${message}; is the WFM still running?`);
  throw new NotEvaluated(`${step} got no answer: ${code}, ${message}`);
}
