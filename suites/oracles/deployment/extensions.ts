import type { DeploymentProfile } from '../../../simulator/protocol/documents.ts';
import { isJsonObject, type JsonObject, type JsonValue, toJson } from '../../../simulator/protocol/json.ts';
import type { SchemaError } from '../../../simulator/protocol/revision.ts';
import { broken, HOLDS, type Judgement, judgeThat } from '../judgement.ts';
import { componentNamed, componentsOf, profileOf, show } from './members.ts';
import { sameInOneYaml } from './yaml-1-1.ts';

const isExtension = (name: string): boolean => name.startsWith('x-') && name.endsWith('-extensions');

const extensionsOf = (holder: JsonObject): readonly (readonly [string, JsonValue])[] =>
  Object.entries(holder).filter(([name]) => isExtension(name));

interface Place {
  readonly name: string;
  readonly received: JsonObject;
  readonly asked: JsonObject;
}

/** The profile and each component that is there, as they came beside what was asked for. */
function placesOf(document: JsonObject, asked: DeploymentProfile): readonly Place[] {
  const components = asked.components.flatMap((component) => {
    const received = componentNamed(document, component.name);
    return received ? [{ name: `component ${component.name}`, received, asked: objectOf(component) }] : [];
  });
  return [{ name: 'deploymentProfile', received: profileOf(document), asked: objectOf(asked) }, ...components];
}

const objectOf = (data: object): JsonObject => {
  const json = toJson(data);
  return isJsonObject(json) ? json : {};
};

/** Extensions of the profile and of each component exactly as they are, in the same place (DEP-009). */
export function carriesExtensions(document: JsonObject, asked: DeploymentProfile): Judgement {
  for (const { name: place, received, asked: wanted } of placesOf(document, asked))
    for (const [name, value] of extensionsOf(wanted))
      if (!sameInOneYaml(received[name], value))
        return broken(`${place} with ${name}: ${show(value)}`, `${name}: ${show(received[name])}`);
  return HOLDS;
}

/** None is left of those that an update has taken out of the profile or of a component (DEP-009). */
export function hasNoFormerExtensions(
  document: JsonObject,
  before: DeploymentProfile,
  asked: DeploymentProfile,
): Judgement {
  const former = new Map(placesOf(document, before).map((each) => [each.name, each.asked]));
  for (const { name: place, received, asked: wanted } of placesOf(document, asked))
    for (const [name] of extensionsOf(former.get(place) ?? {}))
      if (!Object.hasOwn(wanted, name) && Object.hasOwn(received, name))
        return broken(`${place} without ${name}, which the update took out`, `${name}: ${show(received[name])}`);
  return HOLDS;
}

/** None of these extensions stands in the profile or in a component (DEP-009). */
export function keepsOutOfProfile(document: JsonObject, names: readonly string[]): Judgement {
  const holders = [profileOf(document), ...componentsOf(document)];
  const found = names.filter((name) => holders.some((holder) => Object.hasOwn(holder, name)));
  return judgeThat(
    found.length === 0,
    `no ${names.join(', ')} in the profile or its components`,
    `${found.join(', ')} there`,
  );
}

/** No extension beside spec, neither at the top nor in metadata (DEP-010). */
export function keepsBelowSpec(document: JsonObject): Judgement {
  const { metadata } = document;
  const found = [...extensionsOf(document), ...(isJsonObject(metadata) ? extensionsOf(metadata) : [])];
  return judgeThat(
    found.length === 0,
    'extensions under spec only',
    `${found.map(([name]) => name).join(', ')} beside it`,
  );
}

/**
 * What the specification does not name in spec, profile and components is an extension, named x-NAME-extensions and an
 * object (EXT-001); there the published schema is closed, and these are the departures from it.
 */
export function namesExtensions(schemaErrors: readonly SchemaError[]): Judgement {
  const wrong = schemaErrors.find(
    ({ pointer, message }) =>
      (message.startsWith('must NOT have additional properties') && pointer.startsWith('/spec')) ||
      /\/x-[^/]*-extensions$/.test(pointer),
  );
  return judgeThat(
    wrong === undefined,
    'further members under spec named x-NAME-extensions, each an object',
    `${wrong?.pointer}: ${wrong?.message}`,
  );
}
