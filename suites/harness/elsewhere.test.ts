import { describe, expect, it } from 'vitest';
import { broken } from '../oracles/judgement.ts';
import { reproScript } from './evidence/repro.ts';
import { openSession, type Session } from './session/session.ts';
import { referenceWas } from './testing/reference-was.test-support.ts';
import { settingsFor } from './testing/set-up.test-support.ts';
import { Trial } from './trial.ts';

const ENDPOINTS = ['test', 'development', 'production'];

async function atTwo(
  records: 'shared' | 'separate',
  act: (here: Trial, there: Trial, session: Session) => Promise<void>,
): Promise<void> {
  const { file } = await referenceWas({ endpoints: ENDPOINTS, endpointRecords: records });
  const session = await openSession(settingsFor(file));
  const here = new Trial(session, { id: 'endpoints/example', requirements: ['USR-015'] });
  try {
    await act(here, await here.elsewhere('development'), session);
  } finally {
    await here.release();
    await session.close();
  }
}

const devices = ({ operator }: Trial, { client }: Awaited<ReturnType<Trial['client']>>) => operator.devices(client);

describe('a trial at another endpoint', () => {
  it('has the operator of that one, and no identity that this one has', async () => {
    await atTwo('separate', async (here, there) => {
      const clients = [await here.client(), await there.client(), await here.client(), await there.client()];
      expect(new Set(clients.map(({ id }) => id)).size).toBe(clients.length);
      expect(there.session.target.endpoint.name).toBe('development');
      const [own, native] = clients;
      if (!own || !native) throw new Error('no clients');
      const known = there.transcript.entries.flatMap((entry) => (entry.kind === 'control' ? [entry.desk] : []));
      expect(new Set(known)).toEqual(new Set([undefined, there.session.target.control]));
      expect(await devices(there, native)).toEqual([]);
    });
  });

  it('is the same each time, and one that is not there is a mistake of the check', async () => {
    await atTwo('separate', async (here, there) => {
      expect(await here.elsewhere('development')).toBe(there);
      expect((await here.elsewhere('production')).session).not.toBe(there.session);
      await expect(here.elsewhere('nowhere')).rejects.toThrow(/^TARGET_ENDPOINT: there is no endpoint "nowhere"/);
    });
  });

  it('is part of this trial: what is judged, observed and sent there is in one report', async () => {
    await atTwo('separate', async (here, there, { target }) => {
      await there.client();
      there.observe('something');
      there.judge('USR-015', broken('this', 'that'));
      expect(here.observations).toEqual(['something']);
      expect(here.warnings).toMatchObject([{ requirement: 'USR-015', received: 'that' }]);
      expect([...here.judged]).toEqual(['USR-015']);
      const origins = here.transcript.entries.flatMap((entry) =>
        entry.kind === 'exchange' ? [entry.exchange.origin] : [],
      );
      expect(new Set(origins)).toEqual(new Set([new URL(there.session.target.endpoint.url).origin]));
      const script = reproScript('endpoints/example', here.transcript.entries, target);
      expect(script).toMatch(/^\(CONTROL='http:\/\/[^']+\/endpoints\/development'; operator admit /m);
    });
  });

  it('gives its clients back with those of this one', async () => {
    await atTwo('separate', async (here, there) => {
      const client = await there.client();
      await here.release();
      const again = await there.client({ identity: client.identity, admitted: false });
      const { outcome } = await again.api.readDesiredState();
      expect(outcome).toMatchObject({ kind: 'response', response: { status: 403 } });
    });
  });

  it('has the way to an operator that both have in common', async () => {
    await atTwo('shared', async (here, there, session) => {
      expect(there.session.control).toBe(session.control);
      expect(there.operator.description).toBe(here.operator.description);
      await there.client();
    });
  });
});
