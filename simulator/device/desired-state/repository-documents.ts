import type { HeadFile } from '../../git/head-files.ts';
import { isJsonObject, jsonBytes } from '../../protocol/json.ts';
import { DeviceError } from '../device-error.ts';
import type { DesiredDeployment, DocumentContext } from './deployment-document.ts';
import { digestOf } from './digest.ts';
import { modelDeployment } from './model-deployment.ts';
import { readYamlStream } from './yaml-document.ts';

export interface RepositoryContent {
  readonly deployments: readonly DesiredDeployment[];
  /** Deployments of devices that the client does not stand for. */
  readonly foreign: readonly ForeignDocument[];
}

export interface ForeignDocument {
  readonly path: string;
  readonly deviceId: string;
}

const YAML = /\.ya?ml$/i;
const KIND = 'ApplicationDeployment';

/**
 * The deployments among the files of a commit, one or several in each (G-89), in the order of their paths. A digest is of
 * what a document says: those that stand in one file change one by one. One fault refuses the commit as a whole: what
 * is missing from it would otherwise be removed.
 * @throws DeviceError DEPLOYMENT_INVALID, DEPLOYMENT_TWICE, TOO_LARGE
 */
export function repositoryDeployments(
  files: readonly HeadFile[],
  deviceIds: readonly string[],
  context: DocumentContext,
): RepositoryContent {
  const deployments = new Map<string, DesiredDeployment & { readonly path: string }>();
  const foreign: ForeignDocument[] = [];
  const documents = files
    .filter((file) => YAML.test(file.path))
    .sort(byPath)
    .flatMap(({ path, bytes }) => readYamlStream(bytes, path, context.limits).map((received) => ({ path, received })));
  for (const { path, received } of documents) {
    if (!isJsonObject(received) || received['kind'] !== KIND) continue;
    const document = modelDeployment(received, path, context.documents, context.deviceId);
    const { deviceId } = document.metadata;
    if (!deviceIds.includes(deviceId.replace(/\/\*$/, ''))) {
      foreign.push({ path, deviceId });
      continue;
    }
    const former = deployments.get(document.id);
    if (former) throw new DeviceError('DEPLOYMENT_TWICE', `${former.path} and ${path} both have the id ${document.id}`);
    deployments.set(document.id, { deploymentId: document.id, digest: digestOf(jsonBytes(received)), document, path });
  }
  return { deployments: [...deployments.values()].map(({ path: _path, ...item }) => item), foreign };
}

const byPath = (left: HeadFile, right: HeadFile): number =>
  left.path < right.path ? -1 : left.path > right.path ? 1 : 0;
