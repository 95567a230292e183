import { isJsonObject, type JsonObject, type JsonValue } from '../../../simulator/protocol/json.ts';
import type { ComponentContent } from '../running.ts';
import { componentNamed, componentsOf, objectAt } from './members.ts';

/** The components of a deployment in their order, with what each is to be made of (DEP-004, DEP-012, DEP-013). */
export const contentsOf = (document: JsonObject): ReadonlyMap<string, ComponentContent> =>
  new Map(
    componentsOf(document).map(({ name }) => {
      const properties = objectAt(componentNamed(document, String(name)) ?? {}, 'properties');
      return [
        String(name),
        {
          repository: String(properties['repository']),
          revision: String(properties['revision']),
          values: valuesFor(document, String(name)),
        },
      ];
    }),
  );

/** Parameters that aim at a component, each value at the dotted path of its pointer. */
function valuesFor(document: JsonObject, component: string): JsonObject {
  let values: JsonObject = {};
  for (const parameter of Object.values(objectAt(document, 'spec', 'parameters'))) {
    if (!isJsonObject(parameter) || !Array.isArray(parameter['targets'])) continue;
    for (const target of parameter['targets'])
      if (isJsonObject(target) && aimsAt(target, component) && typeof target['pointer'] === 'string')
        values = placed(values, target['pointer'].split('.'), parameter['value'] ?? null);
  }
  return values;
}

const aimsAt = ({ components }: JsonObject, component: string): boolean =>
  Array.isArray(components) && components.includes(component);

function placed(holder: JsonObject, [first = '', ...rest]: readonly string[], value: JsonValue): JsonObject {
  const below = holder[first];
  return { ...holder, [first]: rest.length === 0 ? value : placed(isJsonObject(below) ? below : {}, rest, value) };
}
