import { DEPLOYMENT_STATES, type StatusError } from '../../../simulator/protocol/documents.ts';
import { type Exchange, header } from '../../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import type { Revision } from '../../../simulator/protocol/revision.ts';
import { type ReceivedManifest, readManifest } from '../../oracles/manifest.ts';
import { desiredState } from '../../oracles/manifest-version.ts';
import type { StatusReport } from '../../oracles/observation.ts';
import type { ServedManifests } from '../../oracles/status-course.ts';
import { successes } from '../../oracles/successes.ts';

/** A status report as it was sent, and what became of it. */
export interface SentReport {
  readonly report: StatusReport;
  readonly outcome: 'taken' | 'refused' | 'unanswered';
  /** Status of the answer, or the code of the failure. */
  readonly answer: string;
}

/** What a client has heard and said on the wire, in order. */
export class WireLog {
  readonly #revision: Revision;
  readonly #manifests: ReceivedManifest[] = [];
  #unchanged: string | null = null;
  readonly #served = new Map<bigint, ReadonlyMap<string, string>>();

  constructor(revision: Revision) {
    this.#revision = revision;
  }

  /** What an exchange tells, if it is a manifest that was served or a report that was sent. */
  hear({ request, outcome }: Exchange): SentReport | ReceivedManifest | undefined {
    const path = request.path.split('?', 1).join();
    if (request.method === 'POST' && path.endsWith('/status')) {
      const report = statusIn(request.body, this.#revision);
      if (outcome.kind === 'failure') return { report, outcome: 'unanswered', answer: outcome.failure.code };
      const { status } = outcome.response;
      const { answers, callerIdentity } = this.#revision.traits;
      const taken = successes(answers, 'statusCreated', 'statusUpdated').includes(status);
      // A token may end at any time; the client gets another one and sends the report again.
      const tokenEnded = status === 401 && callerIdentity === 'bearer-token';
      const passing = status === 429 || status >= 500 || tokenEnded;
      return { report, outcome: taken ? 'taken' : passing ? 'unanswered' : 'refused', answer: String(status) };
    }
    if (request.method !== 'GET' || !path.endsWith('/deployments') || outcome.kind === 'failure') return undefined;
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

/**
 * What our own device has sent, in the words of the model.
 *
 * @throws TypeError where it is something else
 */
function statusIn(body: Uint8Array | null, { documents }: Revision): StatusReport {
  const document = parseJsonBytes(body ?? new Uint8Array());
  const [error] = documents.schemaErrors('deployment-status', document);
  if (error || !isJsonObject(document))
    throw new TypeError(`DEVICE_REPORT_INVALID: the simulated device sent no deployment status: ${error?.message}`);
  const { deploymentId, deviceId, adoptedManifestVersion: version, status, components } = document;
  return {
    deploymentId: String(deploymentId),
    ...(typeof deviceId === 'string' && { deviceId }),
    ...((typeof version === 'number' || typeof version === 'bigint') && { adoptedManifestVersion: BigInt(version) }),
    status: partOf(status),
    components: (Array.isArray(components) ? components : []).map((component: JsonValue) => ({
      name: isJsonObject(component) ? String(component['name']) : '',
      ...partOf(component),
    })),
  };
}

/** State and error of the whole or of a component; a dialect may write the state in other letters. */
function partOf(part: JsonValue | undefined): StatusReport['status'] {
  const { state, error } = isJsonObject(part) ? part : {};
  const known = DEPLOYMENT_STATES.find((each) => each === String(state).toLowerCase());
  if (known === undefined) throw new TypeError(`DEVICE_REPORT_INVALID: the simulated device sent the state ${state}`);
  return { state: known, ...(isJsonObject(error) && { error: errorOf(error) }) };
}

const errorOf = ({ code, source, message }: JsonObject): StatusError => ({
  code: textOf(code),
  source: textOf(source),
  message: textOf(message),
});

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
