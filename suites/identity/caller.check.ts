import { issueSvid } from '../../simulator/pki/svid.ts';
import type { HeaderList } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { JSON_DOCUMENT } from '../../simulator/protocol/media-types.ts';
import { capabilitiesPath, DEPLOYMENTS } from '../../simulator/protocol/rc3/paths.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { doesNotName, servedAsCaller } from '../oracles/caller.ts';
import { about } from '../oracles/judgement.ts';
import { statusIs } from '../oracles/status-code.ts';
import { certificateHeaders } from './certificate-headers.ts';
import { type Working, working } from './clients-with-workloads.ts';
import { contextOf, soundTwin } from './kinds.ts';

check(
  {
    id: 'identity/certificate-header-does-not-change-the-caller',
    title: 'A header with the certificate or name of another client does not make the caller that client',
    requirements: ['TLS-009', 'GEN-007'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const [caller, other] = await Promise.all([working(trial), working(trial)]);
    const { credential } = other.client.identity;
    const headers = certificateHeaders(credential.chainPem, other.client.spiffeId);
    await judgeForged(
      trial,
      'TLS-009',
      caller,
      other,
      headers.map((header) => ({ headers: [header] })),
    );
    await judgeForged(trial, 'GEN-007', caller, other, [{ headers }]);
  },
);

check(
  {
    id: 'identity/named-client-does-not-change-the-caller',
    title: 'Naming another client in a header, a query or a path does not make the caller that client',
    requirements: ['GEN-007'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const [caller, other] = await Promise.all([working(trial), working(trial)]);
    const { id, spiffeId } = other.client;
    const headers: HeaderList = [
      ['X-Client-Id', id],
      ['X-WFM-Client-Id', id],
      ['X-Margo-Client-Id', id],
      ['X-Forwarded-User', id],
      ['X-Remote-User', id],
      ['From', id],
      ['Authorization', `Bearer ${spiffeId}`],
      ['Cookie', `clientId=${id}`],
    ];
    await judgeForged(trial, 'GEN-007', caller, other, [
      ...headers.map((header) => ({ headers: [header] })),
      ...queriesNaming(other.client).map((query) => ({ query })),
    ]);
    // Where earlier revisions had the desired state of a client. Nothing has to be there.
    const path = `/api/v1/clients/${encodeURIComponent(id)}/deployments`;
    const answer = trial.answer(await caller.client.api.send({ method: 'GET', path }), 'GEN-007');
    trial.judge('GEN-007', about(`GET ${path}`, doesNotName(answer, other.workload.deploymentId)));
  },
);

check(
  {
    id: 'identity/forged-report-stays-with-the-caller',
    title: 'A report that names another client in headers, query or body is taken as the caller’s own',
    requirements: ['GEN-007'],
  },
  async (trial) => {
    const [caller, other] = [await soundTwin(trial), await soundTwin(trial)];
    const id = `device-of-${caller.id}`;
    const forged = [
      ...certificateHeaders(other.identity.credential.chainPem, other.spiffeId),
      ['X-Client-Id', other.id] as const,
    ];
    const report = plainHost(id);
    const path = capabilitiesPath(id);
    const send = async (headers: HeaderList, query: string, document: object): Promise<void> => {
      const type = ['Content-Type', JSON_DOCUMENT] as const;
      const request = { method: 'PUT', path: path + query, headers: [type, ...headers], body: jsonBytes(document) };
      trial.answer(await caller.api.send(request), 'GEN-007');
    };
    for (const header of forged) await send([header], '', report);
    for (const query of queriesNaming(other)) await send([], query, report);
    for (const name of ['clientId', 'wfmClientId', 'spiffeId'])
      await send([], '', {
        properties: { ...report.properties, [name]: name === 'spiffeId' ? other.spiffeId : other.id },
      });
    // The other client has no such device, unless one of the reports was booked to it.
    const removal = trial.answer(await other.api.removeDevice(id), 'GEN-007');
    if (removal.status >= 500) throw new NotEvaluated(`removing a device was answered with ${removal.status}`);
    trial.judge(
      'GEN-007',
      about('removal by one client of what only another has reported', statusIs(removal, 404, 403)),
    );
  },
);

check(
  {
    id: 'identity/subject-does-not-change-the-caller',
    title: 'A certificate whose subject and DNS name are those of another client acts for its own SPIFFE ID',
    requirements: ['IDN-013', 'GEN-007'],
    needs: { verbs: ['assign'], issuer: true },
  },
  async (trial) => {
    const [own, other] = await Promise.all([working(trial), working(trial)]);
    const { issuer } = contextOf(trial, own.client.id);
    for (const subject of [other.client.id, other.client.spiffeId]) {
      const { chainPem, keyPem } = await issueSvid(issuer, {
        spiffeId: own.client.spiffeId,
        subject,
        dnsNames: [other.client.id],
      });
      const identity = { ...own.client.identity, credential: { chainPem, keyPem } };
      const caller = { ...own, client: await trial.client({ identity, admitted: false }) };
      await judgeForged(trial, 'IDN-013', caller, other, [{}]);
      await judgeForged(trial, 'GEN-007', caller, other, [{}]);
    }
  },
);

const queriesNaming = ({ id, spiffeId }: TrialClient): readonly string[] =>
  ['clientId', 'client_id', 'client', 'spiffeId'].map(
    (name) => `?${name}=${encodeURIComponent(name === 'spiffeId' ? spiffeId : id)}`,
  );

interface Forgery {
  readonly headers?: HeaderList;
  readonly query?: string;
}

/** Reads the caller's desired state with each forgery, and once without any. */
async function judgeForged(
  trial: Trial,
  requirement: string,
  caller: Working,
  other: Working,
  forgeries: readonly Forgery[],
): Promise<void> {
  const ids = { own: caller.workload.deploymentId, foreign: other.workload.deploymentId };
  for (const { headers = [], query = '' } of forgeries) {
    const exchange = await caller.client.api.send({ method: 'GET', path: DEPLOYMENTS + query, headers });
    trial.judge(requirement, servedAsCaller(trial.answer(exchange, requirement), ids));
  }
}
