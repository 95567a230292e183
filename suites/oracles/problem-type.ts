import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { type JsonValue, stringifyJson } from '../../simulator/protocol/json.ts';
import {
  PROBLEM_NAMESPACE,
  PROBLEM_STATUS,
  type ProblemCondition,
  problemType,
} from '../../simulator/protocol/problem-types.ts';
import { HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { problemDocument } from './problem-document.ts';

/** A judgement of a type, and the position that it rests on where the texts contradict each other. */
export interface TypeJudgement {
  readonly judgement: Judgement;
  readonly position: 'G-41' | 'G-03' | undefined;
}

/**
 * The type is the registered URI of the condition, or of one of several that fit, character by character (ERR-002). The
 * other published spelling of the namespace rests on G-41, a missing type on G-03.
 */
export function namesCondition(response: WireResponse, ...conditions: readonly ProblemCondition[]): TypeJudgement {
  const { type } = problemDocument(response);
  const misspelt = conditions.some((condition) => type === otherSpelling(condition));
  return {
    judgement: judgeThat(
      conditions.some((condition) => type === problemType(condition)),
      `type ${conditions.map(problemType).join(' or ')}`,
      show(type),
    ),
    position: type === undefined ? 'G-03' : misspelt ? 'G-41' : undefined,
  };
}

/** A type in Margo's namespace is a registered one; a vendor's own stands in the vendor's domain (ERR-006). */
export function keepsToNamespaces(response: WireResponse): TypeJudgement {
  const { type } = problemDocument(response);
  if (typeof type !== 'string' || !isMargos(type)) return { judgement: HOLDS, position: undefined };
  const condition = CONDITIONS.find((known) => type === problemType(known) || type === otherSpelling(known));
  return {
    judgement: judgeThat(
      condition !== undefined && type === problemType(condition),
      "a registered type, or one outside of Margo's namespace",
      show(type),
    ),
    position: condition === undefined ? undefined : 'G-41',
  };
}

/**
 * A condition that nothing is registered for has about:blank, which is also what a missing type means, or a type of the
 * vendor's (ERR-007). A registered type whose own status this is says nothing wrong when it is a general one.
 */
export function isUnregistered(response: WireResponse): Judgement {
  const { type } = problemDocument(response);
  const general = GENERAL.some(
    (condition) => PROBLEM_STATUS[condition] === response.status && type === problemType(condition),
  );
  return judgeThat(
    type === undefined || general || (typeof type === 'string' && !isMargos(type)),
    "type about:blank, or a type outside of Margo's namespace",
    show(type),
  );
}

/** The registry's status for the type is that of the response (ERR-011). */
export function isPairedWithStatus(response: WireResponse): Judgement {
  const { type } = problemDocument(response);
  const condition = CONDITIONS.find((known) => type === problemType(known) || type === otherSpelling(known));
  return judgeThat(
    condition === undefined || PROBLEM_STATUS[condition] === response.status,
    `status ${condition && PROBLEM_STATUS[condition]} for ${condition}`,
    `status ${response.status}`,
  );
}

const CONDITIONS = Object.keys(PROBLEM_STATUS).filter((name): name is ProblemCondition => name in PROBLEM_STATUS);
/** They fit a request on any path. */
const GENERAL: readonly ProblemCondition[] = ['invalid-request', 'not-authorized'];

/** Some published texts have a slash before the fragment (G-41). */
const otherSpelling = (condition: ProblemCondition): string => `${PROBLEM_NAMESPACE}/#${condition}`;

const isMargos = (type: string): boolean => /^https?:\/\/([^/?#]+\.)?margo\.org(:\d+)?([/?#]|$)/i.test(type);

const show = (type: JsonValue | undefined): string => (type === undefined ? 'no type' : `type ${stringifyJson(type)}`);
