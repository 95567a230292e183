/** What an oracle says about one rule: it holds, or what the clause allows and what came instead. */
export type Judgement =
  | { readonly ok: true }
  | { readonly ok: false; readonly expected: string; readonly received: string };

export const HOLDS: Judgement = { ok: true };

/** Broken, in words for a person: the legal outcomes, and what was received. */
export const broken = (expected: string, received: string): Judgement => ({ ok: false, expected, received });

export const judgeThat = (holds: boolean, expected: string, received: string): Judgement =>
  holds ? HOLDS : broken(expected, received);

/** The first that is broken, or that all hold. */
export const all = (...judgements: readonly Judgement[]): Judgement =>
  judgements.find((judgement) => !judgement.ok) ?? HOLDS;

/** The same judgement, saying what it is about. */
export const about = (what: string, judgement: Judgement): Judgement =>
  judgement.ok ? judgement : broken(`${what}: ${judgement.expected}`, judgement.received);
