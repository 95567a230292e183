import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVERSATION, essence, type Step } from './conversation.test-data.ts';
import { ACCOUNT, dockerRegistryProgram, startDebianRegistry } from './debian-registry.test-support.ts';
import { startRegistry } from './start-registry.ts';
import { type Wire, wireTo } from './wire.test-support.ts';

const program = await dockerRegistryProgram();

async function essences(wire: Wire, steps: readonly Step[], prefix: string): Promise<readonly unknown[]> {
  const said = [];
  for (const { take } of steps) for (const answer of await take(wire, prefix)) said.push(essence(answer, prefix));
  return said;
}

describe.skipIf(program === undefined)('beside docker-registry (Debian: apt-get install docker-registry)', () => {
  it('answers every conversation alike', { timeout: 180_000 }, async () => {
    await using reference = await startDebianRegistry(program ?? '', 'anonymous');
    await using registry = await startRegistry();
    await using there = wireTo(reference.host, reference.caPem);
    await using here = wireTo(registry.host, registry.caPem);
    let run = 0;
    await fc.assert(
      fc.asyncProperty(CONVERSATION, async (steps) => {
        run += 1;
        const prefix = `run${run}`;
        expect(await essences(here, steps, prefix)).toEqual(await essences(there, steps, prefix));
      }),
      { numRuns: 40 },
    );
  });

  it('lets in and refuses alike where passwords are asked for', async () => {
    await using reference = await startDebianRegistry(program ?? '', 'basic');
    await using registry = await startRegistry({ authorization: { mode: 'basic', accounts: [ACCOUNT] } });
    await using there = wireTo(reference.host, reference.caPem);
    await using here = wireTo(registry.host, registry.caPem);
    const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;
    const authorizations = [
      '',
      basic('user:secret'),
      basic('user:wrong'),
      basic('nobody:secret'),
      basic('user'),
      'Basic',
      'Bearer x',
    ];
    for (const authorization of authorizations) {
      for (const target of ['/v2/', '/v2/charts/good/tags/list']) {
        const headers: Record<string, string> = authorization === '' ? {} : { authorization };
        const [own, other] = [
          await here.call('GET', target, { headers }),
          await there.call('GET', target, { headers }),
        ];
        expect([authorization, own.status]).toEqual([authorization, other.status]);
        expect(String(own.headers['www-authenticate'])).toBe(String(other.headers['www-authenticate']));
      }
    }
  });
});
