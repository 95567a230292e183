import { isDeepStrictEqual } from 'node:util';
import { haveOneSupply } from '../harness/session/session.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';

/** Each endpoint has an authorisation of its own. */
export const APART = 'USR-015';

/** A trial at every endpoint that does not share the credentials of the one under test. */
export const otherEndpoints = (trial: Trial): Promise<readonly Trial[]> =>
  Promise.all(trial.session.target.separate.map(({ name }) => trial.elsewhere(name)));

/**
 * Those with an operator of their own: where one control hook stands for both endpoints, nobody can be admitted at one of
 * them alone. Throws `NotEvaluated` where there is none.
 */
export async function separatelyOperated(trial: Trial): Promise<readonly Trial[]> {
  const others = await otherEndpoints(trial);
  const { control } = trial.session.target;
  const own = others.filter(({ session: { target } }) => !isDeepStrictEqual(target.control, control));
  if (own.length > 0) return own;
  const names = others.map(nameOf).join(', ');
  throw new NotEvaluated(
    `one control hook stands for all endpoints, so that nobody can be admitted at one alone: give ${names} a control of their own`,
  );
}

/** Those of them at which one identity can be a client as well. Throws `NotEvaluated` where there is none. */
export function takingTheSame(trial: Trial, others: readonly Trial[]): readonly Trial[] {
  const same = others.filter((there) => takesTheSame(trial, there));
  if (same.length > 0) return same;
  throw new NotEvaluated('no identity can be a client of two endpoints: issuers or ready credentials are not the same');
}

/** Whether an identity of the one endpoint can be a client of the other as well. */
export const takesTheSame = (here: Trial, there: Trial): boolean =>
  haveOneSupply(here.session, there.session) && here.session.target.identity.oauth === null;

export const nameOf = ({ session }: Trial): string => session.target.endpoint.name;
