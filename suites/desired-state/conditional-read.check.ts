import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { HOLDS } from '../oracles/judgement.ts';
import { readManifest } from '../oracles/manifest.ts';
import { cachedBriefly } from '../oracles/manifest-caching.ts';
import { servedInFull } from '../oracles/not-modified.ts';
import { askHeld, clientWith, judgeHeld, taggedManifest } from './desired-clients.ts';

/** What a poll with this If-None-Match is answered with. */
const poll = async (trial: Trial, client: TrialClient, field: string, requirement = 'DSM-006') =>
  trial.answer(await client.api.readDesiredState({ headers: { 'if-none-match': field } }), requirement);

check(
  {
    id: 'desired-state/conditional-read-of-a-held-manifest-is-304',
    title:
      'Whoever names the current ETag gets 304, whether the manifest is empty, full, changed or of a second client',
    requirements: ['DSM-006'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    const judgeBoth = async (holder: TrialClient): Promise<void> => {
      for (const _ of ['once', 'again']) await judgeHeld(trial, holder, (etag) => poll(trial, holder, etag));
    };
    await judgeBoth(client);
    const first = await client.assign('edge-1', plainDeployment('first'));
    await client.assign('edge-2', plainDeployment('second'));
    const { manifest } = await client.assign('edge-1', plainDeployment('third'));
    await judgeBoth(client);
    await client.update({ ...first, manifest }, plainDeployment('changed'));
    await judgeBoth(client);
    const second = await clientWith(trial, 'edge-1');
    await second.assign('edge-1', plainDeployment("the second client's"));
    await judgeBoth(second);
  },
);

check(
  {
    id: 'desired-state/conditional-read-with-another-etag-is-answered-in-full',
    title: 'Whoever names an ETag that is not the current one gets the manifest in full',
    requirements: ['DSM-006'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await client.assign('edge-1', plainDeployment('own'));
    const { etag } = await taggedManifest(client);
    const digit = etag.at(-2) === '0' ? '1' : '0';
    const others = [
      `"sha256:${'0'.repeat(64)}"`,
      `${etag.slice(0, -2)}${digit}"`,
      `${etag.slice(0, -2)}"`,
      '"another-tag"',
      '""',
    ];
    for (const other of others) {
      const response = await poll(trial, client, other);
      trial.judge('DSM-006', servedInFull(response));
      const read = readManifest(response);
      trial.judge('DSM-006', 'wrong' in read ? read.wrong : HOLDS);
    }
    await judgeHeld(trial, client, (tag) => poll(trial, client, tag));
  },
);

check(
  {
    id: 'desired-state/conditional-read-with-a-foreign-etag-is-answered-in-full',
    title: "Another client's ETag is not the current one",
    requirements: ['DSM-006'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const [own, foreign] = [await clientWith(trial, 'edge-1'), await clientWith(trial, 'edge-1')];
    await own.assign('edge-1', plainDeployment('own'));
    await foreign.assign('edge-1', plainDeployment('foreign'));
    const { etag } = await taggedManifest(foreign);
    trial.judge('DSM-006', servedInFull(await poll(trial, own, etag)));
    await judgeHeld(trial, foreign, (tag) => poll(trial, foreign, tag));
  },
);

check(
  {
    id: 'desired-state/conditional-read-shows-a-change',
    title: 'A client that polls with its ETag gets each new manifest, and 304 for none of the former ones',
    requirements: ['DSM-006'],
    needs: { verbs: ['assign', 'update', 'withdraw'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const { operator } = trial;
    const party = client.client;
    const former: string[] = [];
    let held = (await taggedManifest(client)).etag;
    let id = '';
    const changes = [
      async () => {
        id = await operator.assign(party, 'edge-1', plainDeployment('first'), crypto.randomUUID());
      },
      () => operator.update(party, id, plainDeployment('second')),
      () => operator.withdraw(party, id),
    ];
    for (const makeChange of changes) {
      await makeChange();
      const { settle } = trial.session.target.timeouts;
      const shown = await eventually(settle, async () => servedInFull(await poll(trial, client, held)));
      if (!shown.ok && (await taggedManifest(client)).etag === held)
        throw new NotEvaluated('what the operator did gave no new manifest');
      trial.judge('DSM-006', shown);
      former.push(held);
      held = (await taggedManifest(client)).etag;
      for (const tag of former.filter((each) => each !== held))
        trial.judge('DSM-006', servedInFull(await poll(trial, client, tag)));
      await judgeHeld(trial, client, (tag) => poll(trial, client, tag));
    }
  },
);

check(
  {
    id: 'desired-state/conditional-read-caches-no-longer',
    title: 'A 304 does not tell caches to believe the manifest for longer than the manifest itself does',
    requirements: ['DSM-019'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await client.assign('edge-1', plainDeployment('first'));
    const { status, headers } = await askHeld(client, (etag) => poll(trial, client, etag, 'DSM-019'));
    if (status !== 304) throw new NotEvaluated(`the conditional read was answered with ${status}`);
    trial.judge('DSM-019', cachedBriefly(headers, trial.session.revision.traits.artifactVisibility));
  },
);
