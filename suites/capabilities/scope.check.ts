import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { deviceOperations } from '../harness/arbitraries/device-operations.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import { type DeviceStanding, lawfulAnswer, mergedStanding, standingAfter, statusesOf } from '../oracles/device-law.ts';
import { about } from '../oracles/judgement.ts';
import { type KeptDevice, sameRecord } from '../oracles/kept-capabilities.ts';
import { statusIs } from '../oracles/status-code.ts';
import { successes } from '../oracles/successes.ts';
import { ownDevice, put, remove } from './exchanges.ts';
import { keptDevices, keptWhere } from './kept.ts';
import { makeKnown } from './known.ts';
import { judgeByStatus } from './usual-answer.ts';

check(
  {
    id: 'capabilities/same-device-id-of-two-clients',
    title: 'Two clients that report the same deviceId create, replace and remove it independently',
    requirements: ['GEN-009', 'CAP-006', 'CAP-007', SCOPE],
    needs: { removal: true },
  },
  (trial) =>
    property(trial, deviceOperations(2, ['a', 'b']), async (operations) => {
      const clients = [await trial.client(), await trial.client()] as const;
      const standings = new Map<string, DeviceStanding>();
      for (const { client: index, kind, deviceId, edition } of operations) {
        const [client, other] = index === 0 ? clients : ([clients[1], clients[0]] as const);
        const id = ownDevice(clients[0], deviceId);
        const standing = standings.get(`${client.id} ${id}`) ?? 'never';
        const merged = mergedStanding(standing, standings.get(`${other.id} ${id}`) ?? 'never');
        const { due, requirement, position } = lawfulAnswer(kind, standing);
        const answer =
          kind === 'report'
            ? await put(trial, client, id, plainHost(id, String(edition)))
            : await remove(trial, client, id);
        // An answer that would be right if the two clients were one gives the mixed-up records away.
        const { answers } = trial.session.revision.traits;
        const [ours, mixedUp] = [due, lawfulAnswer(kind, merged).due].map((one) => statusesOf(one, answers));
        const mixed =
          standing === 'never' && mixedUp?.includes(answer.status) === true && ours?.includes(answer.status) === false;
        const told = { answer, due, what: `${kind} of a device that was ${standing} for this client` };
        if (mixed) for (const scope of ['GEN-009', SCOPE]) await judgeByStatus(trial, client, scope, told);
        // What a WFM makes of its own client's removals is the subject of the codes.
        else if (position === undefined) await judgeByStatus(trial, client, requirement, told);
        standings.set(`${client.id} ${id}`, standingAfter(kind, standing));
      }
    }),
);

check(
  {
    id: 'capabilities/same-device-id-keeps-two-records',
    title: 'What one client reports of a deviceId changes nothing in the record that another has under the same id',
    requirements: ['GEN-009', SCOPE],
    needs: { verbs: ['devices'], removal: true },
  },
  async (trial) => {
    const [own, other] = [await trial.client(), await trial.client()];
    const id = ownDevice(own);
    const first = 'of the first client';
    await own.report(plainHost(id, first));
    const arrivedFirst = (record: KeptDevice | undefined): boolean => record?.properties['serialNumber'] === first;
    const before = await keptWhere(trial, own, id, arrivedFirst, 'the report of the first client');
    for (const step of ['report', 'second report', 'removal'] as const) {
      const mark = `${step} of another client`;
      if (step === 'removal') await other.api.removeDevice(id);
      else await other.report(plainHost(id, mark));
      const arrived = (record: KeptDevice | undefined): boolean =>
        step === 'removal' ? record === undefined : record?.properties['serialNumber'] === mark;
      await keptWhere(trial, other, id, arrived, `the ${mark}`);
      const now = (await keptDevices(trial, own)).find(({ deviceId }) => deviceId === id);
      judgeScope(trial, 'GEN-009', about(`after the ${mark}`, sameRecord(before, now)));
    }
  },
);

check(
  {
    id: 'capabilities/remove-device-of-another-client',
    title: 'A client that removes a device of another gets 404, and the device stays',
    requirements: ['CAP-007', 'GEN-008', SCOPE],
    needs: { removal: true },
  },
  async (trial) => {
    const [owner, stranger] = [await trial.client(), await trial.client()];
    const id = ownDevice(owner);
    await makeKnown(trial, owner, plainHost(id));
    await stranger.report(plainHost(ownDevice(stranger)));
    const refused = await remove(trial, stranger, id);
    const after = await put(trial, owner, id, plainHost(id, 'after'), 'GEN-008');
    const known = statusIs(after, ...successes(trial.session.revision.traits.answers, 'deviceUpdated'));
    judgeScope(trial, 'GEN-008', about('the owner’s report after a stranger removed its device', known));
    const told = { answer: refused, due: 'unknown', what: 'removal of a device of another client' } as const;
    await judgeByStatus(trial, stranger, 'CAP-007', told);
  },
);
