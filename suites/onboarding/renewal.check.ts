import { issueSvid } from '../../simulator/pki/svid.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { judgeByStatus } from '../capabilities/usual-answer.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { DEVICE, working } from '../identity/clients-with-workloads.ts';
import { contextOf } from '../identity/kinds.ts';
import { servedAsCaller } from '../oracles/caller.ts';
import { statusIs } from '../oracles/status-code.ts';

check(
  {
    id: 'onboarding/renewed-svid-is-the-same-client',
    title: 'With a new certificate, key and serial number for its SPIFFE ID a client is who it was',
    requirements: ['IDN-013', 'GEN-007'],
    needs: { verbs: ['admit', 'assign'], issuer: true },
  },
  async (trial) => {
    const [before, other] = await Promise.all([working(trial), working(trial)]);
    const ids = { own: before.workload.deploymentId, foreign: other.workload.deploymentId };
    const { issuer } = contextOf(trial, before.client.id);
    for (const algorithm of ['P-256', 'P-256'] as const) {
      const { chainPem, keyPem } = await issueSvid(issuer, { spiffeId: before.client.spiffeId, algorithm });
      const identity = { ...before.client.identity, credential: { chainPem, keyPem } };
      const renewed = await trial.client({ identity, admitted: false });
      for (const client of [renewed, before.client, renewed]) {
        const answer = trial.answer(await client.api.send({ method: 'GET', path: client.api.paths.deployments }));
        // Policy may turn away a credential that has been replaced (WIP-013).
        if (client !== before.client) trial.judge('IDN-013', statusIs(answer, 200));
        trial.judge('GEN-007', servedAsCaller(answer, ids));
      }
    }
    // The device that was reported with the first certificate is the client's still.
    const identity = { ...before.client.identity };
    const last = await issueSvid(issuer, { spiffeId: before.client.spiffeId, subject: 'renewed' });
    const renewed = await trial.client({ identity: { ...identity, credential: last }, admitted: false });
    const again = trial.answer(await renewed.api.reportCapabilities(DEVICE, jsonBytes(plainHost(DEVICE, '2'))));
    const told = {
      answer: again,
      due: 'updated',
      what: 'another report of a device, with another certificate',
    } as const;
    await judgeByStatus(trial, renewed, 'IDN-013', told);
  },
);
