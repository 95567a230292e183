/** What the action throws, which has to be an error of this class. */
export function capture<E extends Error>(type: abstract new (...parameters: never) => E, action: () => unknown): E {
  try {
    action();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new Error(`no ${type.name} was thrown`);
}
