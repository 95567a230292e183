import { CA_CERTIFICATE } from '../../simulator/protocol/rc2/words.ts';
import { check } from '../harness/check.ts';
import { rawOptions } from '../harness/probe/present.ts';
import { RawConnection } from '../harness/probe/raw-connection.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about, HOLDS } from '../oracles/judgement.ts';
import { isAuthority, leadsTo, readRootCertificate } from '../oracles/root-certificate.ts';
import { isAccepted, statusIs } from '../oracles/status-code.ts';
import { unsigned } from '../signatures/fields.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/root-certificate-can-be-fetched',
    title: 'The root CA can be fetched without credentials, and is the one that the certificate of the WFM leads to',
    requirements: ['GEN-001', 'ONB-011'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const request = { method: 'GET', path: CA_CERTIFICATE };
    const bare = trial.answer(await client.api.send(request, { authenticate: unsigned }), 'GEN-001');
    trial.judge('ONB-011', about('reading the root CA without a signature', statusIs(bare, 200)), { position: 'G-87' });
    const answer = isAccepted(bare) ? bare : trial.answer(await client.api.send(request), 'GEN-001');
    trial.judge('GEN-001', about('reading the root CA', statusIs(answer, 200)), { position: 'G-88' });
    const read = readRootCertificate(answer);
    trial.judge('GEN-001', 'wrong' in read ? read.wrong : HOLDS);
    if ('wrong' in read) return;
    trial.judge('GEN-001', isAuthority(read.certificate));
    using connection = await RawConnection.open(rawOptions(trial, { actor: client.id, credential: null }));
    if (!connection.negotiated) throw new NotEvaluated('no TLS handshake came about');
    trial.judge('ONB-011', leadsTo(connection.negotiated.peerChain, read.certificate));
  },
);
