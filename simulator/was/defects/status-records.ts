import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { resourceOf } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';
import { stateOf } from './status-documents.ts';

const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

const storing = (change: (document: JsonObject) => JsonObject): Fault =>
  recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => {
        const parsed = parseJson(document);
        statuses.put(client, id, stringifyJson(isJsonObject(parsed) ? change(parsed) : parsed));
      },
    },
  }));

const mapComponents =
  (change: (component: JsonObject, index: number) => JsonObject) =>
  (document: JsonObject): JsonObject => ({
    ...document,
    components: list(document['components']).map((component, index) =>
      isJsonObject(component) ? change(component, index) : component,
    ),
  });

/** The state of a report that was refused covers that of the last one that was taken. */
function keepingRefused(): Fault {
  const refused = new Map<string, JsonValue>();
  const noting = replacing((behaviour) => ({
    statusErrors: (document, id) => {
      const errors = behaviour.statusErrors(document, id);
      if (errors.length > 0 && isJsonObject(document)) refused.set(id, document['status'] ?? null);
      return errors;
    },
  }));
  const showing = recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => {
        refused.delete(id);
        statuses.put(client, id, document);
      },
      find: (client, id) => {
        const kept = parseJson(statuses.find(client, id) ?? 'null');
        if (!isJsonObject(kept)) return undefined;
        const status = refused.get(id);
        return stringifyJson(isJsonObject(status) ? { ...kept, status } : kept);
      },
    },
  }));
  return (behaviour) => showing(noting(behaviour));
}

export const STATUS_RECORD_DEFECTS: readonly Defect[] = [
  defect(
    'refused-status-is-stored',
    ['USR-002'],
    'the state of a status that was refused is kept',
    perInstance(keepingRefused),
  ),
  defect(
    'status-not-stored',
    ['USR-002', 'STA-003', 'USR-011'],
    'a status is acknowledged and forgotten',
    recording(() => ({ statuses: { put: () => undefined } })),
  ),
  defect(
    'later-status-not-stored',
    ['USR-002', 'STA-003', 'USR-011'],
    'only the first status of a deployment is kept',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, id, document) =>
          statuses.find(client, id) === undefined ? statuses.put(client, id, document) : undefined,
      },
    })),
  ),
  defect(
    'status-of-second-deployment-not-stored',
    ['USR-002', 'STA-003', 'USR-011'],
    'only one deployment of each client has its status kept',
    perInstance(oneForEachClient),
  ),
  defect(
    'component-states-overwritten',
    ['USR-002', 'USR-011'],
    'every component gets the state of the deployment',
    storing((document) => mapComponents((component) => ({ ...component, state: stateOf(document) }))(document)),
  ),
  defect(
    'second-component-dropped',
    ['USR-002', 'USR-011'],
    'only the first component is kept',
    storing((document) => ({ ...document, components: list(document['components']).slice(0, 1) })),
  ),
  defect(
    'failed-stored-as-installed',
    ['USR-002', 'USR-011'],
    'a failure is kept as a success',
    storing((document) =>
      stateOf(document) === 'failed' ? { ...document, status: { state: 'installed' } } : document,
    ),
  ),
  defect(
    'failure-cause-replaced',
    ['USR-013'],
    'the cause of a failure is kept as a general one',
    storing(
      mapComponents((component) =>
        isJsonObject(component['error'])
          ? { ...component, error: { ...component['error'], code: 'ERROR' } }
          : component,
      ),
    ),
  ),
  defect(
    'removal-not-stored',
    ['USR-002'],
    'the states removing and removed are acknowledged and not kept',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, id, document) =>
          /"status":\{"state":"remov/.test(document) ? undefined : statuses.put(client, id, document),
      },
    })),
  ),
  defect(
    'adopted-version-rounded',
    ['USR-002', 'STA-012'],
    'an adoptedManifestVersion beyond 2^53 is kept as a double',
    storing((document) => {
      const version = document['adoptedManifestVersion'];
      return typeof version === 'bigint' ? { ...document, adoptedManifestVersion: BigInt(Number(version)) } : document;
    }),
  ),
  defect(
    'adopted-version-never-advances',
    ['USR-002', 'STA-012'],
    'the adoptedManifestVersion of the first status stays',
    recording(({ statuses }) => ({
      statuses: {
        put: (client, id, document) => {
          const before = parseJson(statuses.find(client, id) ?? 'null');
          const next = parseJson(document);
          statuses.put(
            client,
            id,
            isJsonObject(before) && isJsonObject(next)
              ? stringifyJson({ ...next, adoptedManifestVersion: before['adoptedManifestVersion'] ?? 1 })
              : document,
          );
        },
      },
    })),
  ),
  defect(
    'adopted-version-dropped',
    ['USR-002', 'STA-012'],
    'adoptedManifestVersion is not kept',
    storing(({ adoptedManifestVersion: _version, ...document }) => document),
  ),
  defect(
    'status-lost-on-restart',
    ['USR-006', 'STA-003', 'USR-011'],
    'statuses are forgotten when the WAS is restarted',
    recording((_stores, database) => {
      database.exec('DELETE FROM status');
      return {};
    }),
  ),
  defect(
    'status-lost-for-second-client',
    ['USR-002', 'STA-003', 'USR-011'],
    'statuses of every client but the first are forgotten',
    perInstance(firstClientOnly),
  ),
  defect(
    'status-lost-under-concurrency',
    ['USR-002', 'STA-003', 'USR-011'],
    'of two statuses that are under way at once, one is lost',
    perInstance(lostUnderConcurrency),
  ),
];

function oneForEachClient(): Fault {
  const kept = new Map<string, string>();
  return recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => {
        const only = kept.get(client) ?? id;
        kept.set(client, only);
        if (only === id) statuses.put(client, id, document);
      },
    },
  }));
}

function firstClientOnly(): Fault {
  const order = new ClientOrder();
  return recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => (order.ordinal(client) === 1 ? statuses.put(client, id, document) : undefined),
    },
  }));
}

function lostUnderConcurrency(): Fault {
  return replacing((behaviour) => {
    let underWay = 0;
    return {
      exchange: async (request, next) => {
        if (resourceOf(request) !== 'status') return behaviour.exchange(request, next);
        underWay += 1;
        try {
          const alone = underWay === 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
          return alone ? await behaviour.exchange(request, next) : { status: 200, headers: {} };
        } finally {
          underWay -= 1;
        }
      },
    };
  });
}
