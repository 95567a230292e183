import { createHash } from 'node:crypto';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { DEPLOYMENTS } from '../../simulator/protocol/rc3/paths.ts';
import { check } from '../harness/check.ts';
import { present, READ_DESIRED_STATE } from '../harness/probe/present.ts';
import type { RawRequest } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import type { Reception } from '../oracles/reception.ts';
import { certificateHeaders } from './certificate-headers.ts';
import { judgeReception, requireServed, soundTwin } from './kinds.ts';
import { json, requestsOfDevices, requestsOfWorkload } from './whole-interface.ts';

check(
  {
    id: 'identity/no-certificate-is-refused',
    title: 'A caller without a client certificate neither reads a desired state nor reports or removes a device',
    requirements: ['GEN-006', 'TLS-005'],
  },
  async (trial) => {
    await judgeAnonymous(trial, await requestsOfDevices(trial), ['GEN-006', 'TLS-005']);
  },
);

check(
  {
    id: 'identity/no-certificate-reaches-no-workload',
    title: 'A caller without a client certificate fetches no artifact and reports no status, even if it knows all ids',
    requirements: ['GEN-006', 'GEN-008'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => judgeAnonymous(trial, await requestsOfWorkload(trial), ['GEN-006', 'GEN-008']),
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
    const onboarding = { apiVersion: 'onboarding.margo.org/v1alpha1', kind: 'OnboardingRequest', certificate };
    await judgeAnonymous(
      trial,
      [
        { method: 'POST', path: '/api/v1/onboarding', ...json(onboarding) },
        { method: 'POST', path: '/api/v1/onboarding', ...json({ public_certificate: certificate }) },
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
  const receptions: Reception[] = [];
  for (const request of requests)
    receptions.push(await present(trial, { actor: 'no certificate', credential: null, request }));
  await requireServed(trial, twin);
  for (const [index, reception] of receptions.entries())
    for (const requirement of requirements) {
      const { method, path, headers = [] } = requests[index] ?? { method: '', path: '' };
      const named = headers.map(([name]) => name).join(', ');
      judgeReception(trial, requirement, reception, `${method} ${path} (${named}) without a certificate`);
    }
}

/** As RFC 9421 has it; whether it verifies does not matter, because no signature may count. */
function signature(keyId: string): NonNullable<RawRequest['headers']> {
  const digest = createHash('sha256').update('').digest('base64');
  return [
    ['Content-Digest', `sha-256=:${digest}:`],
    ['Signature-Input', `sig1=("@method" "@path");created=1700000000;keyid="${keyId}";alg="ecdsa-p256-sha256"`],
    ['Signature', `sig1=:${Buffer.alloc(64, 7).toString('base64')}:`],
  ];
}
