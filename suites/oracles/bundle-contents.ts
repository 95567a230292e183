import { isJsonObject, type JsonObject, jsonEquals } from '../../simulator/protocol/json.ts';
import { sha256Digest } from './digest.ts';
import { broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import type { ReceivedDeployment } from './manifest.ts';
import type { BundleEntry } from './tar-bundle.ts';
import { readYaml } from './yaml-document.ts';

/** The files of a bundle by the deployment that each is (G-27: told by their content, never by their names). */
export interface BundleContents {
  readonly files: ReadonlyMap<string, BundleEntry>;
  /** Exactly one file at the root for each deployment listed, and no further entry but directories (DSM-011). */
  readonly exact: Judgement;
  /** No directories either; what the text says about them rests on G-27. */
  readonly flat: Judgement;
}

/** A deployment in the shape of the model, where the revision gives it another one. */
type AsModel = (document: JsonObject) => JsonObject;

/** Puts the entries of a bundle beside the deployments that the manifest lists. */
export function bundleContents(
  entries: readonly BundleEntry[],
  listed: readonly ReceivedDeployment[],
  asModel: AsModel = (document) => document,
): BundleContents {
  const files = new Map<string, BundleEntry>();
  const odd: string[] = [];
  for (const entry of entries.filter(({ kind }) => kind !== 'directory')) {
    const id =
      entry.kind === 'file' && !entry.name.includes('/') ? deploymentIn(entry.body, listed, asModel) : undefined;
    if (id === undefined || files.has(id)) odd.push(describe(entry, id));
    else files.set(id, entry);
  }
  const missing = listed.filter(({ deploymentId }) => !files.has(deploymentId)).map(({ deploymentId }) => deploymentId);
  const directories = entries.filter(({ kind }) => kind === 'directory').map(({ name }) => name);
  return {
    files,
    exact: judgeThat(
      odd.length === 0 && missing.length === 0,
      `one YAML at the root of the bundle for each of the ${listed.length} deployments listed, and nothing else`,
      [...missing.map((id) => `no file for deployment ${id}`), ...odd].slice(0, 5).join('; '),
    ),
    flat: judgeThat(directories.length === 0, 'no directory in the bundle', `directory ${directories.join(', ')}`),
  };
}

const describe = ({ name, kind }: BundleEntry, id: string | undefined): string => {
  if (kind !== 'file') return `${JSON.stringify(name)}, which is no file`;
  if (name.includes('/')) return `${JSON.stringify(name)}, which is not at the root`;
  return `${JSON.stringify(name)}, ${id === undefined ? 'no deployment listed' : `a second file for ${id}`}`;
};

/** By the digest, so that a file is told even where its own id is wrong; otherwise by its id. */
function deploymentIn(body: Uint8Array, listed: readonly ReceivedDeployment[], asModel: AsModel): string | undefined {
  const digest = sha256Digest(body);
  const same = listed.find((entry) => entry.digest === digest);
  if (same) return same.deploymentId;
  const read = readYaml(body);
  const id = 'value' in read && isJsonObject(read.value) ? asModel(read.value)['id'] : undefined;
  return listed.find(({ deploymentId }) => deploymentId === id)?.deploymentId;
}

/** The same document in the bundle and at its own address (DSM-016). */
export function sameDocument(inBundle: Uint8Array, single: Uint8Array): Judgement {
  if (Buffer.compare(inBundle, single) === 0) return HOLDS;
  const [left, right] = [readYaml(inBundle), readYaml(single)];
  if ('wrong' in left) return left.wrong;
  if ('wrong' in right) return right.wrong;
  return judgeThat(
    jsonEquals(left.value, right.value),
    'the same ApplicationDeployment in the bundle and at its own url',
    'two that differ in content',
  );
}

/** The same bytes, too: what makes the digest of a deployment hold in the bundle (G-28). */
export const sameBytes = (inBundle: Uint8Array, single: Uint8Array): Judgement =>
  Buffer.compare(inBundle, single) === 0
    ? HOLDS
    : broken('the bytes of the single YAML in the bundle', `the bytes of ${sha256Digest(inBundle)}`);
