import { type AccessToken, readTokenAnswer } from '../../simulator/protocol/pre-draft/oauth/token-answer.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about, broken, HOLDS, type Judgement } from '../oracles/judgement.ts';
import { accepts, isAccepted, statusIs } from '../oracles/status-code.ts';
import { isBearerToken, staysOutOfCaches } from '../oracles/token-answer.ts';
import { bearing } from './fields.ts';
import { type HeldToken, held } from './held-token.ts';
import { knownClient, operations, type Subject, telling, updating, worker } from './subjects.ts';
import { askToken, credentialsOf, takeToken, tokenForm, WAYS } from './token-endpoint.ts';

const needs = { caller: 'bearer-token' } as const;
const RFC = { position: 'G-101' } as const;

check(
  {
    id: 'authorization/token-is-given',
    title: 'Client id and secret get a bearer token, in a form that a client of OAuth 2.0 reads',
    requirements: ['ONB-002'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const answers = [];
    for (const way of WAYS)
      answers.push(trial.answer(await askToken(trial, client, tokenForm(credentialsOf(client), way)), 'ONB-002'));
    const given = answers.find(({ status }) => status === 200);
    // RFC 6749, 2.3.1: one of the two ways a server need not have.
    if (!given) {
      const statuses = answers.map(({ status }) => status).join(' and ');
      return trial.judge('ONB-002', broken('a token for the client id and secret', `status ${statuses}`));
    }
    trial.judge('ONB-002', isBearerToken(given));
    trial.judge('ONB-002', staysOutOfCaches(given), RFC);
    const [basic] = answers;
    if (basic) trial.judge('ONB-002', about('HTTP Basic authentication of a client', statusIs(basic, 200)), RFC);
  },
);

/** Judges that a request is served with a token. */
async function judgeOpens(trial: Trial, subject: Subject, token: HeldToken, which: string): Promise<void> {
  const answer = trial.answer(await subject.send(bearing(token.value)), 'ONB-002');
  if (!isAccepted(answer) && token.spent() >= 1)
    throw new NotEvaluated(`${which} ended before ${subject.what} was answered`);
  trial.judge('ONB-002', about(`${subject.what} with ${which}`, accepts(answer)));
}

check(
  {
    id: 'authorization/token-opens-every-operation',
    title: 'A token opens the operations of the interface, again and again, however it was asked for',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    const [, ...subjects] = operations(trial, own);
    for (const way of WAYS) {
      const asked = tokenForm(credentialsOf(own.client), way);
      const ask = async () => readTokenAnswer(trial.answer(await askToken(trial, own.client, asked), 'ONB-002'));
      if ('wrong' in (await ask())) continue;
      const take = async (): Promise<AccessToken> => {
        const token = await ask();
        if ('wrong' in token) throw new NotEvaluated(`no further token was given: ${token.wrong}`);
        return token;
      };
      let token = await held(take);
      for (const subject of [...subjects, ...subjects]) {
        if (token.spent() > 1 / 2) token = await held(take);
        await judgeOpens(trial, subject, token, `a token that was asked for with the client in ${way}`);
      }
    }
  },
);

const AT_ONCE = 4;

check(
  {
    id: 'authorization/tokens-asked-for-at-once',
    title: 'Tokens that several clients ask for at the same time open to each what is its own',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const clients = await Promise.all(Array.from({ length: AT_ONCE }, () => knownClient(trial)));
    const given = await Promise.all(
      clients.map(async (client) => ({ client, token: await held(() => takeToken(trial, client)) })),
    );
    await Promise.all(
      given.map(({ client, token }, index) =>
        judgeOpens(trial, updating(trial, client, `mark ${index}`), token, 'its token'),
      ),
    );
    for (const [index, client] of clients.entries())
      await trial.judgeEventually('ONB-002', () => showsMark(trial, client, `mark ${index}`));
  },
);

async function showsMark(trial: Trial, client: TrialClient, mark: string): Promise<Judgement> {
  const devices = await trial.operator.devices(client.client);
  const found = devices.find(({ deviceId }) => deviceId === client.id)?.properties['serialNumber'];
  return found === mark ? HOLDS : broken(`device ${client.id} with serial number ${mark}`, String(found));
}

check(
  {
    id: 'authorization/token-outlives-another',
    title: 'While a client asks for further tokens, each that it is given works',
    requirements: ['ONB-002'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const own = await worker(trial);
    for (let round = 1; round <= 3; round++) {
      const token = await held(() => takeToken(trial, own.client));
      await judgeOpens(trial, telling(own), token, `token ${round}`);
    }
  },
);
