import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { all, HOLDS, judgeThat } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { statusIs } from '../oracles/status-code.ts';
import { hasAnotherDigest, listsOfOwn } from '../oracles/survival.ts';

/** What an operator does while the client is away; numbers choose among the deployments there are. */
const absence = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('assign' as const), choice: fc.nat(9) }),
    fc.record({ kind: fc.constant('update' as const), choice: fc.nat(9) }),
    fc.record({ kind: fc.constant('withdraw' as const), choice: fc.nat(9) }),
  ),
  { minLength: 1, maxLength: 8 },
);

check(
  {
    id: 'resilience/silent-client-reads-what-it-missed',
    title: 'A client that was away while the operator acted reads a desired state that is complete and current',
    requirements: ['OFF-001'],
    needs: { verbs: ['assign', 'update', 'withdraw'], desiredState: 'manifest' },
  },
  (trial) =>
    property(
      trial,
      absence,
      async (actions) => {
        const client = await trial.client();
        const { client: named } = client;
        await client.report(trial.sample(workloadHost('device-1')));
        // A change or a removal that a client which is there does not see either is another check's subject.
        const passing = await client.assign('device-1', plainDeployment('passing'));
        const started = await client.assign('device-1', plainDeployment('start'));
        const changed = await client.update(started, plainDeployment('first'));
        const { manifest } = await client.withdraw(passing);
        const known = { ...changed, manifest };
        const present = new Map([[known.deploymentId, 'first']]);
        const ever = new Set(present.keys());
        for (const [index, { kind, choice }] of actions.entries()) {
          const chosen = [...present.keys()][choice % Math.max(1, present.size)];
          const mark = `change ${index}`;
          if (kind === 'assign' || chosen === undefined) {
            const id = await trial.operator.assign(named, 'device-1', plainDeployment(mark), randomUUID());
            present.set(id, mark);
            ever.add(id);
          } else if (kind === 'update') {
            await trial.operator.update(named, chosen, plainDeployment(mark));
            present.set(chosen, mark);
          } else {
            await trial.operator.withdraw(named, chosen);
            present.delete(chosen);
          }
        }
        const differs = [...present].length !== 1 || present.get(known.deploymentId) !== 'first';
        await trial.judgeEventually('OFF-001', async () => {
          const headers = { 'if-none-match': known.manifest.etag ?? null };
          const response = trial.answer(await client.api.readDesiredState({ headers }), 'OFF-001');
          if (response.status === 304 && !differs) return HOLDS;
          const read = readManifest(response);
          if ('wrong' in read) return differs ? statusIs(response, 200) : read.wrong;
          return all(
            listsOfOwn(read.manifest, [...ever], [...present.keys()]),
            present.get(known.deploymentId) === 'first'
              ? HOLDS
              : hasAnotherDigest(known.manifest, read.manifest, known.deploymentId),
            judgeThat(
              !differs || read.manifest.version > known.manifest.version,
              `a manifestVersion above ${known.manifest.version}`,
              `manifestVersion ${read.manifest.version}`,
            ),
          );
        });
      },
      { actions: 7 },
    ),
);
