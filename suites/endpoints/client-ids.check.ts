import { check } from '../harness/check.ts';
import { clientIdOf } from '../signatures/client-id.ts';
import { APART, nameOf, otherEndpoints, takingTheSame } from './other-endpoints.ts';
import { requireServed, resident, residentAtBoth } from './residents.ts';
import { keepingWhatWasSeen } from './seen.ts';
import { judgeVisit, type Visitor } from './visits.ts';

check(
  {
    id: 'endpoints/client-id-is-not-accepted-elsewhere',
    title: 'A client id that one endpoint has handed out stands for nobody at another, whoever signs',
    requirements: [APART],
    needs: { otherEndpoint: true, caller: 'message-signature', verbs: ['admit'] },
  },
  keepingWhatWasSeen(async (trial) => {
    for (const there of await otherEndpoints(trial)) {
      const own = await resident(trial);
      const native = await resident(there);
      const clientId = clientIdOf(own.client);
      const under = (who: string, { client: { identity } }: typeof own): Visitor => ({
        who: `${who} under a client id of ${nameOf(trial)}`,
        identity,
        enrolment: { kind: 'client-id', clientId },
      });
      await judgeVisit(trial, there, under('the client that it was given to,', own));
      await judgeVisit(trial, there, under(`a client of ${nameOf(there)}`, native));
      await requireServed(native);
      await requireServed(own);
    }
  }),
);

check(
  {
    id: 'endpoints/client-id-is-of-one-endpoint',
    title: 'A client of two endpoints has a client id at each, and goes at neither by that of the other',
    requirements: [APART],
    needs: { otherEndpoint: true, caller: 'message-signature', verbs: ['admit'] },
  },
  keepingWhatWasSeen(async (trial) => {
    for (const there of takingTheSame(trial, await otherEndpoints(trial))) {
      const [here, away] = await residentAtBoth(trial, there);
      // Ids that follow from the certificate alone are the same, and that of each endpoint all the same.
      if (clientIdOf(here.client) === clientIdOf(away.client)) continue;
      for (const [from, to] of [
        [here, away],
        [away, here],
      ] as const) {
        const { identity, enrolment } = from.client;
        const who = `a client of both endpoints under its client id of ${nameOf(from.trial)}`;
        await judgeVisit(trial, to.trial, { who, identity, enrolment });
        await requireServed(to);
      }
    }
  }),
);
