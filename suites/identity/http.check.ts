import { check } from '../harness/check.ts';
import { exchangeOnce, readingOf, receptionOf } from '../harness/probe/present.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { served } from '../oracles/reception.ts';

check(
  {
    id: 'identity/http-1-1-is-spoken',
    title: 'A client that speaks HTTP/1.1 only is served, whether it says so in TLS (ALPN) or not',
    requirements: ['GEN-004'],
    needs: { desiredState: 'manifest' },
  },
  async (trial) => {
    const client = await trial.client();
    await client.manifest();
    const { credential } = client.identity;
    for (const [actor, tls] of [
      ['without ALPN', {}],
      ['ALPN http/1.1', { ALPNProtocols: ['http/1.1'] }],
    ] as const) {
      const outcome = await exchangeOnce(trial, {
        actor,
        credential,
        tls: { ...tls },
        request: await readingOf(client),
      });
      trial.judge('GEN-004', served(receptionOf(outcome), `a client ${actor}`));
      if (outcome.kind !== 'response') continue;
      const { httpVersion } = outcome.response;
      const spoken = judgeThat(httpVersion === '1.1', 'an answer in HTTP/1.1', `one in HTTP/${httpVersion}`);
      trial.judge('GEN-004', spoken, { position: 'G-43' });
    }
  },
);
