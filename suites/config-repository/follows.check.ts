import type { RepositoryClient } from '../../simulator/git/repository-client.ts';
import { desiredChanges } from '../harness/arbitraries/desired-changes.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { Orders } from './follows.ts';
import { deviceClient, type Seen } from './looking.ts';

const needs = { desiredState: 'repository' } as const;

check(
  {
    id: 'config-repository/assignment-is-one-document',
    title: 'Each workload that the operator assigns is one document in the repository, also several of one application',
    requirements: ['DSM-000'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const orders = new Orders(trial, await deviceClient(trial));
    for (const mark of ['1', '2', '3']) {
      await orders.assign(mark);
      await orders.judge('DSM-000');
    }
  },
);

check(
  {
    id: 'config-repository/update-changes-the-document',
    title: 'A changed workload keeps its id and its one document, which says what was changed; others stay as they are',
    requirements: ['DSM-000'],
    needs: { ...needs, verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const orders = new Orders(trial, await deviceClient(trial));
    await orders.assign('left alone');
    const id = await orders.assign('first');
    await orders.judge('DSM-000');
    for (const mark of ['second', 'first']) {
      await orders.update(id, mark);
      await orders.judge('DSM-000');
    }
  },
);

check(
  {
    id: 'config-repository/withdrawal-takes-the-document-away',
    title: 'A withdrawn workload has no document, be it one of several or the last, and a later one is there again',
    requirements: ['DSM-000'],
    needs: { ...needs, verbs: ['assign', 'withdraw'] },
  },
  async (trial) => {
    const orders = new Orders(trial, await deviceClient(trial));
    const first = await orders.assign('1');
    const second = await orders.assign('2');
    await orders.judge('DSM-000');
    for (const id of [first, second]) {
      await orders.withdraw(id);
      await orders.judge('DSM-000');
    }
    await orders.assign('3');
    await orders.judge('DSM-000');
  },
);

const AT_ONCE = 4;

check(
  {
    id: 'config-repository/concurrent-changes-all-show',
    title: 'What is assigned, changed and withdrawn at the same time, for several devices, all shows',
    requirements: ['DSM-000'],
    needs: { ...needs, verbs: ['assign', 'update', 'withdraw'] },
  },
  async (trial) => {
    const devices = await Promise.all([deviceClient(trial), deviceClient(trial)]);
    const orders = devices.map((client) => new Orders(trial, client));
    const marks = Array.from({ length: AT_ONCE }, (_, index) => `${index}`);
    await Promise.all(orders.flatMap((each) => marks.map((mark) => each.assign(mark))));
    await Promise.all(orders.map((each) => each.judge('DSM-000')));
    await Promise.all(
      orders.flatMap((each) => {
        const [first = '', second = '', third = ''] = each.assigned;
        return [each.update(first, 'changed'), each.withdraw(second), each.update(third, 'too'), each.assign('more')];
      }),
    );
    await Promise.all(orders.map((each) => each.judge('DSM-000')));
  },
);

/** What the text leaves open and a device that pulls cares about. */
async function observeHistory(
  trial: Trial,
  seen: Seen,
  repository: RepositoryClient,
  branch: string | undefined,
): Promise<void> {
  const { result } = seen;
  if (result.kind !== 'synced') return;
  if (result.rewritten) trial.observe('a change replaced the history of the repository, which a pull does not follow');
  if (branch !== undefined && result.branch !== branch)
    trial.observe(`the default branch changed from ${branch} to ${result.branch ?? 'one without a name'}`);
  const again = await repository.sync();
  if (again.kind === 'synced' && again.changed) trial.observe('a commit came without any action of the operator');
}

check(
  {
    id: 'config-repository/follows-the-operator',
    title: 'After any sequence of actions the repository holds what the operator wants, whether or not each was read',
    requirements: ['DSM-000'],
    needs: { ...needs, verbs: ['assign', 'update', 'withdraw'] },
  },
  (trial) =>
    property(
      trial,
      desiredChanges(1, 6),
      async (changes) => {
        const client = await deviceClient(trial);
        const orders = new Orders(trial, client);
        let branch: string | undefined;
        for (const [index, { verb, choice, seen }] of changes.entries()) {
          const chosen = orders.assigned[choice % Math.max(1, orders.assigned.length)];
          if (verb === 'assign' || chosen === undefined) await orders.assign(`change ${index}`);
          else if (verb === 'update') await orders.update(chosen, `change ${index}`);
          else await orders.withdraw(chosen);
          if (!seen && index < changes.length - 1) continue;
          const now = await orders.judge('DSM-000');
          await observeHistory(trial, now, await client.repository(), branch);
          if (now.result.kind === 'synced') branch = now.result.branch;
        }
      },
      { weight: 0.5, actions: 6 },
    ),
);

check(
  {
    id: 'config-repository/silent-device-reads-what-it-missed',
    title: 'A device that was away while the operator acted reads a repository that is complete and current',
    // What a silent device misses is missing from its desired state too.
    requirements: ['OFF-001', 'DSM-000'],
    needs: { ...needs, verbs: ['assign', 'update', 'withdraw'] },
  },
  async (trial) => {
    const orders = new Orders(trial, await deviceClient(trial));
    const [first, second] = [await orders.assign('1'), await orders.assign('2')];
    await orders.judge('DSM-000');
    await orders.update(first, 'changed');
    await orders.withdraw(second);
    const passing = await orders.assign('passing');
    await orders.update(passing, 'changed, too');
    await orders.withdraw(passing);
    await orders.assign('3');
    await orders.update(first, 'changed again');
    await orders.judge('OFF-001');
  },
);

check(
  {
    id: 'config-repository/restart-keeps-what-is-desired',
    title: 'After a restart the repository holds what it did, its token still opens it, and later changes show',
    requirements: ['USR-006', 'DSM-000'],
    needs: { ...needs, verbs: ['assign', 'update', 'withdraw', 'restart'] },
    exclusive: true,
  },
  async (trial) => {
    const client = await deviceClient(trial);
    const orders = new Orders(trial, client);
    const [first, second] = [await orders.assign('1'), await orders.assign('2')];
    const before = await orders.judge('DSM-000');
    await trial.operator.restart();
    const after = await orders.judge('USR-006');
    const branch = before.result.kind === 'synced' ? before.result.branch : undefined;
    await observeHistory(trial, after, await client.repository(), branch);
    await orders.update(first, 'changed');
    await orders.withdraw(second);
    await orders.assign('3');
    await orders.judge('DSM-000');
  },
);
