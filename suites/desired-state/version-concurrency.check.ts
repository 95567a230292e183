import { setTimeout as delay } from 'node:timers/promises';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { taggedByDigest } from '../oracles/etag.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../oracles/manifest.ts';
import { desiredState, versionGrows } from '../oracles/manifest-version.ts';
import { clientWith, untilListed } from './desired-clients.ts';

const READERS = 3;
/** Reading slows down, so that a slow operator's hook does not mean a flood. */
const LONGEST_PAUSE_MS = 250;
const DEVICES = ['edge-1', 'edge-2'];

interface Race {
  /** What each reader read, in its order. */
  readonly readings: readonly (readonly ReceivedManifest[])[];
  /** The manifest when all was done. */
  readonly last: ReceivedManifest;
}

/** The operator assigns and changes several deployments at once, while some readers keep reading. */
async function race(trial: Trial, client: TrialClient, requirement: string): Promise<Race> {
  const { operator } = trial;
  const party = client.client;
  const read = async (): Promise<ReceivedManifest> => {
    const received = readManifest(trial.answer(await client.api.readDesiredState(), requirement));
    if ('manifest' in received) return received.manifest;
    throw new NotEvaluated('a manifest could not be read while the operator acted');
  };
  let acting = true;
  const act = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (const round of [1, 2, 3]) {
      const assigned = DEVICES.map((device) =>
        operator.assign(party, device, plainDeployment(`round ${round}`), crypto.randomUUID()),
      );
      const updated = ids.slice(-1).map((id) => operator.update(party, id, plainDeployment(`round ${round}`)));
      ids.push(...(await Promise.all(assigned)));
      await Promise.all(updated);
    }
    return ids;
  };
  const follow = async (): Promise<readonly ReceivedManifest[]> => {
    const readings = [await read()];
    for (let pause = 1; acting; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      readings.push(await read());
      await delay(pause);
    }
    return readings;
  };
  const stop = () => {
    acting = false;
  };
  const following = Array.from({ length: READERS }, () => follow().finally(stop));
  const both = [act().finally(stop), Promise.all(following)] as const;
  // Neither is left behind when the other fails.
  await Promise.allSettled(both);
  const [ids, readings] = await Promise.all(both);
  await untilListed(trial, client, ids);
  return { readings, last: await read() };
}

check(
  {
    id: 'desired-state/version-holds-under-concurrency',
    title: 'While the operator acts no reader sees versions go back, and one version is one manifest',
    requirements: ['DSM-007'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const client = await clientWith(trial, ...DEVICES);
    const { readings, last } = await race(trial, client, 'DSM-007');
    const byVersion = new Map<bigint, string>();
    for (const sequence of readings) {
      for (const [index, manifest] of [...sequence, last].entries()) {
        const before = sequence[index - 1];
        if (before) trial.judge('DSM-007', versionGrows(before, manifest));
        const state = JSON.stringify([...desiredState(manifest)].sort());
        const known = byVersion.get(manifest.version) ?? state;
        byVersion.set(manifest.version, known);
        trial.judge(
          'DSM-007',
          judgeThat(known === state, 'one manifest for each version', `two of version ${manifest.version}`),
        );
      }
    }
  },
);

check(
  {
    id: 'desired-state/manifest-etag-holds-under-concurrency',
    title: 'While the operator acts each manifest comes with the ETag of its own body',
    requirements: ['DSM-017'],
    needs: { verbs: ['assign', 'update'] },
  },
  async (trial) => {
    const client = await clientWith(trial, ...DEVICES);
    const { readings, last } = await race(trial, client, 'DSM-017');
    for (const manifest of [...readings.flat(), last]) trial.judge('DSM-017', taggedByDigest(manifest));
  },
);
