import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { type CheckDefinition, check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { judgeScope, SCOPE } from '../harness/scope.ts';
import type { Trial } from '../harness/trial.ts';
import { listsExactly } from '../oracles/desired-set.ts';
import { all, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { bundlePresence, listedIds, manifestDocument } from '../oracles/manifest-document.ts';
import { clientWith, order } from './desired-clients.ts';

const DEVICES = ['edge-1', 'edge-2', 'edge-3'];

/** Sooner or later the manifest lists exactly these deployments, and goes on to do so. */
async function judgeListed(trial: Trial, requirement: string, client: TrialClient, ids: readonly string[]) {
  const probe = async () => {
    const read = manifestDocument(trial.answer(await client.api.readDesiredState(), requirement));
    return 'wrong' in read ? read.wrong : listsExactly(listedIds(read.document), ids);
  };
  await trial.judgeEventually(requirement, probe);
  trial.judge(requirement, await probe());
}

const counted = (count: number): Pick<CheckDefinition, 'id' | 'title'> =>
  count === 1
    ? {
        id: 'desired-state/manifest-lists-one-deployment',
        title: 'What the operator assigns to a device is in its manifest, and nothing else is',
      }
    : {
        id: `desired-state/manifest-lists-${count}-deployments`,
        title: `All of ${count} deployments on three devices are in the client's one manifest`,
      };

for (const count of [1, 3, 8])
  check({ ...counted(count), requirements: ['DSM-001'], needs: { verbs: ['assign'] } }, async (trial) => {
    const client = await clientWith(trial, ...DEVICES);
    const devices = Array.from({ length: count }, (_, index) => DEVICES[index % DEVICES.length] ?? '');
    await judgeListed(trial, 'DSM-001', client, await order(trial, client, ...devices));
  });

check(
  {
    id: 'desired-state/manifest-drops-what-is-withdrawn',
    title: 'A withdrawn deployment leaves the manifest, the last one too, and only it',
    requirements: ['DSM-001', 'DSM-009'],
    needs: { verbs: ['assign', 'withdraw'] },
  },
  async (trial) => {
    const client = await clientWith(trial, ...DEVICES);
    let ids = await order(trial, client, ...DEVICES);
    await judgeListed(trial, 'DSM-001', client, ids);
    for (const index of [1, 1, 0]) {
      const [gone = ''] = ids.slice(index);
      await trial.operator.withdraw(client.client, gone);
      ids = ids.filter((id) => id !== gone);
      await judgeListed(trial, 'DSM-001', client, ids);
      const read = manifestDocument(trial.answer(await client.api.readDesiredState(), 'DSM-009'));
      if (!('wrong' in read)) trial.judge('DSM-009', bundlePresence(read.document));
    }
  },
);

check(
  {
    id: 'desired-state/manifest-is-of-its-caller-alone',
    title:
      'Each of several clients reads what was assigned to it, whatever the others run on devices of the same names',
    requirements: ['DSM-001', 'GEN-008', SCOPE],
    needs: { verbs: ['assign'], desiredState: 'manifest' },
  },
  async (trial) => {
    const clients = await Promise.all([1, 2, 3].map(() => clientWith(trial, 'edge-1', 'edge-2')));
    const assigned: { client: TrialClient; ids: readonly string[] }[] = [];
    for (const [index, client] of clients.entries())
      assigned.push({ client, ids: await order(trial, client, ...['edge-1', 'edge-2', 'edge-1'].slice(index)) });
    for (const { client, ids } of assigned) await judgeListed(trial, 'DSM-001', client, ids);
    const judgeAtOnce = (): Promise<readonly Judgement[]> =>
      Promise.all(
        Array.from({ length: 4 }, () => assigned)
          .flat()
          .map(async ({ client, ids }) => {
            const read = manifestDocument(trial.answer(await client.api.readDesiredState(), 'GEN-008'));
            return 'wrong' in read ? read.wrong : listsExactly(listedIds(read.document), ids);
          }),
      );
    // By the second time the connections are there, and the requests really meet.
    for (const _ of [1, 2]) judgeScope(trial, 'GEN-008', all(...(await judgeAtOnce())));
  },
);

check(
  {
    id: 'desired-state/manifest-of-a-new-client-is-empty',
    title: 'A client for which nothing was assigned reads an empty desired state',
    requirements: ['USR-005', 'DSM-001', 'DSM-009'],
    needs: { desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const read = manifestDocument(trial.answer(await client.api.readDesiredState(), 'USR-005'));
    if ('wrong' in read) return trial.judge('USR-005', read.wrong);
    trial.judge('DSM-001', listsExactly(listedIds(read.document), []));
    trial.judge('DSM-009', bundlePresence(read.document));
  },
);

check(
  {
    id: 'desired-state/manifest-lists-a-repeated-assignment-once',
    title: 'Assigning twice with one key is one deployment; the same content under another key is another one',
    requirements: ['USR-008', 'WFL-007', 'DSM-001'],
    needs: { verbs: ['assign'], desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const deployment = plainDeployment('repeated');
    const assign = (key: string) => trial.operator.assign(client.client, 'edge-1', deployment, key);
    const [key, other] = [crypto.randomUUID(), crypto.randomUUID()];
    const [first, again] = [await assign(key), await assign(key)];
    trial.judge('USR-008', listsExactly([again], [first]));
    const ids = [first, await assign(other)];
    trial.judge('WFL-007', judgeThat(new Set(ids).size === 2, 'two deployments with an id each', `${ids.join(', ')}`));
    await judgeListed(trial, 'DSM-001', client, ids);
  },
);
