import type { Exchange } from '../../simulator/protocol/exchange.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { leadsIn, staysAt } from '../oracles/leads-elsewhere.ts';
import { APART } from './other-endpoints.ts';

export const urlOf = ({ origin, request }: Exchange): URL => new URL(request.path, origin);

/** Judges that no answer of these leads to an endpoint that is apart from the one under test. */
export function judgeLeads(trial: Trial, exchanges: readonly Exchange[]): void {
  const { target, revision } = trial.session;
  for (const exchange of exchanges) {
    if (exchange.outcome.kind === 'failure') continue;
    for (const lead of leadsIn(exchange.outcome.response, revision.onboarding)) {
      const around = { requested: urlOf(exchange), endpoint: target.endpoint, apart: target.separate };
      trial.judge(APART, staysAt(lead, around));
    }
  }
}

/** Judges what has been sent also where a life does not come about, since having been led away may be why. */
export async function living(life: Promise<void>, judge: () => void): Promise<void> {
  const hindrance = await life.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (hindrance === undefined || hindrance instanceof NotEvaluated) judge();
  if (hindrance !== undefined) throw hindrance;
}
