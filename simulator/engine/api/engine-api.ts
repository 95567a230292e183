import type { EngineAccess } from '../engine.ts';
import { containerOf, type EngineContainer } from './container.ts';
import { EngineHttp } from './engine-http.ts';
import { listAt, textAt } from './fields.ts';
import { textOfLog } from './log-frames.ts';

export type Labels = Readonly<Record<string, string>>;

/** What is asked of a container engine, over its own API. Every call @throws EngineError */
export interface EngineApi {
  /** `20.10.24` */
  version(): Promise<string>;
  /** Those that carry all the labels, running or not. */
  containers(labels: Labels): Promise<readonly EngineContainer[]>;
  /** Its last lines, of both outputs. */
  log(containerId: string, lines: number): Promise<string>;
  /** As if its process had crashed; what does not run stays as it is. */
  kill(containerId: string): Promise<void>;
  hasImage(reference: string): Promise<boolean>;
  /** A docker-archive. */
  loadImage(archive: Uint8Array): Promise<void>;
  /** What is not there or still used stays. */
  removeImage(reference: string): Promise<void>;
  /** Removes containers, then networks and volumes, that carry all the labels. */
  removeAll(labels: Labels): Promise<void>;
  /** Networks and volumes that carry all the labels, by name. */
  remains(labels: Labels): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** @throws EngineError ENGINE_HOST_INVALID */
export function openEngine({ dockerHost }: Pick<EngineAccess, 'dockerHost'>): EngineApi {
  const http = new EngineHttp(dockerHost);
  const list = async (path: string, labels: Labels): Promise<unknown> =>
    http.json(`${path}${path.includes('?') ? '&' : '?'}filters=${filterBy(labels)}`);
  const idsOf = async (labels: Labels): Promise<readonly string[]> =>
    listAt(await list('/containers/json?all=1', labels)).map((entry) => textAt(entry, 'Id'));
  const networksOf = async (labels: Labels): Promise<readonly string[]> =>
    listAt(await list('/networks', labels)).map((entry) => textAt(entry, 'Name'));
  const volumesOf = async (labels: Labels): Promise<readonly string[]> =>
    listAt(await list('/volumes', labels), 'Volumes').map((entry) => textAt(entry, 'Name'));
  return {
    version: async () => textAt(await http.json('/version'), 'Version'),
    async containers(labels) {
      const answers = await Promise.all(
        // A container may go between the list and the look at it.
        (await idsOf(labels)).map((id) => http.send('GET', `/containers/${id}/json`, [200, 404])),
      );
      return answers
        .filter(({ status }) => status === 200)
        .map(({ body }) => containerOf(JSON.parse(body.toString())))
        .sort((left, right) => left.name.localeCompare(right.name));
    },
    async log(containerId, lines) {
      const path = `/containers/${containerId}/logs?stdout=1&stderr=1&tail=${lines}`;
      const { status, body } = await http.send('GET', path, [200, 404]);
      return status === 200 ? textOfLog(body) : '';
    },
    async kill(containerId) {
      await http.send('POST', `/containers/${containerId}/kill`, [204, 404, 409]);
    },
    hasImage: async (reference) =>
      (await http.send('GET', `/images/${encodeURIComponent(reference)}/json`, [200, 404])).status === 200,
    async loadImage(archive) {
      await http.send('POST', '/images/load?quiet=1', [200], archive);
    },
    async removeImage(reference) {
      await http.send('DELETE', `/images/${encodeURIComponent(reference)}`, [200, 404, 409]);
    },
    async removeAll(labels) {
      for (const id of await idsOf(labels)) await http.send('DELETE', `/containers/${id}?force=1&v=1`, [204, 404, 409]);
      for (const name of await networksOf(labels)) await http.send('DELETE', `/networks/${name}`, [204, 404]);
      for (const name of await volumesOf(labels)) await http.send('DELETE', `/volumes/${name}`, [204, 404]);
    },
    remains: async (labels) => [...(await networksOf(labels)), ...(await volumesOf(labels))],
    close: () => http.close(),
  };
}

const filterBy = (labels: Labels): string =>
  encodeURIComponent(JSON.stringify({ label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) }));
