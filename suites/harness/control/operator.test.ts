import { expect, it } from 'vitest';
import type { JsonObject } from '../../../simulator/protocol/json.ts';
import { CONTROL_VERBS } from './contract.ts';
import { operator } from './operator.ts';

const observing = (body: JsonObject) =>
  operator(
    { call: async () => ({ kind: 'answered', body }), describe: async () => DESCRIPTION, close: async () => undefined },
    DESCRIPTION,
  ).observe({ id: 'c-1' }, 'd-1');

const DESCRIPTION = { name: 'hook', version: '1', supports: new Set(CONTROL_VERBS) };

it('reads states in capital letters, as a WFM of 2024 stores them, and leaves those that it does not know', async () => {
  const components = [
    { name: 'one', state: 'Installed' },
    { name: 'two', state: 'Exploded' },
  ];
  expect(await observing({ state: 'FAILED', components })).toMatchObject({
    state: 'failed',
    components: [{ state: 'installed' }, { state: 'Exploded' }],
  });
});

it('refuses an observation without a state', async () => {
  await expect(observing({ components: [] })).rejects.toThrow(/^CONTROL_ANSWER: observe answered /);
});
