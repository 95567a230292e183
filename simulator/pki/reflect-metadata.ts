/**
 * The three functions of the Reflect metadata proposal that `@peculiar/x509`'s injection container calls while it
 * loads. Import this before the library. A complete polyfill that is already there is left alone.
 */
type Metadata = Map<unknown, unknown>;

if (!('getMetadata' in Reflect)) {
  const own = new WeakMap<object, Metadata>();
  const getOwnMetadata = (key: unknown, target: object): unknown => own.get(target)?.get(key);
  const getMetadata = (key: unknown, target: object): unknown => {
    for (let at: object | null = target; at !== null; at = Reflect.getPrototypeOf(at)) {
      const found = getOwnMetadata(key, at);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const defineMetadata = (key: unknown, value: unknown, target: object): void => {
    const of: Metadata = own.get(target) ?? new Map();
    own.set(target, of.set(key, value));
  };
  Object.assign(Reflect, { getOwnMetadata, getMetadata, defineMetadata });
}
