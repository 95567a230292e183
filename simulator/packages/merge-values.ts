/** Values of a chart: JSON. */
export type Values = Readonly<Record<string, unknown>>;

export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Puts values over others as Helm does: mappings are merged, everything else is replaced. */
export function mergeValues(under: Values, over: Values): Values {
  const merged = Object.entries(over).map(([name, value]) => {
    const below = Object.hasOwn(under, name) ? under[name] : undefined;
    return [name, isValues(below) && isValues(value) ? mergeValues(below, value) : value] as const;
  });
  return Object.fromEntries([...Object.entries(under), ...merged]);
}
