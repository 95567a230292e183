import type { Effort } from '../../reports/model.ts';
import type { ControlVerb } from '../harness/control/contract.ts';
import type { Kind } from './commands/sequences.ts';

/** What a kind of sequence is about, and how many of them are played. */
export interface Theme {
  /** Last part of the check's id. */
  readonly name: string;
  readonly title: string;
  readonly kinds: readonly [Kind, ...Kind[]];
  readonly requirements: readonly [string, ...string[]];
  readonly verbs: readonly ControlVerb[];
  readonly exclusive: boolean;
  readonly inMemory: Runs;
  /** Where workloads really run, which takes longer. */
  readonly onCluster: Runs;
  /** With Compose instead of Helm; absent where the cluster tells enough. */
  readonly onEngine?: Runs;
}

export type Runs = Readonly<Record<Effort, number>>;

/** The rules that a sequence is held to, on the way from the operator to what runs and back into the database. */
export const CHAIN = [
  'DSM-001',
  'DSM-000',
  'DSM-007',
  'WFL-007',
  'DEP-002',
  'DEP-004',
  'DEP-013',
  'STA-003',
  'USR-002',
  'USR-011',
] as const;

const VERBS: readonly ControlVerb[] = ['assign', 'update', 'withdraw', 'observe'];

/** Often several deployments at once: much goes wrong only between them. */
const OPERATOR: readonly [Kind, ...Kind[]] = [
  'assign-any',
  'assign-any',
  'assign-any',
  'update',
  'update',
  'revise-first',
  'revise-last',
  'withdraw',
  'reassign',
];

const common = { requirements: CHAIN, verbs: VERBS, exclusive: false } as const;

export const THEMES: readonly Theme[] = [
  {
    ...common,
    name: 'operator-changes',
    title: 'Whatever the operator changes, in any order, is what runs on the devices, and the database says so',
    kinds: [...OPERATOR, 'poll'],
    inMemory: { quick: 3, standard: 15, thorough: 80 },
    onCluster: { quick: 1, standard: 6, thorough: 60 },
    onEngine: { quick: 1, standard: 3, thorough: 20 },
  },
  {
    ...common,
    name: 'interrupted-devices',
    title: 'Devices that are cut off, lose power or their memory come to run what is wanted, and the database follows',
    kinds: [...OPERATOR, 'offline', 'offline', 'online', 'crash', 'crash', 'restart', 'restart'],
    inMemory: { quick: 3, standard: 15, thorough: 80 },
    onCluster: { quick: 1, standard: 6, thorough: 60 },
    onEngine: { quick: 1, standard: 3, thorough: 20 },
  },
  {
    ...common,
    name: 'registry-outages',
    title: 'A registry that goes away fails deployments with a cause and leaves what runs alone; later ones run',
    kinds: [...OPERATOR, 'outage', 'outage', 'recovery', 'restart'],
    inMemory: { quick: 2, standard: 10, thorough: 60 },
    onCluster: { quick: 1, standard: 4, thorough: 40 },
  },
  {
    ...common,
    name: 'wfm-restarts',
    title: 'A WFM that is stopped and started between any two steps goes on where it was',
    kinds: [...OPERATOR, 'restart-wfm', 'restart-wfm', 'restart-wfm', 'offline', 'online'],
    requirements: [...CHAIN, 'USR-006'],
    verbs: [...VERBS, 'restart'],
    exclusive: true,
    inMemory: { quick: 1, standard: 5, thorough: 30 },
    onCluster: { quick: 1, standard: 2, thorough: 10 },
  },
];

/** Only where something really runs can it break down. */
export const BREAK_DOWNS: Theme = {
  ...common,
  name: 'broken-workloads',
  title: 'Workloads that break down come back as they were, and the database keeps saying what runs',
  kinds: [...OPERATOR, 'break-down', 'break-down', 'break-down', 'break-down'],
  inMemory: { quick: 0, standard: 0, thorough: 0 },
  onCluster: { quick: 1, standard: 4, thorough: 40 },
};
