import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { PROBLEM } from '../../simulator/protocol/media-types.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { eventually } from '../harness/waiting.ts';
import { DEVICE, type Working, working } from '../identity/clients-with-workloads.ts';
import { requireServed, soundTwin } from '../identity/kinds.ts';
import { HOLDS, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { notServed, served } from '../oracles/reception.ts';
import { statusIs } from '../oracles/status-code.ts';
import { statusReport } from '../status/reporting.ts';
import { receptionOfExchange } from './reception.ts';

const needs = { verbs: ['admit', 'retire'] } as const;

check(
  {
    id: 'onboarding/retired-client-is-denied',
    title: 'A client that was retired is served no longer at any resource, although its credential is still valid',
    requirements: ['WIP-012', 'WIP-013'],
    needs: { verbs: ['admit', 'retire', 'assign'] },
  },
  async (trial) => {
    const retired = await working(trial);
    await retired.client.retire();
    await judgeDenied(trial, retired.client);
    // Each part of a WFM may hear of it in its own time, and none may forget it.
    for (const operation of operationsOf(retired))
      await trial.judgeEventually('WIP-012', () => deniedTo(retired, operation));
    await removalsAnsweredOtherwise(trial, retired.client);
    await trial.quiet();
    for (const operation of [...operationsOf(retired), removalOf(retired)])
      trial.judge('WIP-012', await deniedTo(retired, operation));
    trial.judge('WIP-013', notServed(await reading(retired.client), 'a retired client'));
  },
);

check(
  {
    id: 'onboarding/denial-is-a-403-with-a-problem',
    title: 'What policy denies is answered with 403 and a problem document',
    requirements: ['GEN-011'],
    needs,
  },
  async (trial) => {
    const client = await soundTwin(trial);
    await client.retire();
    let last = await client.api.readDesiredState();
    const denied = await eventually(trial.session.target.timeouts.settle, async () => {
      last = await client.api.readDesiredState();
      return notServed(receptionOfExchange(last), 'a retired client');
    });
    if (!denied.ok) throw new NotEvaluated('the retired client is still served');
    // Ending the connection denies as well, and has no document.
    if (last.outcome.kind === 'failure' && receptionOfExchange(last).kind === 'turned-away')
      throw new NotApplicable('a denied client is turned away in TLS, before there is a request to answer');
    const response = trial.answer(last);
    trial.judge('GEN-011', statusIs(response, 403));
    trial.judge('GEN-011', hasMediaType(response, PROBLEM));
  },
);

check(
  {
    id: 'onboarding/retirement-leaves-others-alone',
    title: 'Retiring one client denies nothing to another, however similar their ids are',
    requirements: ['WIP-012'],
    needs: { ...needs, issuer: true },
  },
  async (trial) => {
    const id = trial.newClientId();
    const ids = [id, `${id}x`, `${id}.1`, id.toUpperCase()];
    const clients: TrialClient[] = [];
    for (const one of ids) clients.push(await trial.client({ identity: await trial.session.identities.take(one) }));
    for (const client of clients) {
      await requireServed(trial, client);
      await requireReading(client);
    }
    const waiting = [...clients];
    // The order matters: each has met a retired one that it begins with, and one that begins with it.
    for (const retired of [clients[1], clients[0], clients[3]]) {
      if (!retired) continue;
      await retired.retire();
      await judgeDenied(trial, retired);
      waiting.splice(waiting.indexOf(retired), 1);
      for (const other of waiting)
        await trial.judgeEventually('WIP-012', async () =>
          served(await reading(other), `${other.id}, which is accepted as ${retired.id} was,`),
        );
    }
  },
);

check(
  {
    id: 'onboarding/readmission-lifts-the-denial',
    title: 'A client that is accepted again after it was retired is served again, and can be retired again',
    requirements: ['USR-005', 'WIP-013'],
    needs: { ...needs, caller: 'mutual-tls' },
  },
  async (trial) => {
    const client = await soundTwin(trial);
    await requireReading(client);
    for (let round = 1; round <= 2; round++) {
      await client.retire();
      const denied = await eventually(trial.session.target.timeouts.settle, async () =>
        notServed(await reading(client), 'a retired client'),
      );
      if (!denied.ok) throw new NotEvaluated('the retired client is still served');
      await client.admit();
      const readmitted = await eventually(trial.session.target.timeouts.settle, async () =>
        served(await reading(client), 'a client that was accepted again'),
      );
      trial.judge('USR-005', readmitted);
      trial.judge('WIP-013', readmitted);
      if (!readmitted.ok) return;
    }
  },
);

const reading = async ({ api }: TrialClient) => receptionOfExchange(await api.readDesiredState());

/** Where the WFM's own certificate is refused, nobody is served, and that is the fault of no policy. */
const requireReading = async ({ api }: TrialClient): Promise<void> => {
  setUpResponse(await api.readDesiredState(), 'reading the desired state');
};

const judgeDenied = (trial: Trial, client: TrialClient): Promise<void> =>
  trial.judgeEventually('WIP-012', async () => notServed(await reading(client), `the retired client ${client.id}`));

/** A request of a client, and its name. */
type Operation = readonly [name: string, send: () => Promise<Exchange>];

function operationsOf({ client, workload }: Working): readonly Operation[] {
  const { deploymentId, manifest } = workload;
  const digest = manifest.deployments[0]?.digest ?? '';
  const status = statusReport(workload, 'installed');
  return Object.entries({
    'reading the desired state': () => client.api.readDesiredState(),
    'revalidating the desired state': () =>
      client.api.readDesiredState({ headers: { 'If-None-Match': manifest.etag ?? '*' } }),
    'fetching a deployment': () => client.api.fetchDeployment(deploymentId, digest),
    'fetching a bundle': () => client.api.fetchBundle(manifest.bundle?.digest ?? digest),
    'reporting capabilities': () => client.api.reportCapabilities(DEVICE, jsonBytes(plainHost(DEVICE, '2'))),
    'reporting a status': () => client.api.reportStatus(deploymentId, jsonBytes(status)),
  });
}

/**
 * Waits until the WFM no longer looks for the devices that it is to remove. Where it says of a retired client's devices that
 * there are none, there is nothing to wait for, which only time tells.
 */
const removalsAnsweredOtherwise = (trial: Trial, { api, freshName }: TrialClient): Promise<Judgement> =>
  eventually(trial.session.target.timeouts.settle, async () => {
    const { outcome } = await api.removeDevice(`${freshName}.none`);
    return outcome.kind === 'response' ? judgeThat(outcome.response.status !== 404, 'a denial', 'status 404') : HOLDS;
  });

/** Only judged once the others are denied: one that is served leaves nothing to remove, which looks like a denial. */
const removalOf = ({ client }: Working): Operation => ['removing a device', () => client.api.removeDevice(DEVICE)];

const deniedTo = async ({ client }: Working, [name, send]: Operation): Promise<Judgement> =>
  notServed(receptionOfExchange(await send()), `${name} by the retired client ${client.id}`);
