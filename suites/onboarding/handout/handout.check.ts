import type { OAuthEnrolment } from '../../../simulator/protocol/revision.ts';
import { askToken, isToken, tokenForm, WAYS } from '../../authorization/token-endpoint.ts';
import { isReadable, lookWith } from '../../config-repository/looking.ts';
import { plainHost } from '../../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../../harness/arbitraries/deployments.ts';
import { check } from '../../harness/check.ts';
import type { TrialClient } from '../../harness/client.ts';
import type { JudgeOptions, Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { areDistinct, hasRepository, usesTls } from '../../oracles/handout.ts';
import { about, broken, HOLDS, judgeThat } from '../../oracles/judgement.ts';
import { accepts, isAccepted } from '../../oracles/status-code.ts';
import { askFor } from '../onboarding-call.ts';
import { answerTo, applicant, clientWith, handedOut, requireCall, takenIn } from './asking.ts';

const needs = { caller: 'bearer-token' } as const;
const UNDEFINED = { position: 'G-88' } as const;

check(
  {
    id: 'onboarding/hands-out-credentials-and-repository',
    title: 'Onboarding hands out client id, client secret and token URL, and the URL of a repository with its token',
    requirements: ['ONB-003', 'GEN-001'],
    needs,
  },
  async (trial) => {
    const client = await applicant(trial);
    const answer = await answerTo(trial, client, 'GEN-001');
    trial.judge('GEN-001', about('the onboarding call', accepts(answer)), UNDEFINED);
    if (!isAccepted(answer)) return;
    const given = handedOut(trial, answer);
    trial.judge(
      'ONB-003',
      'wrong' in given ? broken('client id, secret, token URL and repository', given.wrong) : HOLDS,
      UNDEFINED,
    );
    if ('wrong' in given) return;
    trial.judge('ONB-003', hasRepository(given), UNDEFINED);
    trial.judge('ONB-003', usesTls(given), UNDEFINED);
  },
);

/** Judges that what was handed out gets a token that opens, and that git reads the repository with it. */
async function judgeWorks(
  trial: Trial,
  client: TrialClient,
  given: OAuthEnrolment,
  when: string,
  options?: JudgeOptions,
): Promise<void> {
  const holder = await clientWith(trial, client, given);
  const answers = [];
  for (const way of WAYS) answers.push(trial.answer(await askToken(trial, holder, tokenForm(given, way)), 'ONB-003'));
  const works = judgeThat(answers.some(isToken), 'a token', `status ${answers.map(({ status }) => status).join(', ')}`);
  trial.judge('ONB-003', about(`for the client id and secret ${when}`, works), options);
  const { repository } = given;
  if (!repository) throw new NotEvaluated('no repository is handed out');
  await trial.judgeEventually(
    'ONB-003',
    async () => about(`the repository ${when}`, isReadable(await lookWith(trial, repository))),
    options,
  );
}

check(
  {
    id: 'onboarding/what-is-handed-out-works',
    title: 'The client id and secret that are handed out get a token, and git reads the repository with its token',
    requirements: ['ONB-003'],
    needs,
  },
  async (trial) => {
    const client = await applicant(trial);
    await judgeWorks(trial, client, await takenIn(trial, client), 'that were handed out');
  },
);

const CLIENTS = 4;

check(
  {
    id: 'onboarding/hands-out-to-each-its-own',
    title: 'Clients that are taken in at the same time are each given an id, a secret and a repository of their own',
    requirements: ['ONB-003', 'USR-016'],
    needs,
  },
  async (trial) => {
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => applicant(trial)));
    const given = await Promise.all(clients.map((client) => takenIn(trial, client)));
    const repositories = given.flatMap(({ repository }) => (repository ? [repository] : []));
    const of = (read: (enrolment: OAuthEnrolment) => string): readonly string[] => given.map(read);
    trial.judge(
      'ONB-003',
      areDistinct(
        'client id',
        of(({ clientId }) => clientId),
      ),
    );
    trial.judge(
      'USR-016',
      areDistinct(
        'client secret',
        of(({ clientSecret }) => clientSecret),
      ),
      { position: 'G-85' },
    );
    const position = { position: 'G-90' };
    trial.judge(
      'USR-016',
      areDistinct(
        'repository',
        repositories.map(({ url }) => url),
      ),
      position,
    );
    trial.judge(
      'USR-016',
      areDistinct(
        'repository token',
        repositories.map(({ token }) => token),
      ),
      position,
    );
    for (const [index, client] of clients.entries()) {
      const own = given[index];
      if (own) await judgeWorks(trial, client, own, 'of clients that were taken in at once');
    }
  },
);

check(
  {
    id: 'onboarding/asked-again-it-goes-on',
    title: 'A client that asks again has credentials that work, those of before or new ones, and keeps its deployments',
    requirements: ['ONB-003', 'DSM-000'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    requireCall(trial);
    const client = await trial.client();
    await client.report(plainHost(client.id));
    const { deploymentId } = await client.assign(client.id, plainDeployment('1'));
    const { enrolment } = client;
    if (enrolment.kind !== 'oauth') throw new NotEvaluated('the client was given no credentials');
    const again = handedOut(trial, await answerTo(trial, client, 'ONB-003'));
    // That a client is taken in once only is no breach: how a token is renewed is left open.
    const current = 'wrong' in again ? enrolment : again;
    await judgeWorks(trial, client, current, 'after onboarding twice', { position: 'G-91' });
    const { repository } = current;
    if (!repository) throw new NotEvaluated('no repository is handed out');
    await trial.judgeEventually('DSM-000', async () => {
      const { ids } = await lookWith(trial, repository);
      return judgeThat(ids.includes(deploymentId), `deployment ${deploymentId}`, ids.join(', ') || 'none');
    });
    if (current === enrolment || !enrolment.repository) return;
    const former = await lookWith(trial, { url: repository.url, token: enrolment.repository.token });
    if (isReadable(former).ok && enrolment.repository.token !== repository.token)
      trial.observe("the repository's former token still opens it after another was handed out");
  },
);

check(
  {
    id: 'onboarding/waits-for-the-operator',
    title: 'A client that asked before the operator admitted it is taken in when it asks after that',
    requirements: ['ONB-003'],
    needs,
  },
  async (trial) => {
    requireCall(trial);
    const client = await trial.client({ admitted: false });
    const early = handedOut(trial, trial.answer(await askFor(trial, client), 'ONB-003'));
    if (!('wrong' in early)) trial.observe('a client is taken in that the operator has not admitted');
    await client.admit();
    const given = handedOut(trial, await answerTo(trial, client, 'ONB-003'));
    trial.judge(
      'ONB-003',
      'wrong' in given ? broken('what a client is handed out, after its admission', given.wrong) : HOLDS,
      UNDEFINED,
    );
    if (!('wrong' in given)) await judgeWorks(trial, client, given, 'of a client that had asked too early');
  },
);
