import type { DeviceCapabilities } from '../../simulator/protocol/documents.ts';
import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import type { ManagementClient } from '../../simulator/protocol/revision.ts';
import { broken, HOLDS, type Judgement } from '../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../oracles/manifest.ts';
import { isAccepted } from '../oracles/status-code.ts';
import type { Operator, RequestedDeployment } from './control/operator.ts';
import { ConfigurationError } from './failure.ts';
import type { ClientIdentity } from './session/identities.ts';
import { NotEvaluated } from './verdict.ts';
import { eventually } from './waiting.ts';

/** A workload that the operator assigned and that shows in the client's desired state. */
export interface AssignedWorkload {
  readonly deploymentId: string;
  readonly deviceId: string;
  readonly requested: RequestedDeployment;
  /** The first manifest seen with it in this state. */
  readonly manifest: ReceivedManifest;
}

export interface ClientParts {
  readonly identity: ClientIdentity;
  readonly api: ManagementClient;
  readonly raw: ManagementClient;
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
  /** Waits out 429 and 503 as it is told to. */
  readonly api: ManagementClient;
  /** Sends once and takes what comes. */
  readonly raw: ManagementClient;
  readonly #parts: ClientParts;

  constructor(parts: ClientParts) {
    this.identity = parts.identity;
    this.api = parts.api;
    this.raw = parts.raw;
    this.#parts = parts;
  }

  get id(): string {
    return this.identity.client.id;
  }

  get spiffeId(): string {
    return this.identity.client.spiffeId;
  }

  /** A name of this client's own that no earlier run has used, even where its identity is one of a folder and was used. */
  get freshName(): string {
    return this.identity.unseen ? this.id : `${this.id}-${this.#parts.nonce}`;
  }

  admit(): Promise<void> {
    return this.#parts.operator.admit(this.identity.client);
  }

  retire(): Promise<void> {
    return this.#parts.operator.retire(this.identity.client);
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
  async manifestWhere(fits: (manifest: ReceivedManifest) => boolean, what: string): Promise<ReceivedManifest> {
    let last = await this.manifest();
    if (fits(last)) return last;
    const judgement = await eventually(this.#parts.settleMs, async () => {
      last = await this.manifest();
      return fits(last) ? HOLDS : broken(what, 'no such manifest');
    });
    if (judgement.ok) return last;
    throw new NotEvaluated(`within ${this.#parts.settleMs} ms the desired state did not show that ${what}`);
  }

  /** Assigns a workload and waits until the manifest lists it. */
  async assign(deviceId: string, requested: RequestedDeployment): Promise<AssignedWorkload> {
    const deploymentId = await this.#parts.operator.assign(
      this.identity.client,
      deviceId,
      requested,
      this.#parts.newKey(),
    );
    const manifest = await this.manifestWhere(
      (candidate) => candidate.deployments.some((entry) => entry.deploymentId === deploymentId),
      `deployment ${deploymentId} was assigned`,
    );
    return { deploymentId, deviceId, requested, manifest };
  }

  /** Changes a workload and waits until the manifest lists it with another digest. */
  async update(workload: AssignedWorkload, requested: RequestedDeployment): Promise<AssignedWorkload> {
    const { deploymentId, deviceId } = workload;
    const before = digestOf(workload.manifest, deploymentId);
    await this.#parts.operator.update(this.identity.client, deploymentId, requested);
    const manifest = await this.manifestWhere((candidate) => {
      const digest = digestOf(candidate, deploymentId);
      return digest !== undefined && digest !== before;
    }, `deployment ${deploymentId} was changed`);
    return { deploymentId, deviceId, requested, manifest };
  }

  /** Takes a workload off the device and waits until the manifest no longer lists it. */
  async withdraw({ deploymentId }: Pick<AssignedWorkload, 'deploymentId'>): Promise<ReceivedManifest> {
    await this.#parts.operator.withdraw(this.identity.client, deploymentId);
    return this.manifestWhere(
      (candidate) => digestOf(candidate, deploymentId) === undefined,
      `deployment ${deploymentId} was withdrawn`,
    );
  }

  async close(): Promise<void> {
    await Promise.all([this.api.close(), this.raw.close()]);
  }
}

const digestOf = (manifest: ReceivedManifest, deploymentId: string): string | undefined =>
  manifest.deployments.find((entry) => entry.deploymentId === deploymentId)?.digest;

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
