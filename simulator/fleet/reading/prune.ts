import type { Mistake } from './mistake.ts';

/** A document without what is wrong in it, so that the rest can be looked at: members that are absent have defaults. */
export function pruned(document: unknown, mistakes: readonly Mistake[]): unknown {
  const copy: unknown = structuredClone(document);
  for (const { path, key } of mistakes) remove(copy, key === undefined ? path : [...path, key]);
  return copy;
}

function remove(document: unknown, path: readonly string[]): void {
  const [name, ...rest] = path;
  if (name === undefined || typeof document !== 'object' || document === null) return;
  const inner: unknown = Reflect.get(document, name);
  // A list without one of its values is another list.
  if (rest.length === 0 || Array.isArray(inner)) Reflect.deleteProperty(document, name);
  else remove(inner, rest);
}
