import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { rawOptions } from '../harness/probe/present.ts';
import { RawConnection } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about, HOLDS } from '../oracles/judgement.ts';
import { isAuthority, leadsTo, readRootCertificate } from '../oracles/root-certificate.ts';
import { isAccepted, statusIs } from '../oracles/status-code.ts';

/** Where the root CA is read, and how nothing shows who asks. */
export interface RootCa {
  readonly path: string;
  readonly bare: Authenticate;
  /** What an ordinary request has and a bare one lacks: "a signature". */
  readonly credentials: string;
}

/** Judges that the root CA can be read, with and without credentials, and that the WFM's own certificate leads to it. */
export async function judgeRootCa(trial: Trial, { path, bare, credentials }: RootCa): Promise<void> {
  const client = await trial.client();
  const request = { method: 'GET', path };
  const plain = trial.answer(await client.api.send(request, { authenticate: bare }), 'GEN-001');
  const without = about(`reading the root CA without ${credentials}`, statusIs(plain, 200));
  // To fetch it is a permission of the client; that it can be had is what the WFM owes.
  for (const requirement of ['ONB-011', 'GEN-001']) trial.judge(requirement, without, { position: 'G-87' });
  const answer = isAccepted(plain) ? plain : trial.answer(await client.api.send(request), 'GEN-001');
  trial.judge('GEN-001', about('reading the root CA', statusIs(answer, 200)), { position: 'G-88' });
  const read = readRootCertificate(answer);
  trial.judge('GEN-001', 'wrong' in read ? read.wrong : HOLDS);
  if ('wrong' in read) return;
  trial.judge('GEN-001', isAuthority(read.certificate));
  using connection = await RawConnection.open(rawOptions(trial, { actor: client.id, credential: null }));
  if (!connection.negotiated) throw new NotEvaluated('no TLS handshake came about');
  const leads = leadsTo(connection.negotiated.peerChain, read.certificate);
  for (const requirement of ['ONB-011', 'GEN-001']) trial.judge(requirement, leads, { position: 'G-87' });
}
