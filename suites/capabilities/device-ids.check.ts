import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { deviceSegment } from '../harness/arbitraries/identifiers.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { about } from '../oracles/judgement.ts';
import { statusIs } from '../oracles/status-code.ts';
import { create, createPermitted, deniedByPolicy, discard, judgeKept, ownDevice, put, update } from './exchanges.ts';

check(
  {
    id: 'capabilities/every-character-of-a-device-id',
    title: 'A deviceId of any unreserved characters can be reported, replaced and removed',
    requirements: ['CAP-006', 'CAP-007'],
  },
  (trial) =>
    property(trial, deviceSegment, async (segment) => {
      const client = await trial.client();
      const ids = [`${segment}${client.freshName}`, `${client.freshName}${segment}`];
      for (const id of await createPermitted(trial, client, ids)) {
        await update(trial, client, plainHost(id, '2'));
        await discard(trial, client, id);
      }
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
  },
  async (trial) => {
    const client = await trial.client();
    const ids = await createPermitted(trial, client, forms(client.freshName));
    for (const id of ids) await update(trial, client, plainHost(id, '2'));
    for (const id of ids) await discard(trial, client, id);
  },
);

check(
  {
    id: 'capabilities/device-ids-kept-as-written',
    title: 'The devices that are kept have the ids under which they were reported, character by character',
    requirements: ['USR-001'],
    needs: { verbs: ['devices'] },
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
    requirements: ['CAP-006', 'CAP-007'],
  },
  async (trial) => {
    const client = await trial.client();
    const [upper, lower] = [ownDevice(client, 'Line-A'), ownDevice(client, 'line-a')];
    await create(trial, client, plainHost(upper));
    await create(trial, client, plainHost(lower));
    await discard(trial, client, upper);
    await update(trial, client, plainHost(lower));
  },
);

check(
  {
    id: 'capabilities/device-ids-that-begin-alike',
    title: 'Removing a device leaves devices whose ids begin with its id',
    requirements: ['CAP-006', 'CAP-007'],
  },
  async (trial) => {
    const client = await trial.client();
    const ids = ['', '1', '.1', '-a', '_a'].map((rest) => `${ownDevice(client)}${rest}`);
    for (const id of ids) await create(trial, client, plainHost(id));
    const [first = '', ...others] = ids;
    await discard(trial, client, first);
    for (const id of others) await update(trial, client, plainHost(id, '2'));
  },
);

check(
  {
    id: 'capabilities/long-device-id',
    title: 'A deviceId of 63 characters can be reported; a longer one is taken or refused, each told from the next',
    requirements: ['CAP-006', 'CAP-007'],
  },
  async (trial) => {
    const client = await trial.client();
    const ofLength = (length: number, end: string): string => ownDevice(client).padEnd(length - 1, 'x') + end;
    for (const end of ['1', '2']) await create(trial, client, plainHost(ofLength(63, end)));
    for (const end of ['1', '2']) await discard(trial, client, ofLength(63, end));
    for (const length of [128, 250, 1000]) {
      const answer = await put(trial, client, ofLength(length, '1'), plainHost(ofLength(length, '1')));
      const long = `a deviceId of ${length} characters`;
      if (deniedByPolicy(trial, long, answer)) return;
      trial.judge('CAP-006', about(long, statusIs(answer, 201, 400, 404, 414, 422, 431)));
      if (answer.status === 201) await create(trial, client, plainHost(ofLength(length, '2')));
      else return trial.observe(`${long} is refused with ${answer.status}`);
    }
  },
);
