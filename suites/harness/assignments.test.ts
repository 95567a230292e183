import { expect, it } from 'vitest';
import { Assignments } from './assignments.ts';
import { CONTROL_VERBS } from './control/contract.ts';
import { operator } from './control/operator.ts';

const CLIENT = { id: 'c-1' };
const ORDER = {
  applicationId: 'a',
  name: 'n',
  namespace: 'ns',
  profile: { type: 'helm', components: [] },
  parameters: {},
} as const;

function desk() {
  const heard: string[] = [];
  const description = { name: 'hook', version: '1', supports: new Set(CONTROL_VERBS) };
  const made = operator(
    {
      describe: async () => description,
      close: async () => undefined,
      call: async (verb) => {
        heard.push(verb);
        return { kind: 'answered', body: { deploymentId: `d-${heard.length}` } };
      },
    },
    description,
  );
  return { made, heard };
}

it('lets nothing be assigned once the check has ended', async () => {
  const { made, heard } = desk();
  const assignments = new Assignments();
  const watched = assignments.by(made);
  expect(await watched.assign(CLIENT, 'd', ORDER, 'key')).toBe('d-1');
  assignments.end();
  await expect(watched.assign(CLIENT, 'd', ORDER, 'key')).rejects.toThrow('the check has ended');
  expect(heard).toEqual(['assign']);
});
