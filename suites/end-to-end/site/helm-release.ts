import { gunzipSync } from 'node:zlib';
import { type KubeObject, nameOf, textAt, valueAt } from '../../../simulator/cluster/api/kube-object.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../simulator/protocol/json.ts';

/** The newest revision of a release, as Helm has written it down. */
export interface HelmRelease {
  readonly name: string;
  readonly status: string;
  readonly chart: string;
  readonly version: string;
  /** What the user gave. */
  readonly values: JsonObject;
  readonly labels: ReadonlyMap<string, string>;
}

/** Releases of the secrets that Helm keeps its revisions in; of each release the newest. */
export function releasesIn(secrets: readonly KubeObject[]): readonly HelmRelease[] {
  const newest = new Map<string, { readonly revision: number; readonly secret: KubeObject }>();
  for (const secret of secrets) {
    const name = textAt(secret, 'metadata', 'labels', 'name');
    const revision = Number(textAt(secret, 'metadata', 'labels', 'version'));
    if (revision > (newest.get(name)?.revision ?? 0)) newest.set(name, { revision, secret });
  }
  return Array.from(newest, ([name, { secret }]) => releaseIn(name, secret));
}

/** JSON in gzip in base64, which Kubernetes keeps in base64 once more. */
function releaseIn(name: string, secret: KubeObject): HelmRelease {
  const packed = Buffer.from(Buffer.from(textAt(secret, 'data', 'release'), 'base64').toString('latin1'), 'base64');
  const release = parseJson(gunzipSync(packed).toString('utf8'));
  const labels = valueAt(secret, 'metadata', 'labels');
  return {
    name,
    status: text(member(release, 'info', 'status')),
    chart: text(member(release, 'chart', 'metadata', 'name')),
    version: text(member(release, 'chart', 'metadata', 'version')),
    values: objectOf(member(release, 'config')),
    labels: new Map(Object.entries(labels ?? {}).map(([label, value]) => [label, String(value)])),
  };
}

/** The values that arrived at a chart, as its own ConfigMap shows them. */
export function arrivedValues(configMaps: readonly KubeObject[], release: string): JsonObject {
  const map = configMaps.find((each) => nameOf(each) === `${release}-values`);
  const shown = textAt(map, 'binaryData', 'values.json');
  return shown === '' ? {} : objectOf(parseJson(Buffer.from(shown, 'base64').toString('utf8')));
}

function member(value: JsonValue, ...path: readonly string[]): JsonValue | undefined {
  let at: JsonValue | undefined = value;
  for (const step of path) at = isJsonObject(at) ? at[step] : undefined;
  return at;
}

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const objectOf = (value: JsonValue | undefined): JsonObject => (isJsonObject(value) ? value : {});
