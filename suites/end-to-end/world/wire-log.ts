import type { DeploymentStatus } from '../../../simulator/protocol/documents.ts';
import { type Exchange, header } from '../../../simulator/protocol/exchange.ts';
import { type JsonValue, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import { DEPLOYMENTS } from '../../../simulator/protocol/rc3/paths.ts';
import { schemaErrors } from '../../../simulator/protocol/rc3/schemas.ts';
import { type ReceivedManifest, readManifest } from '../../oracles/manifest.ts';
import { desiredState } from '../../oracles/manifest-version.ts';
import type { ServedManifests } from '../../oracles/status-course.ts';

/** A status report as it was sent, and what became of it. */
export interface SentReport {
  readonly report: DeploymentStatus;
  readonly outcome: 'taken' | 'refused' | 'unanswered';
  /** Status of the answer, or the code of the failure. */
  readonly answer: string;
}

/** What a client has heard and said on the wire, in order. */
export class WireLog {
  readonly #manifests: ReceivedManifest[] = [];
  #unchanged: string | null = null;
  readonly #served = new Map<bigint, ReadonlyMap<string, string>>();

  /** What an exchange tells, if it is a manifest that was served or a report that was sent. */
  hear({ request, outcome }: Exchange): SentReport | ReceivedManifest | undefined {
    const path = request.path.split('?', 1).join();
    if (request.method === 'POST' && path.endsWith('/status')) {
      const report = statusIn(request.body);
      if (outcome.kind === 'failure') return { report, outcome: 'unanswered', answer: outcome.failure.code };
      const { status } = outcome.response;
      const taken = status === 200 || status === 201;
      const passing = status === 429 || status >= 500;
      return { report, outcome: taken ? 'taken' : passing ? 'unanswered' : 'refused', answer: String(status) };
    }
    if (request.method !== 'GET' || !path.endsWith(DEPLOYMENTS) || outcome.kind === 'failure') return undefined;
    const held = header(request.headers, 'if-none-match');
    this.#unchanged = outcome.response.status === 304 && held !== undefined ? held : null;
    const read = readManifest(outcome.response);
    if ('wrong' in read) return undefined;
    this.#manifests.push(read.manifest);
    this.#served.set(read.manifest.version, desiredState(read.manifest));
    return read.manifest;
  }

  /** The tag that was held, where the last reading was answered with 304; otherwise null. */
  get unchangedSince(): string | null {
    return this.#unchanged;
  }

  /** In the order in which they came. */
  get manifests(): readonly ReceivedManifest[] {
    return this.#manifests;
  }

  get served(): ServedManifests {
    return this.#served;
  }
}

/** @throws TypeError where our own device has sent something else */
function statusIn(body: Uint8Array | null): DeploymentStatus {
  const document = parseJsonBytes(body ?? new Uint8Array());
  if (!isStatus(document)) throw new TypeError('DEVICE_REPORT_INVALID: the simulated device sent no deployment status');
  const { deploymentId, deviceId, adoptedManifestVersion, status, components } = document;
  return {
    deploymentId,
    ...(deviceId !== undefined && { deviceId }),
    adoptedManifestVersion: BigInt(adoptedManifestVersion),
    status,
    components,
  };
}

type StatusDocument = Omit<DeploymentStatus, 'adoptedManifestVersion'> & {
  readonly adoptedManifestVersion: number | bigint;
};

const isStatus = (value: JsonValue): value is JsonValue & StatusDocument =>
  schemaErrors('deployment-status', value).length === 0;
