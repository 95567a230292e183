import { jsonEquals } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { judgeThat } from '../oracles/judgement.ts';
import type { KeptDevice } from '../oracles/kept-capabilities.ts';
import { ownDevice } from './exchanges.ts';
import { keptDevices, keptWhere } from './kept.ts';

const DOMAIN = 'packaging line 4';

const showsDomain = (record: KeptDevice | undefined): boolean => jsonEquals(record?.properties['domain'], DOMAIN);

check(
  {
    id: 'capabilities/what-is-no-longer-said-is-gone',
    title: 'What a device no longer says of itself, be it a member that the tables do not have, is no longer kept',
    requirements: ['USR-001'],
    needs: { caller: 'bearer-token', verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const plain = plainHost(id);
    await client.report({ ...plain, labels: { 'waspect.example/domain': DOMAIN } });
    await keptWhere(trial, client, id, showsDomain, `the domain of ${id}`);
    await client.report(plain);
    await trial.judgeEventually(
      'USR-001',
      async () => {
        const record = (await keptDevices(trial, client)).find(({ deviceId }) => deviceId === id);
        return judgeThat(
          !showsDomain(record),
          'a device without a domain',
          `the domain ${DOMAIN} of its report before`,
        );
      },
      { position: 'G-99' },
    );
  },
);
