/** An object as the Kubernetes API knows it: a JSON object of which nothing more is promised. */
export type KubeObject = { readonly [member: string]: unknown };

export const isKubeObject = (value: unknown): value is KubeObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at the end of a path of members and indices; `undefined` where any of them is missing. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof step === 'number') at = Array.isArray(at) ? at[step] : undefined;
    else at = isKubeObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
  }
  return at;
}

/** {@link valueAt}, where it is text; otherwise empty. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** {@link valueAt}, where it is an array; otherwise empty. */
export function itemsAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** `metadata.name`. */
export const nameOf = (object: KubeObject): string => textAt(object, 'metadata', 'name');
