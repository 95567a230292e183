import type { DialectOf } from '../dialect.ts';

/** Where the text of 2024 contradicts itself, and products had to choose; each facet is described in README.md. */
export const PRE_DRAFT_FACETS = {
  stateCase: ['pascal', 'lower'],
  capabilitiesKind: ['DeviceCapabilities', 'DeviceCapability'],
  quantities: ['integers', 'text'],
  certificateEncoding: ['pem', 'der'],
} as const;

export type PreDraftDialect = DialectOf<typeof PRE_DRAFT_FACETS>;

const TABLES: PreDraftDialect = {
  stateCase: 'pascal',
  capabilitiesKind: 'DeviceCapabilities',
  quantities: 'integers',
  certificateEncoding: 'pem',
};

const EXAMPLES: PreDraftDialect = {
  ...TABLES,
  stateCase: 'lower',
  capabilitiesKind: 'DeviceCapability',
  quantities: 'text',
};

/** What the attribute tables of the text say, and what its examples show. */
export const PRE_DRAFT_BASES: Readonly<Record<'tables' | 'examples', PreDraftDialect>> = {
  tables: TABLES,
  examples: EXAMPLES,
};

export const DEFAULT_PRE_DRAFT_BASE = 'tables';
