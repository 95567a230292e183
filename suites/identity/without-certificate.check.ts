import { createHash } from 'node:crypto';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { DEPLOYMENTS } from '../../simulator/protocol/rc3/paths.ts';
import { check } from '../harness/check.ts';
import { present, READ_DESIRED_STATE } from '../harness/probe/present.ts';
import type { RawRequest } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { certificateHeaders } from './certificate-headers.ts';
import { judgeReception, requireServed, soundTwin } from './kinds.ts';

check(
  {
    id: 'identity/no-certificate-is-refused',
    title: 'A caller without a client certificate is refused at every resource',
    requirements: ['GEN-006', 'TLS-005'],
  },
  async (trial) => {
    const requests: readonly RawRequest[] = [
      { method: 'GET', path: DEPLOYMENTS, headers: [['Accept', MANIFEST]] },
      { method: 'PUT', path: `/api/v1/capabilities/${trial.newClientId()}`, ...json({}) },
      { method: 'DELETE', path: `/api/v1/capabilities/${trial.newClientId()}` },
      { method: 'POST', path: `${DEPLOYMENTS}/6e0d2c58-15b8-4a33-9f0a-2f3f6a7f5a11/status`, ...json({}) },
    ];
    await judgeAnonymous(trial, requests, ['GEN-006', 'TLS-005']);
  },
);

check(
  {
    id: 'identity/no-second-way-in',
    title: 'Neither onboarding of an earlier revision nor a token or a signature lets a caller without certificate in',
    requirements: ['GEN-013'],
  },
  async (trial) => {
    const twin = await trial.client();
    const certificate = Buffer.from(twin.identity.credential.chainPem).toString('base64');
    const reading = (headers: RawRequest['headers'] = []): RawRequest => ({
      method: 'GET',
      path: DEPLOYMENTS,
      headers: [['Accept', MANIFEST], ...headers],
    });
    const onboarding = { apiVersion: 'onboarding.margo/v1', certificate, clientId: twin.id };
    await judgeAnonymous(
      trial,
      [
        { method: 'POST', path: '/api/v1/onboarding', ...json(onboarding) },
        reading([['Authorization', `Bearer ${twin.id}`]]),
        reading([['Authorization', `Basic ${Buffer.from(`${twin.id}:${twin.id}`).toString('base64')}`]]),
        reading(signature(twin.spiffeId)),
        { method: 'GET', path: `/api/v1/clients/${twin.id}/deployments`, headers: [['Accept', MANIFEST]] },
      ],
      ['GEN-013'],
    );
  },
);

check(
  {
    id: 'identity/certificate-header-is-no-certificate',
    title: 'A certificate in a header of the request does not stand in for one in TLS',
    requirements: ['TLS-009', 'GEN-006'],
  },
  async (trial) => {
    const twin = await soundTwin(trial);
    const requests = certificateHeaders(twin.identity.credential.chainPem, twin.spiffeId).map(
      (header): RawRequest => ({ method: 'GET', path: DEPLOYMENTS, headers: [['Accept', MANIFEST], header] }),
    );
    // Without any header first: a WFM that serves everybody is not deceived by a header.
    await judgeAnonymous(trial, [READ_DESIRED_STATE], ['GEN-006']);
    await judgeAnonymous(trial, requests, ['TLS-009']);
  },
);

/** Each request without a certificate, and a sound client before and after. */
async function judgeAnonymous(
  trial: Trial,
  requests: readonly RawRequest[],
  requirements: readonly string[],
): Promise<void> {
  const twin = await soundTwin(trial);
  const receptions = await Promise.all(
    requests.map((request) => present(trial, { actor: 'no certificate', credential: null, request })),
  );
  await requireServed(trial, twin);
  for (const [index, reception] of receptions.entries())
    for (const requirement of requirements) {
      const { method, path, headers = [] } = requests[index] ?? { method: '', path: '' };
      const named = headers.map(([name]) => name).join(', ');
      judgeReception(trial, requirement, reception, `${method} ${path} (${named}) without a certificate`);
    }
}

const json = (body: object): Pick<RawRequest, 'headers' | 'body'> => ({
  headers: [['Content-Type', 'application/json']],
  body: jsonBytes(body),
});

/** As RFC 9421 has it; whether it verifies does not matter, because no signature may count. */
function signature(keyId: string): NonNullable<RawRequest['headers']> {
  const digest = createHash('sha256').update('').digest('base64');
  return [
    ['Content-Digest', `sha-256=:${digest}:`],
    ['Signature-Input', `sig1=("@method" "@path");created=1700000000;keyid="${keyId}";alg="ecdsa-p256-sha256"`],
    ['Signature', `sig1=:${Buffer.alloc(64, 7).toString('base64')}:`],
  ];
}
