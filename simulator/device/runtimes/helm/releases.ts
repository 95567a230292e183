import { isJsonObject, type JsonValue, parseJson } from '../../../protocol/json.ts';
import { DeviceError } from '../../device-error.ts';
import type { ComponentKey } from '../runtime.ts';
import type { HelmCommand } from './helm-command.ts';
import { keyFrom, OWNER_LABEL, ownerLabel, type ReleaseLabels } from './release.ts';

/** A release of a component, as the cluster has it. */
export interface Release {
  readonly key: ComponentKey;
  readonly release: string;
  /** Of the cluster, where the release and its resources are. */
  readonly namespace: string;
  /** As helm says it: `deployed`, `failed`, `pending-upgrade` … */
  readonly status: string;
}

const TIMEOUT_MS = 30_000;
const LABELS = '{{range $name, $value := .Release.Labels}}{{$name}}={{$value}}\n{{end}}';

/** Finds one device's releases on a cluster, in one call of helm and one for each release not met before. */
export class Releases {
  readonly #helm: HelmCommand;
  readonly #owner: string;
  /** What a release is of never changes while it exists, and its name belongs to this component only. */
  readonly #keys = new Map<string, ComponentKey>();

  constructor(helm: HelmCommand, owner: string) {
    this.#helm = helm;
    this.#owner = owner;
  }

  /** @throws DeviceError where the cluster does not answer, or refuses */
  async list(): Promise<readonly Release[]> {
    const rows = await this.#rows();
    const known = new Set(rows.map(placeOf));
    for (const place of this.#keys.keys()) if (!known.has(place)) this.#keys.delete(place);
    const releases: Release[] = [];
    for (const row of rows) {
      const key = await this.#keyOf(row);
      if (key) releases.push({ ...row, key });
    }
    return releases;
  }

  async #rows(): Promise<readonly Row[]> {
    const selector = `${OWNER_LABEL}=${ownerLabel(this.#owner)}`;
    const all = this.#helm.major < 4 ? ['--all'] : [];
    const args = ['list', '--all-namespaces', ...all, '--selector', selector, '--max', '0', '--output', 'json'];
    const result = await this.#helm.run(args, { timeoutMs: TIMEOUT_MS });
    if (result.kind === 'failed') throw new DeviceError(result.failure.code, result.failure.message);
    return rowsIn(parseJson(result.stdout));
  }

  async #keyOf(row: Row): Promise<ComponentKey | undefined> {
    const known = this.#keys.get(placeOf(row));
    if (known) return known;
    const args = ['get', 'all', row.release, '--namespace', row.namespace, '--template', LABELS];
    const result = await this.#helm.run(args, { timeoutMs: TIMEOUT_MS });
    // It has gone since it was listed.
    if (result.kind === 'failed' && result.failure.code === 'RELEASE_NOT_FOUND') return undefined;
    if (result.kind === 'failed') throw new DeviceError(result.failure.code, result.failure.message);
    const key = keyFrom(labelsIn(result.stdout));
    if (key) this.#keys.set(placeOf(row), key);
    return key;
  }
}

type Row = Omit<Release, 'key'>;

const placeOf = ({ namespace, release }: Row): string => `${namespace}/${release}`;

function rowsIn(answer: JsonValue): readonly Row[] {
  const rows = Array.isArray(answer) ? answer : [];
  return rows.flatMap((row: JsonValue) => {
    if (!isJsonObject(row)) return [];
    const { name, namespace, status } = row;
    return typeof name === 'string' && typeof namespace === 'string' && typeof status === 'string'
      ? [{ release: name, namespace, status }]
      : [];
  });
}

const labelsIn = (text: string): ReleaseLabels =>
  new Map(
    text.split('\n').flatMap((line) => {
      const at = line.indexOf('=');
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
    }),
  );
