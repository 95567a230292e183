import { generateKeyPairSync } from 'node:crypto';
import { check } from '../harness/check.ts';
import { doesNotName } from '../oracles/caller.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed } from '../oracles/refused-request.ts';
import { statusIs } from '../oracles/status-code.ts';
import { clientIdOf } from './client-id.ts';
import { penOf } from './pen.ts';
import { bothKinds, busyClient, reading, repeatable, signingClient } from './subjects.ts';
import { judgeAccepted, judgeRefusal, judgeRefused, requireAccepted, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'signatures/another-key-does-not-verify',
    title: 'A signature of another key than that of the certificate is refused, whoever has that key',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { client, sign } = signing;
    const fresh = { ...client.identity.credential, keyPem: freshKey() };
    const { credential } = other.client.identity;
    const keyid = clientIdOf(other.client);
    const variants: readonly Variant[] = [
      { how: 'signed with a key that nobody has', authenticate: sign({ credential: fresh }) },
      { how: "signed with another client's key", authenticate: sign({ credential }) },
      {
        how: "signed with another client's key under that client's keyid",
        authenticate: sign({ credential, parameters: (usual) => ({ ...usual, keyid }) }),
      },
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005', status: 401 });
    for (const subject of bothKinds(other)) await requireAccepted(subject, other.sign());
  },
);

check(
  {
    id: 'signatures/own-key-opens-no-other-client',
    title: "With its own key a client reaches nothing below another client's id, under whatever keyid",
    requirements: ['SIG-005', 'ONB-013'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const [caller, owner] = [await signingClient(trial), await busyClient(trial)];
    const { credential } = caller.client.identity;
    const asCaller = penOf(trial, caller.client);
    for (const subject of repeatable(owner)) {
      await requireAccepted(subject, owner.sign());
      for (const authenticate of [asCaller(), owner.sign({ credential })]) {
        const answer = trial.answer(await subject.send(authenticate), 'SIG-005');
        const what = `${subject.what} of another client`;
        judgeRefusal(trial, what, answer, { requirement: 'SIG-005', status: 401 });
        trial.judge('ONB-013', about(what, doesNotName(answer, owner.workload.deploymentId)));
      }
      await requireAccepted(subject, owner.sign());
    }
    for (const subject of bothKinds(caller)) await requireAccepted(subject, asCaller());
  },
);

check(
  {
    id: 'signatures/any-keyid-is-accepted',
    title: 'The keyid is a name of the client’s choosing: the certificate is found by the id in the path',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { sign } = signing;
    const named = (keyid: string): Variant => ({
      how: `under the keyid ${JSON.stringify(keyid)}`,
      authenticate: sign({ parameters: (usual) => ({ ...usual, keyid }) }),
    });
    const variants = [
      clientIdOf(other.client),
      'sha-256 of whatever',
      'key-1',
      'a "quoted" \\ key',
      'x'.repeat(200),
    ].map(named);
    for (const subject of bothKinds(signing))
      await judgeAccepted(trial, subject, sign(), variants, { requirement: 'SIG-005', position: 'G-64' });
  },
);

check(
  {
    id: 'signatures/unknown-client-id-is-refused',
    title: 'Below a client id that nobody has, nobody is served, however like a known one it is',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const { client, sign } = await signingClient(trial);
    const id = clientIdOf(client);
    for (const unknown of unknownIds(id)) {
      const stranger = await trial.client({
        identity: client.identity,
        admitted: false,
        enrolment: { kind: 'client-id', clientId: unknown },
      });
      for (const subject of bothKinds({ client: stranger, sign, device: client.device() })) {
        const answer = trial.answer(await subject.send(sign()), 'SIG-005');
        const what = `${subject.what} below the id ${unknown}`;
        // Ids are compared to the letter, though a WFM may take one with other capitals for the same.
        const same = unknown.toLowerCase() === id.toLowerCase();
        trial.judge('SIG-005', about(what, notProcessed(answer)), same ? { position: 'G-70' } : {});
        trial.judge('SIG-005', about(what, statusIs(answer, 401, 403, 404)), { position: 'G-70' });
      }
    }
    await requireAccepted(reading({ client }), sign());
  },
);

const unknownIds = (id: string): readonly string[] => [
  `${id}x`,
  id.slice(0, -1),
  ...(id === id.toUpperCase() ? [] : [id.toUpperCase()]),
  '00000000-0000-4000-8000-000000000000',
  '*',
];

const freshKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
