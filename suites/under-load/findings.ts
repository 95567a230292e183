import type { Level } from '../../reports/model.ts';
import type { Finding } from '../../simulator/fleet/judging/judge.ts';
import type { RevisionId } from '../../simulator/protocol/revision.ts';
import { type Bench, type JudgeOptions, weightOf } from '../harness/bench.ts';
import type { Judgement } from '../oracles/judgement.ts';
import type { Catalogue } from '../requirements/catalogue.ts';

export const NOTHING: readonly Finding[] = [];

/** A rule as it weighs in the revision, and how often it was judged. */
interface Rule {
  /** Null where it is not in force. */
  readonly level: Level | null;
  judged: number;
}

/**
 * Collects what is broken in one exchange: a MUST fails, a SHOULD and what rests on an unsettled position warns, and
 * anything weaker is nothing to report. The first word on a requirement counts, as it does in a check.
 */
export class Findings implements Bench {
  readonly #catalogue: Catalogue;
  readonly #revision: RevisionId;
  readonly #rules = new Map<string, Rule>();
  #found: Finding[] = [];

  constructor(catalogue: Catalogue, revision: RevisionId) {
    this.#catalogue = catalogue;
    this.#revision = revision;
  }

  judge(requirement: string, judgement: Judgement, { position }: JudgeOptions = {}): void {
    const rule = this.#rule(requirement);
    if (rule.level === null) return;
    rule.judged += 1;
    if (judgement.ok) return;
    const weight = weightOf(this.#catalogue, { level: rule.level }, position);
    if (weight !== 'MUST' && weight !== 'SHOULD') return;
    if (this.#found.some((one) => one.requirement === requirement)) return;
    const { expected, received } = judgement;
    const severity = weight === 'MUST' ? 'fail' : 'warn';
    this.#found.push({ requirement, severity, position: position ?? null, expected, received });
  }

  /** What has been found since it was last asked for. */
  take(): readonly Finding[] {
    if (this.#found.length === 0) return NOTHING;
    const found = this.#found;
    this.#found = [];
    return found;
  }

  /** How often each rule in force was judged, whatever came of it. */
  judged(): readonly (readonly [requirement: string, count: number])[] {
    return Array.from(this.#rules, ([id, { judged }]) => [id, judged] as const).filter(([, count]) => count > 0);
  }

  /** For what was judged many times over without a word. */
  count(requirements: readonly string[], times: number): void {
    for (const requirement of requirements) {
      const rule = this.#rule(requirement);
      if (rule.level !== null) rule.judged += times;
    }
  }

  #rule(requirement: string): Rule {
    const known = this.#rules.get(requirement);
    if (known) return known;
    const rule = { level: this.#catalogue.requirementIn(this.#revision, requirement)?.level ?? null, judged: 0 };
    this.#rules.set(requirement, rule);
    return rule;
  }
}
