import type { Effort } from '../../reports/model.ts';
import { check } from '../harness/check.ts';
import type { Kind } from './commands/sequences.ts';
import { judgeSequences } from './run-sequences.ts';
import { inMemory } from './surround.ts';

/** Which rules a sequence is held to, on the way from the operator to what runs and back into the database. */
export const CHAIN = ['DSM-001', 'DSM-007', 'DEP-002', 'DEP-004', 'DEP-013', 'STA-003', 'USR-002', 'USR-011'] as const;

const RUNS: Readonly<Record<Effort, number>> = { quick: 3, standard: 12, thorough: 60 };
const BUDGET_MS: Readonly<Record<Effort, number>> = { quick: 20_000, standard: 60_000, thorough: 300_000 };
const needs = { verbs: ['assign', 'update', 'withdraw', 'observe'] } as const;

const OPERATOR: readonly [Kind, ...Kind[]] = [
  'assign-any',
  'update',
  'update',
  'revise-first',
  'revise-last',
  'withdraw',
  'reassign',
];

check(
  {
    id: 'end-to-end/operator-changes',
    title: 'Whatever the operator changes, in any order, is what runs on the devices, and the database says so',
    requirements: CHAIN,
    needs,
  },
  (trial) =>
    judgeSequences(trial, { kinds: [...OPERATOR, 'poll'], surround: inMemory(trial), runs: RUNS, budgetMs: BUDGET_MS }),
);

check(
  {
    id: 'end-to-end/interrupted-devices',
    title: 'Devices that are cut off, lose power or their memory come to run what is wanted, and the database follows',
    requirements: CHAIN,
    needs,
  },
  (trial) =>
    judgeSequences(trial, {
      kinds: [...OPERATOR, 'offline', 'offline', 'online', 'crash', 'crash', 'restart', 'restart'],
      surround: inMemory(trial),
      runs: RUNS,
      budgetMs: BUDGET_MS,
    }),
);

check(
  {
    id: 'end-to-end/registry-outages',
    title: 'A registry that goes away and comes back fails deployments with a cause, and later ones run',
    requirements: CHAIN,
    needs,
  },
  (trial) =>
    judgeSequences(trial, {
      kinds: [...OPERATOR, 'outage', 'outage', 'recovery', 'restart'],
      surround: inMemory(trial),
      runs: RUNS,
      budgetMs: BUDGET_MS,
    }),
);

check(
  {
    id: 'end-to-end/wfm-restarts',
    title: 'A WFM that is stopped and started between any two steps goes on where it was',
    requirements: [...CHAIN, 'USR-006'],
    needs: { verbs: [...needs.verbs, 'restart'] },
    exclusive: true,
  },
  (trial) =>
    judgeSequences(trial, {
      kinds: [...OPERATOR, 'restart-wfm', 'restart-wfm', 'restart-wfm', 'offline', 'online'],
      surround: inMemory(trial),
      runs: { quick: 2, standard: 6, thorough: 30 },
      budgetMs: BUDGET_MS,
    }),
);
