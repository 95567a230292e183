import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/json.ts';

/** How the key of an expression finds its value; undefined where there is none. */
export type Resolver = (root: JsonValue, key: string) => JsonValue | undefined;

/** A property key is a pointer of RFC 6901, relative to `properties` or, inside a list, to the element (MAT-005). */
export const byPointer: Resolver = (root, pointer) => {
  if (pointer === '') return root;
  if (!pointer.startsWith('/')) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<JsonValue | undefined>(step, root);
};

/** A label key is the exact key, slashes included (MAT-005). */
export const byLabel: Resolver = (root, key) => (isJsonObject(root) ? own(root, key) : undefined);

function step(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^(0|[1-9]\d*)$/.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) ? own(value, token) : undefined;
}

const own = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;
