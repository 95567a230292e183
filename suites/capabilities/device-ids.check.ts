import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { deviceSegment } from '../harness/arbitraries/identifiers.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { about } from '../oracles/judgement.ts';
import { acceptsOr, isAccepted } from '../oracles/status-code.ts';
import { deniedByPolicy, giveBack, ownDevice, put, take, takePermitted } from './exchanges.ts';
import { judgeKept } from './kept.ts';
import { judgeKnown } from './known.ts';

check(
  {
    id: 'capabilities/every-character-of-a-device-id',
    title: 'A deviceId of any unreserved characters can be reported, replaced and removed',
    requirements: ['CAP-006', 'CAP-007'],
    needs: { inForce: 'CAP-008' },
  },
  (trial) =>
    property(trial, deviceSegment, async (segment) => {
      const client = await trial.client();
      const ids = [`${segment}${client.freshName}`, `${client.freshName}${segment}`];
      const permitted = await takePermitted(trial, client, ids);
      for (const id of permitted) await take(trial, client, plainHost(id, '2'));
      await judgeKnown(trial, client, permitted, 'which was reported twice');
    }),
);

/** Forms that a router, a file name or a proxy treats as something special. */
const forms = (name: string): readonly string[] => [
  `~${name}`,
  `.${name}`,
  `_${name}`,
  `-${name}`,
  `${name}.`,
  `${name}~`,
  `${name}.json`,
  `${name}..old`,
  `...${name}`,
  name.replaceAll(/\W/g, ''),
];

check(
  {
    id: 'capabilities/unusual-device-ids',
    title: 'Dots, tildes, dashes and endings of a deviceId have no meaning of their own',
    requirements: ['CAP-006', 'CAP-007'],
    needs: { inForce: 'CAP-008' },
  },
  async (trial) => {
    const client = await trial.client();
    const ids = await takePermitted(trial, client, forms(client.freshName));
    for (const id of ids) await take(trial, client, plainHost(id, '2'));
    await judgeKnown(trial, client, ids, 'which was reported twice');
  },
);

check(
  {
    id: 'capabilities/device-ids-kept-as-written',
    title: 'The devices that are kept have the ids under which they were reported, character by character',
    requirements: ['USR-001'],
    needs: { verbs: ['devices'], inForce: 'CAP-008' },
  },
  async (trial) => {
    const client = await trial.client();
    const ids: string[] = [];
    for (const id of [...forms(client.freshName), ownDevice(client, 'Line-4'), ownDevice(client, 'line-4')]) {
      const answer = await put(trial, client, id, plainHost(id, id), 'USR-001');
      if (!deniedByPolicy(trial, id, answer)) ids.push(id);
    }
    await judgeKept(trial, client, new Map(ids.map((id) => [id, plainHost(id, id)])));
  },
);

check(
  {
    id: 'capabilities/device-ids-differ-by-case',
    title: 'Two deviceIds that differ only in case are two devices',
    requirements: ['CAP-007'],
  },
  async (trial) => {
    const client = await trial.client();
    const ids = [ownDevice(client, 'Line-A'), ownDevice(client, 'line-a')];
    for (const id of ids) await client.report(plainHost(id));
    await judgeKnown(trial, client, ids, 'beside one of the same letters');
  },
);

check(
  {
    id: 'capabilities/device-ids-that-begin-alike',
    title: 'Removing a device leaves devices whose ids begin with its id',
    requirements: ['CAP-007'],
  },
  async (trial) => {
    const client = await trial.client();
    const ids = ['', '1', '.1', '-a', '_a'].map((rest) => `${ownDevice(client)}${rest}`);
    for (const id of ids) await client.report(plainHost(id));
    const [first = '', ...others] = ids;
    await giveBack(client, first);
    await judgeKnown(trial, client, others, `after ${first} was removed`);
  },
);

check(
  {
    id: 'capabilities/long-device-id',
    title: 'A deviceId of 63 characters can be reported; a longer one is taken or refused, each told from the next',
    requirements: ['CAP-006', 'CAP-007'],
    needs: { inForce: 'CAP-008' },
  },
  async (trial) => {
    const client = await trial.client();
    const ofLength = (length: number, end: string): string => ownDevice(client).padEnd(length - 1, 'x') + end;
    for (const end of ['1', '2']) await take(trial, client, plainHost(ofLength(63, end)));
    await judgeKnown(trial, client, [ofLength(63, '1'), ofLength(63, '2')], 'which differ in the last character');
    for (const length of [128, 250, 1000]) {
      const answer = await put(trial, client, ofLength(length, '1'), plainHost(ofLength(length, '1')));
      const long = `a deviceId of ${length} characters`;
      if (deniedByPolicy(trial, long, answer)) return;
      trial.judge(
        'CAP-006',
        about(long, acceptsOr(answer, trial.session.revision.traits.answers.meaningless, 404, 414, 431)),
      );
      if (!isAccepted(answer)) return trial.observe(`${long} is refused with ${answer.status}`);
      await take(trial, client, plainHost(ofLength(length, '2')));
      await judgeKnown(
        trial,
        client,
        [ofLength(length, '1'), ofLength(length, '2')],
        'which differ in the last character',
      );
    }
  },
);
