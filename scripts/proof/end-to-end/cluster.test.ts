import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeOnCluster } from '../../../simulator/cluster/testing/real-cluster.testing.ts';
import { unjust } from '../unjust.ts';
import { broadest, faultNamed } from './faults.test-support.ts';
import { chainChecks } from './hunt-all.ts';
import { judgeFault, playing, verdictOn } from './judge-fault.ts';
import { WITNESSES } from './witnesses.ts';

const LIMIT_MS = 300_000;

/** What a memory shows has to show where workloads really run. */
const CONFIRMED: readonly string[] = [
  'device values-dropped',
  'device update-installs-beside',
  'device release-left-behind',
  'WFM failed-stored-as-installed',
  'registry tag-moved',
];

const checks = await chainChecks();
/** Namespaces are named by it, and other runs may be on the same cluster. */
const nonce = (): string => `w${randomBytes(3).toString('hex')}`;
const commandsOf = (name: string) => WITNESSES.get(name) ?? [];

await describeOnCluster('faults on a real cluster', (cluster) => {
  it.each(CONFIRMED)('%s is found', { timeout: LIMIT_MS }, async (name) => {
    const fault = faultNamed(name);
    const [result] = await judgeFault(fault, [playing(commandsOf(name), broadest(checks))], {
      cluster,
      nonce: nonce(),
    });
    expect(result && verdictOn(fault, result), result?.message).toBe('found');
  });

  it('nobody is at fault where nothing is planted', { timeout: LIMIT_MS }, async () => {
    const played = CONFIRMED.map((name, index) => ({
      ...playing(commandsOf(name), broadest(checks)),
      id: `end-to-end/sequence-${index}`,
    }));
    expect(unjust(await judgeFault(null, played, { cluster, nonce: nonce(), concurrency: 2 }))).toEqual([]);
  });
});
