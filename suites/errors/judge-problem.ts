import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { ProblemCondition } from '../../simulator/protocol/problem-types.ts';
import type { Bench } from '../harness/bench.ts';
import { listsFieldErrors } from '../oracles/problem-condition.ts';
import {
  extensionsAreWellNamed,
  hasRequiredMembers,
  isProblemDocument,
  repeatsStatus,
} from '../oracles/problem-document.ts';
import {
  isPairedWithStatus,
  isUnregistered,
  keepsToNamespaces,
  namesCondition,
  type TypeJudgement,
} from '../oracles/problem-type.ts';
import { doesNotInviteRepetition, forbidsRepetition } from '../oracles/retry-advice.ts';

/** What every problem document of a final error is held to. */
const RULES = ['ERR-001', 'ERR-003', 'ERR-006', 'ERR-010', 'ERR-013', 'RTY-003'] as const;

/** Requirements of a check about a registered condition; with 422 among its answers also `ERR-009`. */
export const REGISTERED: readonly [string, ...string[]] = ['ERR-002', 'ERR-011', ...RULES];
/** Requirements of a check about a condition that no type is registered for. */
export const UNREGISTERED: readonly [string, ...string[]] = ['ERR-007', ...RULES];
/** Requirements of a check about a condition for which the texts leave the type open. */
export const OPEN: readonly [string, ...string[]] = RULES;

/** Judges the problem document of a registered condition, or of one of several that fit. */
export function judgeRegistered(
  bench: Bench,
  response: WireResponse,
  ...conditions: readonly ProblemCondition[]
): void {
  bench.judge('ERR-001', isProblemDocument(response));
  const named = namesCondition(response, ...conditions);
  // The prose names a type for a denial that the registry does not have.
  if (conditions.includes('not-authorized')) bench.judge('ERR-002', named.judgement, { position: 'G-02' });
  else judgeType(bench, 'ERR-002', named);
  bench.judge('ERR-011', isPairedWithStatus(response));
  if (response.status === 422) bench.judge('ERR-009', listsFieldErrors(response));
  judgeCommon(bench, response);
}

/**
 * Judges the answer to a request that is no operation of the interface. Whether the rules reach so far is open (G-61):
 * one that is no problem document warns, and says nothing more that could be judged.
 */
export function judgeUnregistered(bench: Bench, response: WireResponse): void {
  const judgement = isProblemDocument(response);
  bench.judge('ERR-001', judgement, { position: 'G-61' });
  if (!judgement.ok) return;
  bench.judge('ERR-007', isUnregistered(response));
  judgeCommon(bench, response);
}

/** Judges a problem document whose type may be any that is one. */
export function judgeOpen(bench: Bench, response: WireResponse): void {
  bench.judge('ERR-001', isProblemDocument(response));
  judgeCommon(bench, response);
}

function judgeCommon(bench: Bench, response: WireResponse): void {
  judgeType(bench, 'ERR-006', keepsToNamespaces(response));
  bench.judge('RTY-003', doesNotInviteRepetition(response));
  bench.judge('RTY-003', forbidsRepetition(response), { position: 'G-40' });
  bench.judge('ERR-003', hasRequiredMembers(response), { position: 'G-03' });
  bench.judge('ERR-010', repeatsStatus(response));
  bench.judge('ERR-013', extensionsAreWellNamed(response));
}

const judgeType = (bench: Bench, requirement: string, { judgement, position }: TypeJudgement): void =>
  bench.judge(requirement, judgement, position === undefined ? {} : { position });
