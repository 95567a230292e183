import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { type Defect, defect, type Fault, perInstance } from './defect.ts';
import { objectAt, within } from './deployment-changes.ts';
import { recording } from './records.ts';

/** Changes the order of an update, which is JSON text, in view of the order before it. */
const updating = (change: (before: JsonObject, after: JsonObject) => JsonObject): Fault =>
  recording(({ deployments }) => ({
    deployments: {
      change: (client, id, order) =>
        deployments.change(
          client,
          id,
          stringifyJson(change(orderIn(deployments.find(client, id)?.order), orderIn(order))),
        ),
    },
  }));

/** What the operator intended and what the devices are given come apart only after a while, or only for some. */
export const WORKLOAD_DEFECTS: readonly Defect[] = [
  defect(
    'update-keeps-former-revisions',
    ['WFL-007', 'DEP-013'],
    'an update changes everything but the revisions of the components',
    updating((before, after) => {
      const former = componentsOf(before).map((component) => objectAt(component, 'properties')['revision']);
      const components = componentsOf(after).map((component, index) =>
        within('properties', ({ revision = null, ...rest }) => ({ ...rest, revision: former[index] ?? revision }))(
          component,
        ),
      );
      return within('profile', (profile) => ({ ...profile, components }))(after);
    }),
  ),
  defect(
    'update-reaches-every-deployment',
    ['DSM-001'],
    'the parameters of an update go to every deployment of the client',
    recording(({ deployments }) => ({
      deployments: {
        change: (client, id, order) => {
          for (const other of deployments.desired(client))
            if (other.id !== id)
              deployments.change(client, other.id, withParameters(other.order, orderIn(order)['parameters']));
          deployments.change(client, id, order);
        },
      },
    })),
  ),
  defect(
    'parameters-of-another-client',
    ['GEN-008', 'DSM-001'],
    'a deployment has the parameters that were last given to a deployment of another client',
    perInstance(sharedParameters),
  ),
  defect(
    'withdrawn-returns-on-restart',
    ['USR-006', 'DSM-001'],
    'withdrawn deployments are in the manifest again after a restart',
    recording((_stores, database) => {
      database.exec('UPDATE deployment SET withdrawn = 0');
      database.exec('UPDATE desired_state SET revision = revision + 1');
      return {};
    }),
  ),
  defect(
    'component-states-exchanged',
    ['USR-002', 'USR-011'],
    'the state of each component is kept for the one after it',
    recording(({ statuses }) => ({
      statuses: { put: (client, id, document) => statuses.put(client, id, exchanged(document)) },
    })),
  ),
];

const orderIn = (text: string | undefined): JsonObject => {
  const order = parseJson(text ?? '{}');
  return isJsonObject(order) ? order : {};
};

const componentsOf = (order: JsonObject): readonly JsonObject[] => {
  const { components } = objectAt(order, 'profile');
  return Array.isArray(components) ? components.filter(isJsonObject) : [];
};

const withParameters = (order: string, parameters: JsonValue | undefined): string =>
  stringifyJson({ ...orderIn(order), ...(parameters !== undefined && { parameters }) });

function sharedParameters(): Fault {
  const given = new Map<string, JsonValue | undefined>();
  const foreign = (client: string): JsonValue | undefined =>
    [...given].findLast(([other, parameters]) => other !== client && parameters !== undefined)?.[1];
  return recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        const { client, order } = assignment;
        const changed = withParameters(order, foreign(client));
        given.set(client, orderIn(order)['parameters']);
        deployments.add({ ...assignment, order: changed });
      },
    },
  }));
}

function exchanged(document: string): string {
  const status = orderIn(document);
  const components = Array.isArray(status['components']) ? status['components'].filter(isJsonObject) : [];
  return stringifyJson({
    ...status,
    components: components.map(({ name }, index) => ({ ...components.at(index - 1), name: name ?? null })),
  });
}
