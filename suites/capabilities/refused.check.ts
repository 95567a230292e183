import { jsonBytes, stringifyJson, toJson } from '../../simulator/protocol/json.ts';
import { hostCapabilities, plainHost } from '../harness/arbitraries/capabilities.ts';
import { malformedBody } from '../harness/arbitraries/malformed-json.ts';
import { departureInEachPlace } from '../harness/arbitraries/schema-departures.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { NotApplicable } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { listsFieldErrors } from '../oracles/problem-condition.ts';
import { refusedWith } from '../oracles/status-code.ts';
import { ownDevice, put } from './exchanges.ts';
import { fullReport } from './full-report.ts';
import { judgeKept, sentinel } from './kept.ts';
import { judgeKnown, judgeUnknown } from './known.ts';

/** Sends a document spoilt in each place in turn, between two reports that are fine. */
async function judgeDepartures(trial: Trial, client: TrialClient, kind: 'missing' | 'type' | 'list'): Promise<void> {
  const id = ownDevice(client);
  const { traits, documents } = trial.session.revision;
  const report = fullReport(id, traits);
  await client.report(report);
  const departures = trial.sample(departureInEachPlace(report, kind, documents));
  if (departures.length === 0) throw new NotApplicable('the schema of the revision has no such rule');
  for (const { what, document } of departures) {
    const answer = await put(trial, client, id, document);
    trial.judge('CAP-006', about(`a report in which ${what}`, refusedWith(answer, traits.answers.meaningless)));
  }
  await client.report(report);
}

check(
  {
    id: 'capabilities/missing-members-refused',
    title: 'A report without a member that every report has is refused',
    requirements: ['CAP-006'],
  },
  async (trial) => judgeDepartures(trial, await trial.client(), 'missing'),
);

check(
  {
    id: 'capabilities/wrong-types-refused',
    title: 'A report with a member of another JSON type is refused',
    requirements: ['CAP-006'],
  },
  async (trial) => judgeDepartures(trial, await trial.client(), 'type'),
);

check(
  {
    id: 'capabilities/unlisted-values-refused',
    title: 'A report with a value outside a closed list, or with an empty list of runtimes, is refused',
    requirements: ['CAP-006'],
    needs: { inForce: 'CAP-010' },
  },
  async (trial) => judgeDepartures(trial, await trial.client(), 'list'),
);

check(
  {
    id: 'capabilities/malformed-body-refused',
    title: 'A body that is not JSON is refused as malformed',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const report = trial.sample(hostCapabilities(id));
    await client.report(report);
    await property(
      trial,
      malformedBody(stringifyJson(plainHost(id))),
      async ({ what, body }) => {
        const answer = trial.answer(await client.api.reportCapabilities(id, body), 'CAP-006');
        const { malformed } = trial.session.revision.traits.answers;
        trial.judge('CAP-006', about(`a body ${what}`, refusedWith(answer, malformed)));
      },
      { weight: 4, actions: 0 },
    );
    await client.report(report);
  },
);

check(
  {
    id: 'capabilities/body-of-no-document-refused',
    title: 'An empty body, and JSON that is no object, are refused',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    await client.report(plainHost(id));
    const bodies: readonly (readonly [string, Uint8Array])[] = [
      ['an empty body', new Uint8Array()],
      ['a body of white space', new TextEncoder().encode(' \n\t ')],
      ['null', jsonBytes(null)],
      ['a list of reports', jsonBytes([toJson(plainHost(id))])],
      ['a text', jsonBytes('properties')],
      ['a number', jsonBytes(1)],
      ['an empty object', jsonBytes({})],
    ];
    for (const [what, body] of bodies) {
      const answer = trial.answer(await client.api.reportCapabilities(id, body), 'CAP-006');
      const { meaningless } = trial.session.revision.traits.answers;
      trial.judge('CAP-006', about(what, refusedWith(answer, meaningless)));
    }
    await client.report(plainHost(id));
  },
);

check(
  {
    id: 'capabilities/refusal-lists-the-errors',
    title: 'A 422 to a report says which fields are wrong, each with a message',
    requirements: ['ERR-009'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const { traits, documents } = trial.session.revision;
    let judged = 0;
    for (const { what, document } of trial.sample(departureInEachPlace(fullReport(id, traits), 'missing', documents))) {
      const answer = await put(trial, client, id, document, 'ERR-009');
      if (answer.status !== 422) continue;
      judged += 1;
      trial.judge('ERR-009', about(`refusal of a report in which ${what}`, listsFieldErrors(answer)));
    }
    if (judged === 0) throw new NotApplicable('no report was refused with 422');
  },
);

check(
  {
    id: 'capabilities/refused-report-creates-nothing',
    title: 'A device whose report was refused is not known, until a correct report of it is taken',
    requirements: ['CAP-006', 'CAP-007'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const { malformed: asMalformed, meaningless } = trial.session.revision.traits.answers;
    const { vendor: _vendor, ...incomplete } = plainHost(id).properties;
    const truncated = jsonBytes(plainHost(id)).slice(0, -2);
    const refused = await put(trial, client, id, { properties: incomplete });
    trial.judge('CAP-006', about('a report without vendor', refusedWith(refused, meaningless)));
    const malformed = trial.answer(await client.api.reportCapabilities(id, truncated), 'CAP-006');
    trial.judge('CAP-006', about('a report cut short', refusedWith(malformed, asMalformed)));
    await judgeUnknown(trial, client, id, 'whose reports were refused');
    await client.report(plainHost(id));
    await judgeKnown(trial, client, [id], 'which was reported correctly after two refused reports');
  },
);

check(
  {
    id: 'capabilities/refused-update-changes-nothing',
    title: 'After an update was refused the earlier report is still kept',
    requirements: ['CAP-006', 'USR-001'],
    needs: { verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const { traits } = trial.session.revision;
    const report = fullReport(id, traits);
    await client.report(report);
    await judgeKept(trial, client, new Map([[id, report]]));
    const changed = { ...report.properties, serialNumber: 'refused', memory: '1 Gi', cpus: [{ cores: 'many' }] };
    const refused = await put(trial, client, id, { properties: changed });
    trial.judge('CAP-006', about('an update with a text for cores', refusedWith(refused, traits.answers.meaningless)));
    await sentinel(trial, client);
    await judgeKept(trial, client, new Map([[id, report]]));
    await client.report(report);
  },
);
