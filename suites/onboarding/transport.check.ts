import type { SecureVersion } from 'node:tls';
import { CA_CERTIFICATE } from '../../simulator/protocol/rc2/words.ts';
import { check } from '../harness/check.ts';
import { exchangeOnce, rawOptions, receptionOf } from '../harness/probe/present.ts';
import { type Negotiated, RawConnection, type RawOptions } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { describeReception, isRefusal, isServed, served } from '../oracles/reception.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/tls-1-3-is-spoken',
    title: 'A client that presents no certificate gets TLS 1.3',
    requirements: ['ONB-015'],
    needs,
  },
  async (trial) => {
    await trial.client();
    const negotiated = await negotiate(trial, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
    trial.judge(
      'ONB-015',
      judgeThat(negotiated?.version === 'TLSv1.3', 'TLSv1.3', negotiated?.version ?? 'no handshake'),
    );
  },
);

check(
  {
    id: 'onboarding/older-tls-is-not-negotiated',
    title: 'A client that offers nothing newer than TLS 1.2 gets no connection',
    requirements: ['ONB-015'],
    needs,
  },
  async (trial) => {
    await trial.client();
    if (!(await negotiate(trial, {}))) throw new NotEvaluated('no TLS handshake came about');
    for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const) {
      const negotiated = await negotiate(trial, { ...only(version), ciphers: 'ALL:@SECLEVEL=0' });
      trial.judge(
        'ONB-015',
        judgeThat(!negotiated, `no handshake with ${version}`, `${negotiated?.version} was negotiated`),
        version === 'TLSv1.2' ? { position: 'G-82' } : {},
      );
    }
    if (!(await negotiate(trial, {}))) throw new NotEvaluated('no TLS handshake came about any more');
  },
);

check(
  {
    id: 'onboarding/http-1-1-is-spoken',
    title: 'A client that speaks HTTP/1.1 only is served, whether it says so in TLS (ALPN) or not',
    requirements: ['GEN-004'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const { api } = client;
    for (const [actor, tls] of [
      ['without ALPN', {}],
      ['with ALPN http/1.1', { ALPNProtocols: ['http/1.1'] }],
    ] as const) {
      const request = await api.authenticated({ method: 'GET', path: api.paths.deployments });
      const outcome = await exchangeOnce(trial, { actor, credential: null, request, tls: { ...tls } });
      trial.judge('GEN-004', served(receptionOf(outcome), `a client ${actor}`));
      if (outcome.kind !== 'response') continue;
      const { httpVersion } = outcome.response;
      const spoken = judgeThat(httpVersion === '1.1', 'an answer in HTTP/1.1', `one in HTTP/${httpVersion}`);
      trial.judge('GEN-004', spoken, { position: 'G-43' });
    }
  },
);

check(
  {
    id: 'onboarding/no-client-certificate-is-demanded',
    title: 'A client that presents no certificate in TLS is not turned away for it',
    requirements: ['ONB-015'],
    needs,
  },
  async (trial) => {
    const { identity } = await trial.client({ admitted: false });
    const request = { method: 'GET', path: CA_CERTIFICATE, headers: [] };
    const ask = (actor: string, credential: typeof identity.credential | null) =>
      exchangeOnce(trial, { actor, credential, request });
    const before = await ask('nobody yet', null);
    const twin = receptionOf(await ask(identity.name, identity.credential));
    const after = await ask('nobody yet', null);
    // Whether anyone may read the root CA is not judged here, but whether its certificate opens it to a client.
    const turnedAway = [before, after].every(
      (outcome) =>
        (outcome.kind === 'closed' && outcome.how.manner === 'alert') ||
        (isServed(twin) && isRefusal(receptionOf(outcome))),
    );
    trial.judge(
      'ONB-015',
      judgeThat(!turnedAway, 'that no certificate of the client is needed', describeReception(receptionOf(after))),
    );
  },
);

const only = (version: SecureVersion) => ({ minVersion: version, maxVersion: version });

async function negotiate(trial: Trial, tls: NonNullable<RawOptions['tls']>): Promise<Negotiated | undefined> {
  using connection = await RawConnection.open(rawOptions(trial, { actor: 'nobody yet', credential: null, tls }));
  return connection.negotiated;
}
