import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { saysNothingOf, showsNoOthers } from '../oracles/repository-deployments.ts';
import { accessOf, deviceClient, isReadable, judgeSeen, look, lookWith, type Seen } from './looking.ts';
import { pushSomething } from './pushing.ts';
import { advertisesRefs, askUnauthorized } from './smart-http.ts';

const needs = { desiredState: 'repository' } as const;
const POSITION = { position: 'G-90' } as const;

check(
  {
    id: 'config-repository/opens-with-its-token',
    title: 'Git reads the repository that a client was told of, with the token that it was given for it',
    requirements: ['ONB-003', 'DSM-000'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const access = accessOf(client);
    for (const requirement of ['ONB-003', 'DSM-000'])
      await trial.judgeEventually(requirement, async () => isReadable(await lookWith(trial, access)));
  },
);

/** A repository that its client reads: what others see of it can be compared with that. */
async function readable(trial: Trial, client: TrialClient): Promise<void> {
  const seen = await lookWith(trial, accessOf(client));
  if (!isReadable(seen).ok) throw new NotEvaluated('the repository does not open to its own client either');
}

/** Whether a repository has commits or not, who has no valid token learns neither. */
const staysClosed = ({ result }: Seen, how: string): Judgement =>
  judgeThat(result.kind === 'failed', `that git is refused ${how}`, `a repository that is ${result.kind}`);

check(
  {
    id: 'config-repository/stays-closed-without-its-token',
    title: 'Without a token, or with one that was not given for it, the repository is not served',
    requirements: ['ONB-003'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const client = await deviceClient(trial);
    await client.assign(client.id, plainDeployment('1'));
    const { url, token } = accessOf(client);
    await readable(trial, client);
    const tokens: Readonly<Record<string, string>> = {
      'with an empty token': '',
      'with a made-up token': crypto.randomUUID(),
      'with the beginning of its token': token.slice(0, -1),
      'with its token and more': `${token}A`,
    };
    for (const [how, wrong] of Object.entries(tokens)) {
      const seen = await lookWith(trial, { url, token: wrong });
      trial.judge('ONB-003', staysClosed(seen, how), POSITION);
    }
    for (const exchange of await askUnauthorized(trial, client, url)) {
      const answer = trial.answer(exchange, 'ONB-003');
      const closed = judgeThat(!advertisesRefs(answer), 'a refusal', `status ${answer.status} with its refs`);
      trial.judge('ONB-003', about('a look without any Authorization', closed), POSITION);
    }
    await readable(trial, client);
  },
);

check(
  {
    id: 'config-repository/stays-closed-to-other-clients',
    title:
      "The token of one client's repository does not open that of another, before and after there is something in it",
    requirements: ['USR-016'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const [client, other] = await Promise.all([deviceClient(trial), deviceClient(trial)]);
    const intrude = async (how: string): Promise<void> => {
      await readable(trial, other);
      const seen = await lookWith(trial, { url: accessOf(client).url, token: accessOf(other).token });
      await readable(trial, client);
      trial.judge('USR-016', staysClosed(seen, how), POSITION);
    };
    await intrude("with another client's token");
    await client.assign(client.id, plainDeployment('1'));
    await other.assign(other.id, plainDeployment('2'));
    await intrude("with another client's token, now that there is a deployment");
  },
);

check(
  {
    id: 'config-repository/holds-nothing-of-others',
    title: "A repository holds its own client's deployments alone, and no word of another client's credentials",
    requirements: ['USR-016', 'DSM-000'],
    needs: { ...needs, verbs: ['assign', 'withdraw'] },
  },
  async (trial) => {
    const clients = await Promise.all([deviceClient(trial), deviceClient(trial), deviceClient(trial)]);
    const workloads = await Promise.all(
      clients.map((client, index) => client.assign(client.id, plainDeployment(`of client ${index}`))),
    );
    await Promise.all(clients.map((client, index) => client.assign(client.id, plainDeployment(`more of ${index}`))));
    for (const [index, client] of clients.entries()) {
      const seen = await look(client);
      if (!isReadable(seen).ok) throw new NotEvaluated('a repository could not be read');
      const others = clients.filter((each) => each !== client);
      const foreign = workloads.filter((_, at) => at !== index).map(({ deploymentId }) => deploymentId);
      const mine = seen.ids.filter((id) => !foreign.includes(id));
      trial.judge('DSM-000', showsNoOthers(seen.ids, mine), POSITION);
      for (const { enrolment } of others)
        if (enrolment.kind === 'oauth')
          trial.judge(
            'USR-016',
            saysNothingOf(seen.files, {
              "another client's secret": enrolment.clientSecret,
              "another client's repository token": enrolment.repository?.token ?? '',
              ...Object.fromEntries(foreign.map((id) => [`another client's deployment ${id}`, id])),
            }),
            POSITION,
          );
    }
  },
);

check(
  {
    id: 'config-repository/takes-no-push',
    title: 'What a client pushes does not become what it is told to run: the repository stays as the operator wants it',
    requirements: ['DSM-000'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const client = await deviceClient(trial);
    await client.assign(client.id, plainDeployment('1'));
    const pushed = await pushSomething(trial, accessOf(client));
    const seen = await look(client);
    const found = seen.files.some(({ path }) => path === pushed.path);
    trial.judge('DSM-000', judgeThat(!found, 'a repository without what was pushed', pushed.path), POSITION);
    if (pushed.accepted && !found) trial.observe('a push is accepted, and what was pushed does not show');
    // Whatever became of the push, the operator still reaches the device.
    const { deploymentId } = await client.assign(client.id, plainDeployment('2'));
    await judgeSeen(trial, client, 'DSM-000', ({ ids }) =>
      judgeThat(ids.includes(deploymentId), `deployment ${deploymentId}`, ids.join(', ')),
    );
  },
);

check(
  {
    id: 'config-repository/fresh-device-has-no-deployment',
    title: 'A device that was taken in, and one that has reported itself, reads a repository without any deployment',
    requirements: ['USR-005'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const other = await deviceClient(trial);
    await other.assign(other.id, plainDeployment('1'));
    const fresh = await trial.client();
    const judge = (seen: Seen): Judgement =>
      judgeThat(seen.ids.length === 0, 'no deployment', `deployments ${seen.ids.join(', ')}`);
    await judgeSeen(trial, fresh, 'USR-005', judge);
    await fresh.report(plainHost(fresh.id));
    await judgeSeen(trial, fresh, 'USR-005', judge);
    await other.assign(other.id, plainDeployment('2'));
    await judgeSeen(trial, fresh, 'USR-005', judge);
  },
);
