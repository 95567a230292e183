/**
 * Dialects: what differs between products that claim the same revision, each difference a facet with a few values. A
 * target file names a base and the facets that differ from it.
 */
export type FacetValue = string | boolean;

/** Every facet of a revision with its legal values. */
export type Facets = Readonly<Record<string, readonly FacetValue[]>>;

/** One value for every facet. */
export type DialectOf<Table extends Facets> = { readonly [Name in keyof Table]: Table[Name][number] };

/** As a target file has it: `base` and facets by name. */
export type DialectEntry = Readonly<Record<string, unknown>>;

/**
 * Puts the entries over their base.
 * @throws TypeError DIALECT_UNKNOWN_FACET, DIALECT_UNKNOWN_VALUE
 */
export function readDialect<Table extends Facets>(
  facets: Table,
  bases: Readonly<Record<string, DialectOf<Table>>>,
  defaultBase: string,
  { base = defaultBase, ...entries }: DialectEntry,
): DialectOf<Table> {
  const chosen = typeof base === 'string' && Object.hasOwn(bases, base) ? bases[base] : undefined;
  if (!chosen) throw unknownValue('base', base, Object.keys(bases));
  for (const [name, value] of Object.entries(entries)) {
    const legal = Object.hasOwn(facets, name) ? facets[name] : undefined;
    if (!legal) throw unknownFacet(name, ['base', ...Object.keys(facets)]);
    if (!legal.some((known) => known === value)) throw unknownValue(name, value, legal);
  }
  const dialect = { ...chosen, ...entries };
  if (!isDialectOf(facets, dialect)) throw new TypeError(`DIALECT_INCOMPLETE: base ${String(base)} lacks a facet`);
  return dialect;
}

const isDialectOf = <Table extends Facets>(facets: Table, value: object): value is DialectOf<Table> =>
  Object.keys(facets).every((name) => Object.hasOwn(value, name));

/** For a revision that all its products speak alike. */
export function refuseDialect(revision: string, entry: DialectEntry): void {
  const [name] = Object.keys(entry);
  if (name !== undefined)
    throw new TypeError(`DIALECT_UNKNOWN_FACET: ${name}; revision ${revision} has no dialects, leave "dialect" out`);
}

const unknownFacet = (name: string, known: readonly string[]): TypeError =>
  new TypeError(`DIALECT_UNKNOWN_FACET: ${name}; facets are ${known.join(', ')}`);

const unknownValue = (name: string, value: unknown, legal: readonly FacetValue[]): TypeError =>
  new TypeError(`DIALECT_UNKNOWN_VALUE: ${name} is ${JSON.stringify(value)}; it may be ${legal.join(', ')}`);
