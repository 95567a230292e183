import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { distinct, urlSafe } from '../oracles/client-id.ts';
import { about, judgeThat } from '../oracles/judgement.ts';
import { acceptsOr, isAccepted, statusIs } from '../oracles/status-code.ts';
import { identityLike } from '../signatures/identities.ts';
import { judgeRefusal } from '../signatures/twins.ts';
import { newcomer, onboardedId } from './newcomers.ts';
import { askFor, clientIdIn, clientUnder, settledAnswer } from './onboarding-call.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/certificate-is-taken-in',
    title: 'A trusted certificate is answered with 201 and a URL-safe client id under which its key is served',
    requirements: ['ONB-012', 'ONB-013'],
    needs,
  },
  async (trial) => {
    const client = await newcomer(trial);
    const answer = await settledAnswer(trial, () => askFor(trial, client), 'ONB-012');
    trial.judge('ONB-013', about('onboarding', statusIs(answer, 201)));
    const clientId = clientIdIn(trial, answer) ?? '';
    trial.judge('ONB-013', judgeThat(clientId !== '', 'a client id in the answer', 'none'));
    trial.judge('ONB-013', urlSafe(clientId));
    await judgeOpened(trial, await clientUnder(trial, client.identity, clientId), `the id ${clientId}`);
  },
);

check(
  {
    id: 'onboarding/each-certificate-has-an-id-of-its-own',
    title: 'Certificates that are taken in at the same time each get an id of their own, which their key alone opens',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const newcomers = await Promise.all(Array.from({ length: 6 }, () => newcomer(trial)));
    const ids = await Promise.all(newcomers.map((client) => onboardedId(trial, client)));
    trial.judge('ONB-013', distinct(ids));
    const clients = await Promise.all(
      newcomers.map(({ identity }, index) => clientUnder(trial, identity, ids[index] ?? '')),
    );
    await Promise.all(clients.map((client, index) => judgeOpened(trial, client, `the id ${ids[index]}`)));
    for (const [index, { identity }] of newcomers.entries()) {
      const neighbour = await clientUnder(trial, identity, ids[(index + 1) % ids.length] ?? '');
      await judgeClosed(trial, neighbour, 'the key of another client that was taken in at the same time');
    }
  },
);

check(
  {
    id: 'onboarding/certificates-of-one-subject',
    title:
      'A certificate whose subject another one has too is given an id that its own key opens and the other does not',
    requirements: ['ONB-013'],
    needs: { ...needs, issuer: true },
  },
  async (trial) => {
    const subject = trial.newClientId();
    const [earlier, later] = [
      await newcomer(trial, await identityLike(trial, { subject })),
      await newcomer(trial, await identityLike(trial, { subject })),
    ];
    await onboardedId(trial, earlier);
    // A WFM may take it for the renewal of the first, or refuse a second one of its subject.
    const answer = trial.answer(await askFor(trial, later), 'ONB-013');
    trial.judge('ONB-013', about('onboarding of a second certificate', acceptsOr(answer, CLIENT_ERRORS)), {
      position: 'G-79',
    });
    const id = isAccepted(answer) ? clientIdIn(trial, answer) : undefined;
    if (id === undefined) return trial.observe(`a second certificate of one subject is answered with ${answer.status}`);
    await judgeOpened(trial, await clientUnder(trial, later.identity, id), `the id ${id} of the second certificate`);
    await judgeClosed(trial, await clientUnder(trial, earlier.identity, id), 'the key of the first certificate');
  },
);

check(
  {
    id: 'onboarding/onboarding-twice-leaves-a-working-id',
    title: 'A certificate that asks twice has an id afterwards that its key opens and no other does',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const [client, other] = [await newcomer(trial), await newcomer(trial)];
    const foreign = await onboardedId(trial, other);
    const first = await onboardedId(trial, client);
    const again = trial.answer(await askFor(trial, client), 'ONB-013');
    trial.judge('ONB-013', about('a second onboarding', acceptsOr(again, CLIENT_ERRORS)), { position: 'G-79' });
    const second = isAccepted(again) ? clientIdIn(trial, again) : undefined;
    trial.observe(howAnswered(first, second, again.status));
    await judgeIds(trial, client, [second ?? first], other);
    trial.judge('ONB-013', distinct([foreign, second ?? first]));
  },
);

check(
  {
    id: 'onboarding/same-certificate-at-the-same-time',
    title: 'A certificate that asks several times at once has an id afterwards that its key opens and no other does',
    requirements: ['ONB-013'],
    needs,
  },
  async (trial) => {
    const [client, other] = [await newcomer(trial), await newcomer(trial)];
    await onboardedId(trial, other);
    // The operator's admission has shown by then, for what it applies to.
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => settledAnswer(trial, () => askFor(trial, client), 'ONB-013')),
    );
    for (const answer of answers)
      trial.judge(
        'ONB-013',
        about('an onboarding beside others of the certificate', acceptsOr(answer, CLIENT_ERRORS)),
        {
          position: 'G-79',
        },
      );
    const ids = answers.flatMap((answer) => clientIdIn(trial, answer) ?? []);
    trial.judge('ONB-013', judgeThat(ids.length > 0, 'that one of five requests at once is taken in', 'none'));
    await judgeIds(trial, client, [...new Set(ids)], other);
    await judgeNoneIsDead(trial, client, [...new Set(ids)]);
  },
);

check(
  {
    id: 'onboarding/client-id-stays-with-its-certificate',
    title: 'The key of another client does not open an id, also after that client has asked again',
    requirements: ['ONB-013', 'SIG-005'],
    needs,
  },
  async (trial) => {
    const [owner, intruder] = [await newcomer(trial), await newcomer(trial)];
    const ownId = await onboardedId(trial, owner);
    await onboardedId(trial, intruder);
    const own = await clientUnder(trial, owner.identity, ownId);
    const foreign = await clientUnder(trial, intruder.identity, ownId);
    for (const when of ['at first', 'after the other client asked again', 'after the owner asked again']) {
      await judgeOpened(trial, own, `${when}, the id ${ownId}`);
      await judgeClosed(trial, foreign, `${when}, the key of another client`);
      await askFor(trial, when === 'at first' ? intruder : owner);
    }
  },
);

const CLIENT_ERRORS = Array.from({ length: 100 }, (_, index) => 400 + index);

const howAnswered = (first: string, second: string | undefined, status: number): string =>
  second === undefined
    ? `a certificate that was taken in before is answered with ${status}`
    : `a certificate that was taken in before is given ${second === first ? 'the same id' : 'another id'}`;

/** One of the ids, at least, is opened by the client's key, and none of them by that of another. */
async function judgeIds(trial: Trial, client: TrialClient, ids: readonly string[], other: TrialClient): Promise<void> {
  const own = await Promise.all(ids.map((id) => clientUnder(trial, client.identity, id)));
  await trial.judgeEventually('ONB-013', async () => {
    const exchanges = await Promise.all(own.map(({ api }) => api.readDesiredState()));
    const statuses = exchanges.map((exchange) => trial.answer(exchange, 'ONB-013').status);
    const expected = `that the key of the certificate opens one of the ids ${ids.join(', ')}`;
    return judgeThat(statuses.includes(200), expected, `status ${statuses.join(', ')}`);
  });
  for (const id of ids)
    await judgeClosed(trial, await clientUnder(trial, other.identity, id), 'the key of another client');
}

/** A WFM that gives a certificate its id again and again has given it no other: each that it handed out has to open. */
async function judgeNoneIsDead(trial: Trial, client: TrialClient, ids: readonly string[]): Promise<void> {
  const later = [await askFor(trial, client), await askFor(trial, client)].map((exchange) =>
    clientIdIn(trial, trial.answer(exchange, 'ONB-013')),
  );
  const [one, two] = later;
  if (one === undefined || one !== two) return;
  for (const id of ids)
    await judgeOpened(trial, await clientUnder(trial, client.identity, id), `the id ${id} that was handed out`);
}

const judgeOpened = (trial: Trial, client: TrialClient, what: string): Promise<void> =>
  trial.judgeEventually('ONB-013', async () =>
    about(
      `${what}, with the key of its certificate`,
      statusIs(trial.answer(await client.api.readDesiredState(), 'ONB-013'), 200),
    ),
  );

async function judgeClosed(trial: Trial, client: TrialClient, who: string): Promise<void> {
  const answer = trial.answer(await client.api.readDesiredState(), 'ONB-013');
  if (answer.status >= 500) throw new NotEvaluated(`${who} was answered with ${answer.status}`);
  judgeRefusal(trial, `reading the desired state with ${who}`, answer, { requirement: 'ONB-013' });
}
