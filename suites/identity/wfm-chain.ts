import { rawOptions } from '../harness/probe/present.ts';
import { RawConnection } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';

/** What the WFM presents to an accepted client, in DER, leaf first; it is read, not verified. */
export async function wfmChain(trial: Trial): Promise<readonly Uint8Array[]> {
  const client = await trial.client();
  const { credential } = client.identity;
  using connection = await RawConnection.open(rawOptions(trial, { actor: client.id, credential }));
  if (connection.negotiated) return connection.negotiated.peerChain;
  throw new NotEvaluated('no TLS handshake came about');
}
