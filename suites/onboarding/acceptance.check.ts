import { check } from '../harness/check.ts';
import { present } from '../harness/probe/present.ts';
import type { Trial } from '../harness/trial.ts';
import { requireServed, soundTwin } from '../identity/kinds.ts';
import { isServed, notServed } from '../oracles/reception.ts';

check(
  {
    id: 'onboarding/acceptance-is-of-one-client',
    title: 'Where clients are accepted one by one, accepting one lets in no other, however similar its id is',
    requirements: ['WIP-012'],
    needs: { verbs: ['admit'], issuer: true },
  },
  async (trial) => {
    const twin = await soundTwin(trial);
    const { id } = twin;
    if (isServed(await presentUnaccepted(trial, trial.newClientId()))) {
      trial.observe('a client of the namespace is served before the operator accepts it (WIP-013 allows that)');
      return;
    }
    for (const similar of [`${id}x`, `${id}.1`, id.slice(0, -1), id.toUpperCase(), `x${id}`])
      trial.judge(
        'WIP-012',
        notServed(await presentUnaccepted(trial, similar), `${similar}, where ${id} is accepted,`),
      );
    await requireServed(trial, twin);
  },
);

async function presentUnaccepted(trial: Trial, id: string) {
  const { credential } = await trial.session.identities.take(id);
  return present(trial, { actor: `not accepted ${id}`, credential });
}
