import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { without } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

type Change = (document: JsonObject) => JsonObject;

const rewriting = (change: Change): Fault =>
  replacing((behaviour) => ({
    deploymentDocument: (id, deviceId, order) => change(behaviour.deploymentDocument(id, deviceId, order)),
  }));

const objectAt = (document: JsonObject, name: string): JsonObject => {
  const value = document[name];
  return isJsonObject(value) ? value : {};
};

const within =
  (name: string, change: Change): Change =>
  (document) => ({ ...document, [name]: change(objectAt(document, name)) });

const metadata = (change: Change): Fault => rewriting(within('metadata', change));
const spec = (change: Change): Fault => rewriting(within('spec', change));
const profile = (change: Change): Fault => spec(within('deploymentProfile', change));

const components = (change: (list: readonly JsonValue[]) => readonly JsonValue[]): Fault =>
  profile((document) => {
    const list = document['components'];
    return Array.isArray(list) ? { ...document, components: change(list) } : document;
  });

const component = (change: Change): Fault =>
  components((list) => list.map((one) => (isJsonObject(one) ? change(one) : one)));
const properties = (change: Change): Fault => component(within('properties', change));

const mapText =
  (name: string, change: (text: string) => string): Change =>
  (document) => {
    const value = document[name];
    return typeof value === 'string' ? { ...document, [name]: change(value) } : document;
  };

const extensions = (document: JsonObject): string[] => Object.keys(document).filter((name) => name.startsWith('x-'));
const withoutExtensions: Change = (document) => without(...extensions(document))(document);

const mapLeaves = (value: JsonValue, change: (leaf: JsonValue) => JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, change));
  if (!isJsonObject(value)) return change(value);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapLeaves(item, change)]));
};

const mapMember =
  (name: string, change: (value: JsonValue) => JsonValue): Change =>
  (document) => {
    const value = document[name];
    return value === undefined ? document : { ...document, [name]: change(value) };
  };

const stringified = (leaf: JsonValue): JsonValue => (typeof leaf === 'object' ? leaf : String(leaf));
const rounded = (leaf: JsonValue): JsonValue => (typeof leaf === 'number' ? Math.round(leaf) : leaf);
const mapParameters = (change: (value: JsonValue) => JsonValue): Fault =>
  spec(
    mapMember('parameters', (parameters) =>
      isJsonObject(parameters)
        ? Object.fromEntries(
            Object.entries(parameters).map(([name, parameter]) => [
              name,
              isJsonObject(parameter) ? mapMember('value', change)(parameter) : parameter,
            ]),
          )
        : parameters,
    ),
  );

const IDENTITY: readonly Defect[] = [
  defect(
    'deployment-id-is-no-uuid',
    ['DEP-001'],
    'the id of a deployment is no UUID',
    rewriting(mapText('id', (id) => `deployment-${id.slice(0, 8)}`)),
  ),
  defect('deployment-id-missing', ['DEP-001', 'DSM-014'], 'the document has no id', rewriting(without('id'))),
  defect(
    'yaml-id-differs-from-manifest',
    ['DSM-014'],
    'the id in the document is not that of the manifest',
    rewriting(mapText('id', (id) => id.replace(/.$/, (last) => (last === '0' ? '1' : '0')))),
  ),
  defect('name-missing', ['DEP-002'], 'metadata has no name', metadata(without('name'))),
  defect('namespace-missing', ['DEP-002'], 'metadata has no namespace', metadata(without('namespace'))),
  defect(
    'namespace-is-default',
    ['DEP-002'],
    'every namespace is default',
    metadata((document) => ({ ...document, namespace: 'default' })),
  ),
  defect('device-id-missing', ['DEP-002', 'GWY-008'], 'metadata has no deviceId', metadata(without('deviceId'))),
  defect(
    'device-id-is-gateway',
    ['DEP-002', 'GWY-008'],
    'a child is addressed by its gateway',
    metadata(mapText('deviceId', (id) => id.split('/')[0] ?? id)),
  ),
  defect(
    'device-id-without-asterisk',
    ['GWY-009', 'DEP-002'],
    'a deployment that the gateway is to place names the gateway itself',
    metadata(mapText('deviceId', (id) => id.replace(/\/\*$/, ''))),
  ),
  defect(
    'second-device-gets-first-id',
    ['DEP-002', 'GWY-008'],
    'deployments of later devices are addressed to the first one of the client',
    perInstance(firstDevice),
  ),
  defect(
    'application-id-changed',
    ['DEP-003'],
    'the application id has a prefix',
    spec(mapText('applicationId', (id) => `app-${id}`)),
  ),
  defect(
    'application-id-upper-case',
    ['DEP-003'],
    'the application id is in upper case',
    spec(mapText('applicationId', (id) => id.toUpperCase())),
  ),
  defect(
    'application-id-in-annotations',
    ['DEP-003'],
    'the application id stands in metadata.annotations, as in earlier revisions',
    rewriting((document) => ({
      ...within('spec', without('applicationId'))(document),
      metadata: {
        ...objectAt(document, 'metadata'),
        annotations: { applicationId: objectAt(document, 'spec')['applicationId'] ?? null },
      },
    })),
  ),
];

function firstDevice(): Fault {
  let first: string | undefined;
  return metadata(
    mapText('deviceId', (id) => {
      first ??= id;
      return first;
    }),
  );
}

const PROFILE: readonly Defect[] = [
  defect('profile-type-missing', ['DEP-004'], 'the profile has no type', profile(without('type'))),
  defect(
    'profile-type-capitalised',
    ['DEP-004'],
    'the profile type begins with a capital',
    profile(mapText('type', (type) => type.charAt(0).toUpperCase() + type.slice(1))),
  ),
  defect(
    'components-reversed',
    ['DEP-004'],
    'the components are in the opposite order',
    components((list) => list.toReversed()),
  ),
  defect(
    'components-sorted-by-name',
    ['DEP-004'],
    'the components are sorted by name',
    components((list) => list.toSorted((left, right) => nameOf(left).localeCompare(nameOf(right)))),
  ),
  defect(
    'only-first-component',
    ['DEP-004'],
    'only the first component is there',
    components((list) => list.slice(0, 1)),
  ),
  defect(
    'third-component-missing',
    ['DEP-004'],
    'there are two components at most',
    components((list) => list.slice(0, 2)),
  ),
  defect(
    'component-of-other-type-added',
    ['DEP-004'],
    'a component of another profile is there too',
    components((list) => [
      ...list,
      { name: 'other-profile', properties: { repository: 'oci://registry.example/other', revision: '1.0.0' } },
    ]),
  ),
  defect(
    'component-names-lowered',
    ['DEP-004'],
    'component names are in lower case',
    component(mapText('name', (name) => name.toLowerCase())),
  ),
  defect(
    'repository-without-scheme',
    ['DEP-013'],
    'the repository is not an oci URL',
    properties(mapText('repository', (repository) => repository.replace(/^oci:\/\//, 'https://'))),
  ),
  defect(
    'repository-replaced',
    ['DEP-004', 'DEP-013'],
    'the repository is that of a mirror',
    properties(mapText('repository', (repository) => repository.replace(/^oci:\/\/[^/]+/, 'oci://mirror.example'))),
  ),
  defect(
    'revision-with-v',
    ['DEP-013'],
    'the revision begins with a v',
    properties(mapText('revision', (revision) => `v${revision}`)),
  ),
  defect(
    'revision-with-plus',
    ['DEP-013'],
    'build metadata of the revision begins with a plus sign',
    properties(mapText('revision', (revision) => revision.replace('_', '+'))),
  ),
  defect(
    'revision-without-prerelease',
    ['DEP-013', 'DEP-004'],
    'the revision has lost what follows its patch number',
    properties(mapText('revision', (revision) => revision.replace(/[-_].*/, ''))),
  ),
  defect(
    'wait-and-timeout-dropped',
    ['DEP-004'],
    'wait and timeout of a component are not carried over',
    properties(without('wait', 'timeout')),
  ),
  defect('wait-always-true', ['DEP-004'], 'wait is always true', properties(mapMember('wait', () => true))),
  defect(
    'constraints-dropped',
    ['DEP-005'],
    'deviceConstraints are not carried over',
    profile(without('deviceConstraints')),
  ),
  defect(
    'constraints-stringified',
    ['DEP-005'],
    'numbers and booleans in deviceConstraints become texts',
    profile(mapMember('deviceConstraints', (value) => mapLeaves(value, stringified))),
  ),
  defect(
    'constraints-without-rules',
    ['DEP-005'],
    'deviceConstraints lose their eligibilityRules',
    profile(
      mapMember('deviceConstraints', (value) => (isJsonObject(value) ? without('eligibilityRules')(value) : value)),
    ),
  ),
  defect(
    'constraints-memory-normalised',
    ['DEP-005'],
    'sizes in deviceConstraints are written in other units',
    profile(
      mapMember('deviceConstraints', (value) =>
        mapLeaves(value, (leaf) =>
          typeof leaf === 'string'
            ? leaf.replace(/^(\d+)Gi$/, (_all, size: string) => `${Number(size) * 1024}Mi`)
            : leaf,
        ),
      ),
    ),
  ),
  defect(
    'profile-extensions-dropped',
    ['DEP-009'],
    'extensions of the profile are not carried over',
    profile(withoutExtensions),
  ),
  defect(
    'component-extensions-dropped',
    ['DEP-009'],
    'extensions of components are not carried over',
    component(withoutExtensions),
  ),
  defect(
    'extensions-stringified',
    ['DEP-009'],
    'numbers and booleans in extensions of the profile become texts',
    profile((document) =>
      Object.fromEntries(
        Object.entries(document).map(([name, value]) => [
          name,
          name.startsWith('x-') ? mapLeaves(value, stringified) : value,
        ]),
      ),
    ),
  ),
  defect('spec-extensions-dropped', ['DEP-010'], 'extensions for the device are dropped', spec(withoutExtensions)),
  defect(
    'spec-extensions-at-root',
    ['DEP-010'],
    'extensions for the device stand at the root of the document',
    rewriting((document) => {
      const found = objectAt(document, 'spec');
      return {
        ...within('spec', withoutExtensions)(document),
        ...Object.fromEntries(extensions(found).map((name) => [name, found[name] ?? null])),
      };
    }),
  ),
  defect(
    'parameters-dropped',
    ['DSM-001'],
    'parameters are not carried over',
    spec((document) => ({ ...document, parameters: {} })),
  ),
  defect(
    'parameters-stringified',
    ['DSM-001'],
    'parameter values become texts',
    mapParameters((value) => mapLeaves(value, stringified)),
  ),
  defect(
    'parameters-rounded',
    ['DSM-001'],
    'parameter values become integers',
    mapParameters((value) => mapLeaves(value, rounded)),
  ),
  defect(
    'parameter-targets-merged',
    ['DSM-001'],
    'only the first target of a parameter is kept',
    spec(
      mapMember('parameters', (parameters) =>
        isJsonObject(parameters)
          ? Object.fromEntries(
              Object.entries(parameters).map(([name, parameter]) => [
                name,
                isJsonObject(parameter)
                  ? mapMember('targets', (targets) => (Array.isArray(targets) ? targets.slice(0, 1) : targets))(
                      parameter,
                    )
                  : parameter,
              ]),
            )
          : parameters,
      ),
    ),
  ),
  defect(
    'second-client-parameters-dropped',
    ['DSM-001'],
    'parameters are carried over for the first client only',
    perInstance(firstClientParameters),
  ),
];

const nameOf = (value: JsonValue): string => (isJsonObject(value) ? String(value['name']) : '');

function firstClientParameters(): Fault {
  const order = new ClientOrder();
  const withoutParameters = (text: string): string => {
    const parsed = parseJson(text);
    return isJsonObject(parsed) ? stringifyJson(without('parameters')(parsed)) : text;
  };
  return recording(({ deployments }) => ({
    deployments: {
      desired: (client) => {
        const first = order.ordinal(client) === 1;
        const list = deployments.desired(client);
        return first ? list : list.map((assignment) => ({ ...assignment, order: withoutParameters(assignment.order) }));
      },
    },
  }));
}

/** An update that does not change the bytes, or changes too much. */
const UPDATES: readonly Defect[] = [
  defect(
    'update-without-effect',
    ['WFL-007', 'DSM-001'],
    'an update is acknowledged and the deployment stays as it was',
    recording(() => ({ deployments: { change: () => undefined } })),
  ),
  defect(
    'second-update-without-effect',
    ['WFL-007', 'DSM-001'],
    'only the first update of a deployment has an effect',
    perInstance(firstUpdateOnly),
  ),
  defect(
    'id-changes-on-update',
    ['WFL-007', 'DEP-001'],
    'an updated deployment has another id',
    perInstance(renamedOnUpdate),
  ),
  defect(
    'digest-stays-on-update',
    ['WFL-007', 'DSM-012'],
    'an updated deployment keeps its digest',
    perInstance(firstDigest),
  ),
  defect(
    'update-lost-on-restart',
    ['USR-006', 'WFL-007'],
    'updates are undone by a restart',
    perInstance(undoneOnRestart),
  ),
];

function firstUpdateOnly(): Fault {
  const updated = new Set<string>();
  return recording(({ deployments }) => ({
    deployments: {
      change: (client, id, order) => {
        if (!updated.has(id)) deployments.change(client, id, order);
        updated.add(id);
      },
    },
  }));
}

function renamedOnUpdate(): Fault {
  const updated = new Set<string>();
  const renamed = (id: string): string => (updated.has(id) ? id.replace(/^......../, '00000000') : id);
  return recording(({ deployments }) => ({
    deployments: {
      change: (client, id, order) => {
        updated.add(id);
        deployments.change(client, id, order);
      },
      desired: (client) =>
        deployments.desired(client).map((assignment) => ({ ...assignment, id: renamed(assignment.id) })),
    },
  }));
}

/** The digest of the text that each deployment had first; its bytes are served under it all the same. */
function firstDigest(): Fault {
  const first = new Map<string, string>();
  return replacing((behaviour) => ({
    digestOf: (body, mediaType) => {
      const digest = behaviour.digestOf(body, mediaType);
      const id = mediaType === 'application/yaml' ? /^id: "?(\S+?)"?$/m.exec(body.toString())?.[1] : undefined;
      if (id === undefined) return digest;
      const before = first.get(id) ?? digest;
      first.set(id, before);
      return before;
    },
  }));
}

function undoneOnRestart(): Fault {
  const first = new Map<string, { client: string; order: string }>();
  return recording(({ deployments }) => {
    for (const [id, { client, order }] of first) deployments.change(client, id, order);
    return {
      deployments: {
        change: (client, id, order) => {
          if (!first.has(id)) first.set(id, { client, order: deployments.find(client, id)?.order ?? order });
          deployments.change(client, id, order);
        },
      },
    };
  });
}

export const DEPLOYMENT_DEFECTS: readonly Defect[] = [...IDENTITY, ...PROFILE, ...UPDATES];
