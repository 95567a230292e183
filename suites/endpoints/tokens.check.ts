import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { oauthOf, repositoryOf, requireOpen, staysShut } from './handed-out.ts';
import { APART, nameOf, otherEndpoints, takesTheSame } from './other-endpoints.ts';
import { type Resident, requireServed, resident, residentAtBoth } from './residents.ts';
import { keepingWhatWasSeen } from './seen.ts';
import { judgeVisit } from './visits.ts';

const needs = { otherEndpoint: true, caller: 'bearer-token', verbs: ['admit'] } as const;

interface Pair {
  readonly there: Trial;
  /** A client of the endpoint under test, and one of the other endpoint. */
  readonly own: Resident;
  readonly native: Resident;
  readonly who: string;
}

/** Two clients, one at each endpoint; then one client that was taken in at both. */
async function* pairs(trial: Trial): AsyncGenerator<Pair> {
  for (const there of await otherEndpoints(trial)) {
    const who = `a client of ${nameOf(trial)}`;
    yield { there, own: await resident(trial), native: await resident(there), who };
    if (!takesTheSame(trial, there)) continue;
    const [own, native] = await residentAtBoth(trial, there);
    yield { there, own, native, who: 'a client of both endpoints' };
  }
}

check(
  {
    id: 'endpoints/access-token-is-not-accepted-elsewhere',
    title: 'An access token that one endpoint has granted opens nothing at another',
    requirements: [APART],
    needs,
  },
  keepingWhatWasSeen(async (trial) => {
    for await (const { there, own, native, who } of pairs(trial)) {
      const { identity, enrolment } = own.client;
      await judgeVisit(trial, there, { who: `${who}, with a token of ${nameOf(trial)}`, identity, enrolment });
      await requireServed(native);
      await requireServed(own);
    }
  }),
);

check(
  {
    id: 'endpoints/client-secret-is-not-accepted-elsewhere',
    title: 'With the client secret of one endpoint, the token endpoint of another grants nothing that opens it',
    requirements: [APART],
    needs,
  },
  keepingWhatWasSeen(async (trial) => {
    let asked = 0;
    for await (const { there, own, native, who } of pairs(trial)) {
      const { identity } = own.client;
      const [given, theirs] = [oauthOf(own.client), oauthOf(native.client)];
      // Several endpoints may have one token endpoint: what its tokens open is judged by another check.
      if (given.tokenUrl === theirs.tokenUrl) continue;
      asked += 1;
      const enrolment = { ...given, tokenUrl: theirs.tokenUrl };
      await judgeVisit(trial, there, { who: `${who}, with a client secret of ${nameOf(trial)}`, identity, enrolment });
      await requireServed(native);
      await requireServed(own);
    }
    if (asked === 0) throw new NotApplicable('all endpoints have the same token endpoint');
  }),
);

check(
  {
    id: 'endpoints/repository-token-is-not-accepted-elsewhere',
    title: 'The token of a repository that one endpoint has handed out opens no repository of another',
    requirements: [APART],
    needs: { ...needs, desiredState: 'repository' },
  },
  keepingWhatWasSeen(async (trial) => {
    let asked = 0;
    for await (const { there, own, native, who } of pairs(trial)) {
      const { token } = repositoryOf(own.client);
      const { url } = repositoryOf(native.client);
      if (url === repositoryOf(own.client).url) continue;
      asked += 1;
      await requireOpen(native.client);
      const what = `a repository of ${nameOf(there)} and ${who}, with a token of ${nameOf(trial)}`;
      trial.judge(APART, about(what, await staysShut(there, { url, token })));
      await requireOpen(native.client);
      await requireOpen(own.client);
    }
    if (asked === 0) throw new NotApplicable('all endpoints hand out the same repository');
  }),
);
