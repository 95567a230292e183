import type { DeploymentComponent, DeploymentProfile } from '../../../simulator/protocol/documents.ts';
import { type JsonObject, type JsonValue, jsonEquals, toJson } from '../../../simulator/protocol/json.ts';
import { broken, HOLDS, type Judgement, judgeThat } from '../judgement.ts';
import { componentNamed, componentsOf, objectAt, profileOf, show } from './members.ts';
import { sameInOneYaml } from './yaml-1-1.ts';

/** The type of the profile, and its components: only those, in their order, each to be waited for as asked (DEP-004). */
export function carriesProfile(document: JsonObject, asked: DeploymentProfile): Judgement {
  const { type } = profileOf(document);
  if (type !== asked.type) return broken(`deploymentProfile.type: ${asked.type}`, `type: ${show(type)}`);
  const names = componentsOf(document).map(({ name }) => show(name));
  const expected = asked.components.map(({ name }) => show(name));
  if (names.join() !== expected.join())
    return broken(`components ${expected.join(', ')}, in this order`, `components ${names.join(', ') || 'none'}`);
  const wrong = componentsOf(document).findIndex((component, index) => {
    const wanted = asked.components[index];
    return wanted === undefined || !waitsAs(objectAt(component, 'properties'), wanted.properties);
  });
  return judgeThat(
    wrong === -1,
    `component ${wrong} with the properties ${show(toJson(asked.components[wrong]?.properties ?? {}))}`,
    show(componentsOf(document)[wrong]),
  );
}

/** Waiting is the default, so that it may be left out or said (application description, Component Properties). */
function waitsAs(properties: JsonObject, { wait = true, timeout }: DeploymentComponent['properties']): boolean {
  const stated = properties['wait'] ?? true;
  return stated === wait && (timeout === undefined || seconds(properties['timeout']) === seconds(timeout));
}

/** `5m0s`; what is no such text has no length. */
function seconds(text: JsonValue | undefined): number | undefined {
  const [, minutes, rest] = /^(\d+)m(\d+)s$/.exec(typeof text === 'string' ? text : '') ?? [];
  return minutes === undefined ? undefined : Number(minutes) * 60 + Number(rest);
}

/** Repository and revision of each component as they are in the application; `_` stands for the plus sign (DEP-013). */
export function pointsToArtifacts(document: JsonObject, asked: DeploymentProfile): Judgement {
  for (const { name, properties } of asked.components) {
    const component = componentNamed(document, name);
    // That a component is missing, or in another place, is what carriesProfile says.
    if (!component) continue;
    const { repository, revision } = objectAt(component, 'properties');
    if (repository !== properties.repository || revision !== properties.revision)
      return broken(
        `component ${name} with repository ${properties.repository} and revision ${properties.revision}`,
        `repository ${show(repository)}, revision ${show(revision)}`,
      );
  }
  return HOLDS;
}

/** The constraints of the profile, equal in every member and in the order of their lists; none where none are asked (DEP-005). */
export function carriesConstraints(document: JsonObject, asked: DeploymentProfile): Judgement {
  const { deviceConstraints: received } = profileOf(document);
  const wanted = asked.deviceConstraints;
  // An empty object, or null, constrains nothing.
  const none = received === undefined || received === null || jsonEquals(received, {});
  return judgeThat(
    wanted === undefined ? none : sameInOneYaml(received, wanted),
    `deviceConstraints: ${show(wanted)}`,
    `deviceConstraints: ${show(received)}`,
  );
}
