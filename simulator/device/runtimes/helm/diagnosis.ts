import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../protocol/json.ts';
import type { RuntimeFailure } from '../runtime.ts';
import { oneLine } from './failures.ts';
import type { HelmCommand } from './helm-command.ts';
import type { ReleasePlace } from './repair.ts';

const TIMEOUT_MS = 5_000;
const MAX_NODES = 10_000;

/** What Kubernetes gives as the reason of a state or condition, and what that means to who deploys. */
const CODES: Readonly<Record<string, string>> = {
  ErrImagePull: 'IMAGE_UNAVAILABLE',
  ImagePullBackOff: 'IMAGE_UNAVAILABLE',
  ErrImageNeverPull: 'IMAGE_UNAVAILABLE',
  InvalidImageName: 'IMAGE_UNAVAILABLE',
  RegistryUnavailable: 'IMAGE_UNAVAILABLE',
  CrashLoopBackOff: 'CRASHING',
  Error: 'CRASHING',
  OOMKilled: 'CRASHING',
  CreateContainerConfigError: 'CONTAINER_NOT_CREATED',
  CreateContainerError: 'CONTAINER_NOT_CREATED',
  RunContainerError: 'CONTAINER_NOT_CREATED',
  Unschedulable: 'UNSCHEDULABLE',
};

/** Why a release did not become ready, from the state of its resources; undefined where they do not say more than helm. */
export async function diagnose(
  helm: HelmCommand,
  { release, namespace }: ReleasePlace,
  signal: AbortSignal,
): Promise<RuntimeFailure | undefined> {
  const resources = helm.major < 4 ? ['--show-resources'] : [];
  const args = ['status', release, '--namespace', namespace, '--output', 'json', ...resources];
  const result = await helm.run(args, { timeoutMs: TIMEOUT_MS, signal });
  if (result.kind === 'failed') return undefined;
  const status = parseJson(result.stdout);
  const info = isJsonObject(status) ? status['info'] : undefined;
  for (const node of objectsIn(isJsonObject(info) ? info['resources'] : undefined)) {
    const failure = failureOf(node);
    if (failure) return failure;
  }
  return undefined;
}

/** Of a state or condition such as `{reason, message}`, wherever it stands. */
function failureOf({ reason, message, exitCode, type, status }: JsonObject): RuntimeFailure | undefined {
  if (typeof reason !== 'string') return undefined;
  const said = typeof message === 'string' ? message : '';
  if (type === 'ReplicaFailure' && status === 'True')
    return { code: said.includes('exceeded quota') ? 'QUOTA_EXCEEDED' : 'PODS_REFUSED', message: oneLine(said) };
  const code = Object.hasOwn(CODES, reason) ? CODES[reason] : undefined;
  if (code === undefined) return undefined;
  const ended = typeof exitCode === 'number' ? `it ended with exit status ${exitCode}` : '';
  return { code, message: oneLine(`${reason}: ${said === '' ? ended : said}`) };
}

/** All objects within a value, breadth first and bounded. */
function* objectsIn(root: JsonValue | undefined): Generator<JsonObject> {
  const queue: JsonValue[] = root === undefined ? [] : [root];
  for (let index = 0; index < queue.length && index < MAX_NODES; index++) {
    const node = queue[index];
    if (isJsonObject(node)) yield node;
    if (node !== null && typeof node === 'object') queue.push(...Object.values(node));
  }
}
