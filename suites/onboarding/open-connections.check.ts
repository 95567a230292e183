import { check } from '../harness/check.ts';
import { rawOptions, readOn } from '../harness/probe/present.ts';
import { RawConnection } from '../harness/probe/raw-connection.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { soundTwin } from '../identity/kinds.ts';
import { notServed, served } from '../oracles/reception.ts';

const needs = { verbs: ['admit', 'retire'] } as const;

check(
  {
    id: 'onboarding/retirement-reaches-open-connections',
    title: 'A client that was retired is denied on the connection that it has open, too',
    requirements: ['WIP-012', 'TLS-006', 'WIP-014'],
    needs,
  },
  async (trial) => {
    const client = await soundTwin(trial);
    const { credential } = client.identity;
    using connection = await RawConnection.open(rawOptions(trial, { actor: client.id, credential }));
    const before = served(await readOn(connection), 'an accepted client');
    if (!before.ok) throw new NotEvaluated(`the accepted client was not served on its connection: ${before.received}`);
    await client.retire();
    const denied = await eventually(trial.session.target.timeouts.settle, async () =>
      notServed(await readOn(connection), 'a retired client on the connection that it had open'),
    );
    for (const requirement of ['TLS-006', 'WIP-014', 'WIP-012']) trial.judge(requirement, denied);
  },
);

check(
  {
    id: 'onboarding/retirement-reaches-resumed-sessions',
    title: 'A client that was retired gains nothing from resuming a TLS session of better days',
    requirements: ['WIP-012'],
    needs,
  },
  async (trial) => {
    const client = await soundTwin(trial);
    const { credential } = client.identity;
    const options = rawOptions(trial, { actor: client.id, credential });
    using first = await RawConnection.open(options);
    await readOn(first);
    const { session } = first;
    if (!session) throw new NotApplicable('the WFM gives no session to resume');
    await client.retire();
    await trial.judgeEventually('WIP-012', async () => {
      using resumed = await RawConnection.open({ ...options, tls: { session } });
      return notServed(await readOn(resumed), 'a retired client on a resumed session');
    });
  },
);
