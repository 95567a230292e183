import { check } from '../harness/check.ts';
import { changed, INPUT, SIGNATURE, without } from './fields.ts';
import { busyClient, onceOnly, repeatable, signingClient } from './subjects.ts';
import { judgeRefused } from './twins.ts';

const needs = { caller: 'message-signature', verbs: ['assign'] } as const;

check(
  {
    id: 'signatures/every-operation-needs-a-signature',
    title: 'Each operation below a client id is refused without a signature and done with one',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const busy = await busyClient(trial);
    const bare = changed(busy.sign(), without(INPUT), without(SIGNATURE));
    for (const subject of [...repeatable(busy), ...onceOnly(trial, busy)])
      await judgeRefused(trial, subject, busy.sign(), [{ how: 'without a signature', authenticate: bare }], {
        requirement: 'SIG-005',
      });
  },
);

check(
  {
    id: 'signatures/every-operation-verifies',
    title: 'Each operation below a client id is refused when another key has signed it',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [busy, other] = [await busyClient(trial), await signingClient(trial)];
    const { credential } = other.client.identity;
    const forged = { how: 'signed with the key of another client', authenticate: busy.sign({ credential }) };
    for (const subject of [...repeatable(busy), ...onceOnly(trial, busy)])
      await judgeRefused(trial, subject, busy.sign(), [forged], { requirement: 'SIG-005', status: 401 });
  },
);
