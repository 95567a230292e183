import type { Exchange, WireResponse } from '../../simulator/protocol/exchange.ts';
import { Wire } from '../../simulator/protocol/wire.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';

/** What git asks for first: in the smart protocol, and of a server that only serves files. */
const FIRST_LOOKS = ['/info/refs?service=git-upload-pack', '/info/refs', '/HEAD'] as const;

/** Asks for the refs of a repository in each way that git does, without any Authorization. */
export async function askUnauthorized(
  trial: Trial,
  client: TrialClient,
  repository: string,
): Promise<readonly Exchange[]> {
  const { anchors, actor, limits, onExchange } = trial.connectOptions(client.identity);
  const { origin, pathname } = new URL(repository);
  const folder = pathname.replace(/\/+$/, '');
  // On a connection of its own each: one that was idle may be closed by the time of the next look.
  const look = async (resource: string): Promise<Exchange> => {
    const wire = new Wire({ origin, anchors, actor, limits, connections: 1, onExchange });
    try {
      const headers = [['git-protocol', 'version=2']] as const;
      return await wire.send({ method: 'GET', path: `${folder}${resource}`, headers, body: null });
    } finally {
      await wire.close();
    }
  };
  return Promise.all(FIRST_LOOKS.map(look));
}

const SMART = /^[0-9a-f]{4}(# service=git-upload-pack|version 2)/;
const FILES = /^([0-9a-f]{40,64}\trefs\/|ref: refs\/)/;

/** Git's answer to that, in any of its forms; a page that asks to log in is none. */
export function advertisesRefs({ status, body }: Pick<WireResponse, 'status' | 'body'>): boolean {
  const text = Buffer.from(body).toString('latin1');
  return status === 200 && (SMART.test(text) || FILES.test(text));
}
