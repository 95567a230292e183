import { check } from '../harness/check.ts';
import { about } from '../oracles/judgement.ts';
import { isServed, refused } from '../oracles/reception.ts';
import { accepts } from '../oracles/status-code.ts';
import { knock } from './knocking.ts';
import { APART, nameOf, separatelyOperated, takesTheSame, takingTheSame } from './other-endpoints.ts';
import { report, requireServed, resident, residentAtBoth, retired } from './residents.ts';
import { keepingWhatWasSeen } from './seen.ts';
import { judgeVisit, requireClosedDoor } from './visits.ts';

check(
  {
    id: 'endpoints/identity-is-not-accepted-elsewhere',
    title: 'A client is refused at every endpoint but its own, whatever it was given there',
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit'] },
  },
  keepingWhatWasSeen(async (trial) => {
    const others = await separatelyOperated(trial);
    const own = await resident(trial);
    for (const there of others) {
      const native = await resident(there);
      const { identity, enrolment } = own.client;
      await judgeVisit(trial, there, { who: `a client of ${nameOf(trial)}`, identity, enrolment });
      await requireServed(native);
    }
    await requireServed(own);
  }),
);

check(
  {
    id: 'endpoints/admission-is-not-shared',
    title: 'A client that was admitted at one endpoint is let in at another only when it was admitted there, too',
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit'] },
  },
  keepingWhatWasSeen(async (trial) => {
    for (const there of await separatelyOperated(trial)) {
      const { client } = await resident(trial);
      // Its admission was later, and has arrived: that of the other would have, too.
      await resident(there);
      await trial.quiet();
      const reception = await knock(there, client.identity);
      if (isServed(reception)) await requireClosedDoor(trial, there);
      trial.judge(
        APART,
        refused(reception, `a client that was admitted at ${nameOf(trial)} only, at ${nameOf(there)},`),
      );
      if (takesTheSame(trial, there)) await resident(there, await there.client({ identity: client.identity }));
    }
  }),
);

check(
  {
    id: 'endpoints/retirement-is-not-shared',
    title: 'A client that was retired at one endpoint is still served at another that has admitted it',
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit', 'retire'] },
  },
  keepingWhatWasSeen(async (trial) => {
    for (const there of takingTheSame(trial, await separatelyOperated(trial))) {
      for (const [first, second] of [
        [trial, there],
        [there, trial],
      ] as const) {
        const [goes, stays] = await residentAtBoth(first, second);
        await retired(goes);
        await trial.quiet();
        const what = `a report at ${nameOf(second)} of a client that was retired at ${nameOf(first)}`;
        trial.judge(APART, about(what, accepts(trial.answer(await report(stays)))));
      }
    }
  }),
);
