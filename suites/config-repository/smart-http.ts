import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { Wire } from '../../simulator/protocol/wire.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';

/** Asks for the refs of a repository as git does first, without any Authorization. */
export async function askUnauthorized(trial: Trial, client: TrialClient, repository: string): Promise<Exchange> {
  const { anchors, actor, limits, onExchange } = trial.connectOptions(client.identity);
  const { origin, pathname } = new URL(repository);
  const wire = new Wire({ origin, anchors, actor, limits, connections: 1, onExchange });
  try {
    const path = `${pathname.replace(/\/+$/, '')}/info/refs?service=git-upload-pack`;
    return await wire.send({ method: 'GET', path, headers: [['git-protocol', 'version=2']], body: null });
  } finally {
    await wire.close();
  }
}

/** Git's answer to that, in either of its versions; a page that asks to log in is none. */
export const advertisesRefs = ({ status, body }: WireResponse): boolean =>
  status === 200 && /^[0-9a-f]{4}(# service=git-upload-pack|version 2)/.test(Buffer.from(body).toString('latin1'));
