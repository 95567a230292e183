import { isJsonObject, type JsonObject, type JsonValue } from '../../simulator/protocol/json.ts';
import { componentsOf, objectAt, show } from './deployment/members.ts';
import { broken, HOLDS, type Judgement } from './judgement.ts';

/** Words of names under which somebody would write a credential down. */
const SECRET_WORD =
  /^(pass|passwd|password|secret|token|credentials?|auths?|authorization|dockercfg|dockerconfig(json)?)$/i;
/** A name that ends so says where something is, or what it is called: it holds no credential. */
const REFERENCE_WORD = /^(name|ref|reference|id|uri|url|realm|type|mode|server|provider|enabled|required)$/i;

/** `registryPassword`, `registry_password` and `REGISTRY-PASSWORD` have the same words; `author` is one of its own. */
function namesSecret(name: string): boolean {
  const words = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
  return words.some((word) => SECRET_WORD.test(word)) && !REFERENCE_WORD.test(words.at(-1) ?? '');
}

/**
 * A deployment has no credential of a registry: none in the address of a component, and none beside it in the component
 * or its properties (USR-012). What the operator put into parameters is his own.
 */
export function withoutCredentials(document: JsonObject): Judgement {
  for (const component of componentsOf(document)) {
    const properties = objectAt(component, 'properties');
    const address = properties['repository'];
    if (typeof address === 'string' && /^[a-z]+:\/\/[^/]*@/i.test(address))
      return broken('an address without a user or a password', show(address.replace(/\/\/[^/]*@/, '//…@')));
    const secret = secretIn(component, '');
    if (secret) return broken('a component without a credential', `a member ${secret}`);
  }
  return HOLDS;
}

function secretIn(value: JsonValue, path: string): string | undefined {
  if (Array.isArray(value)) return first(value.map((item: JsonValue, index) => secretIn(item, `${path}/${index}`)));
  if (!isJsonObject(value)) return undefined;
  return first(
    Object.entries(value).map(([name, inner]) =>
      namesSecret(name) && inner !== null && inner !== '' && typeof inner !== 'boolean'
        ? `${path}/${name}`
        : secretIn(inner, `${path}/${name}`),
    ),
  );
}

const first = (found: readonly (string | undefined)[]): string | undefined => found.find((each) => each !== undefined);
