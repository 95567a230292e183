import type { SecureVersion } from 'node:tls';
import { check } from '../harness/check.ts';
import { rawOptions } from '../harness/probe/present.ts';
import { type Negotiated, RawConnection, type RawOptions } from '../harness/probe/raw-connection.ts';
import type { ClientIdentity } from '../harness/session/identities.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { broken, judgeThat } from '../oracles/judgement.ts';
import { noForbiddenCipher, recommendedCipher } from '../oracles/tls12.ts';

check(
  {
    id: 'identity/tls-1-3-is-the-default',
    title: 'A client that can do TLS 1.3 and 1.2 gets TLS 1.3',
    requirements: ['TLS-001'],
  },
  async (trial) => {
    const { identity } = await trial.client();
    const negotiated = await negotiate(trial, identity, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' });
    if (!negotiated) throw new NotEvaluated('no TLS handshake came about');
    trial.judge('TLS-001', judgeThat(negotiated.version === 'TLSv1.3', 'TLSv1.3', negotiated.version));
  },
);

check(
  {
    id: 'identity/tls-1-2-is-a-sound-fallback',
    title: 'Where TLS 1.2 is accepted at all, it follows RFC 9325',
    requirements: ['TLS-002'],
  },
  async (trial) => {
    const { identity } = await trial.client();
    if (!(await negotiate(trial, identity, {}))) throw new NotEvaluated('no TLS handshake came about');
    const attempts = await Promise.all(
      [ANY_CIPHER, FORBIDDEN_CIPHERS, OUTDATED_CIPHERS].map((ciphers) =>
        negotiate(trial, identity, { ...only('TLSv1.2'), ciphers }),
      ),
    );
    const negotiated = attempts.filter((attempt) => attempt !== undefined);
    if (negotiated.length === 0) throw new NotApplicable('the WFM does not accept TLS 1.2');
    for (const { cipher } of negotiated) trial.judge('TLS-002', noForbiddenCipher(cipher));
    for (const { cipher } of negotiated) trial.judge('TLS-002', recommendedCipher(cipher), { position: 'G-55' });
    const [fallback] = negotiated;
    if (fallback)
      trial.judge(
        'TLS-002',
        broken('that TLS 1.2 is off unless an operator turned it on', `TLS 1.2 with ${fallback.cipher}`),
        { position: 'G-55' },
      );
  },
);

check(
  {
    id: 'identity/old-tls-is-never-negotiated',
    title: 'TLS 1.1 and TLS 1.0 are never negotiated',
    requirements: ['TLS-003'],
  },
  async (trial) => {
    const { identity } = await trial.client();
    if (!(await negotiate(trial, identity, {}))) throw new NotEvaluated('no TLS handshake came about');
    for (const version of ['TLSv1.1', 'TLSv1'] as const) {
      const negotiated = await negotiate(trial, identity, { ...only(version), ciphers: ANY_CIPHER });
      trial.judge(
        'TLS-003',
        judgeThat(!negotiated, `no handshake with ${version}`, `${negotiated?.version} was negotiated`),
      );
    }
  },
);

// Without the security level the client's own library would refuse before the WFM is asked.
const ANY_CIPHER = 'ALL:@SECLEVEL=0';
const FORBIDDEN_CIPHERS = 'eNULL:aNULL:3DES:RC4:@SECLEVEL=0';
const OUTDATED_CIPHERS = 'ALL:!AESGCM:!AESCCM:!CHACHA20:!ARIAGCM:!aNULL:@SECLEVEL=0';

const only = (version: SecureVersion) => ({ minVersion: version, maxVersion: version });

async function negotiate(
  trial: Trial,
  { name, credential }: ClientIdentity,
  tls: NonNullable<RawOptions['tls']>,
): Promise<Negotiated | undefined> {
  using connection = await RawConnection.open(rawOptions(trial, { actor: name, credential, tls }));
  const { negotiated, ending } = connection;
  const detail = ending?.kind === 'closed' ? ending.how.detail : '';
  if (!negotiated && /NO_PROTOCOLS_AVAILABLE|NO_CIPHERS_AVAILABLE|NO_CIPHER_MATCH/.test(detail))
    throw new NotEvaluated(`this machine's TLS library cannot offer that: ${detail}`);
  return negotiated;
}
