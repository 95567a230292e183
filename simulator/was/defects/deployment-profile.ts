import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../protocol/json.ts';
import { type Defect, defect, type Fault, perInstance } from './defect.ts';
import { type Change, mapText, objectAt, rewriting, spec, within } from './deployment-changes.ts';
import { without } from './exchanges.ts';
import { ClientOrder, recording } from './records.ts';

const profile = (change: Change): Fault => spec(within('deploymentProfile', change));

const components = (change: (list: readonly JsonValue[]) => readonly JsonValue[]): Fault =>
  profile((document) => {
    const list = document['components'];
    return Array.isArray(list) ? { ...document, components: change(list) } : document;
  });

const component = (change: Change): Fault =>
  components((list) => list.map((one) => (isJsonObject(one) ? change(one) : one)));

const properties = (change: Change): Fault => component(within('properties', change));

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

export const DEPLOYMENT_PROFILE_DEFECTS: readonly Defect[] = [
  defect(
    'registry-credentials-served',
    ['USR-012'],
    'each component carries the credentials with which the WFM itself reads the registry',
    component((document) => ({
      ...document,
      'x-registry-extensions': { username: 'fleet-manager', password: 'correct horse' },
    })),
  ),
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
    'constraints-in-whole-cores',
    ['DEP-005'],
    'a fraction of a core in deviceConstraints is rounded up',
    profile(
      mapMember('deviceConstraints', (value) =>
        mapLeaves(value, (leaf) => (typeof leaf === 'number' && leaf > 0 && leaf < 1024 ? Math.ceil(leaf) : leaf)),
      ),
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
