import { jsonBytes, stringifyJson } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { leniencyBodies } from '../harness/arbitraries/malformed-json.ts';
import { tolerableDepartures } from '../harness/arbitraries/schema-departures.ts';
import { check } from '../harness/check.ts';
import { about } from '../oracles/judgement.ts';
import { accepts, acceptsOr, isAccepted } from '../oracles/status-code.ts';
import { ownDevice, put } from './exchanges.ts';
import { fullReport } from './full-report.ts';

/** Where the text leaves a WFM free to accept or to refuse: any answer of the table will do, a crash will not. */

check(
  {
    id: 'capabilities/lenient-reading',
    title: 'A body that some readers of JSON accept is either taken or refused as a wrong one is',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const accepted: string[] = [];
    const bodies = leniencyBodies(stringifyJson(plainHost('placeholder')), 'properties', 'waspect');
    for (const [index, { what, body }] of bodies.entries()) {
      const id = ownDevice(client, `lenient-${index}`);
      const ownBody = Buffer.from(Buffer.from(body).toString('latin1').replace('placeholder', id), 'latin1');
      const answer = trial.answer(await client.api.reportCapabilities(id, ownBody), 'CAP-006');
      trial.judge(
        'CAP-006',
        about(`a body ${what}`, acceptsOr(answer, trial.session.revision.traits.answers.meaningless)),
      );
      if (isAccepted(answer)) accepted.push(what);
    }
    await client.report(plainHost(ownDevice(client)));
    if (accepted.length > 0) trial.observe(`accepted: a body ${accepted.join(', ')}`);
  },
);

check(
  {
    id: 'capabilities/tolerant-validation',
    title:
      'A report that departs from the schema where a tolerant WFM may look away is taken, or refused as a wrong one is',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const report = fullReport(id, trial.session.revision.traits);
    await client.report(report);
    const accepted: string[] = [];
    for (const { what, document } of tolerableDepartures(report)) {
      const answer = await put(trial, client, id, document);
      trial.judge(
        'CAP-006',
        about(`a report with ${what}`, acceptsOr(answer, trial.session.revision.traits.answers.meaningless)),
      );
      if (isAccepted(answer)) accepted.push(what);
    }
    await client.report(report);
    if (accepted.length > 0) trial.observe(`accepted in a report: ${accepted.join(', ')}`);
  },
);

check(
  {
    id: 'capabilities/partial-host',
    title: 'A host that reports only some of what hosts report is taken, or refused as a wrong report is',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    await client.report(plainHost(id));
    const { cpus: _cpus, ...withoutProcessors } = plainHost(id).properties;
    const {
      memory: _memory,
      storage: _storage,
      otelCollector: _collector,
      ...withoutAmounts
    } = plainHost(id).properties;
    for (const properties of [withoutProcessors, withoutAmounts]) {
      const answer = await put(trial, client, id, { properties });
      trial.judge(
        'CAP-006',
        about('a partial report', acceptsOr(answer, trial.session.revision.traits.answers.meaningless)),
      );
      if (!isAccepted(answer)) trial.observe(`a partial host is refused with ${answer.status}`);
    }
    await client.report(plainHost(id));
  },
);

check(
  {
    id: 'capabilities/another-id-in-the-document',
    title: 'A report whose id is not that of the path is taken or refused with a code of the table',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const sibling = ownDevice(client, 'other');
    // Where a client is one device, the other one is nobody's.
    const other = sibling === id ? `${id}.other` : sibling;
    for (const known of [id, sibling]) await client.report(plainHost(known));
    const answer = await put(trial, client, id, plainHost(other, 'for another path'));
    trial.judge(
      'CAP-006',
      about('a report with another id', acceptsOr(answer, trial.session.revision.traits.answers.meaningless, 403, 404)),
    );
    trial.observe(`G-12: a report whose id differs from the path is answered with ${answer.status}`);
    for (const known of [id, sibling]) await client.report(plainHost(known));
  },
);

check(
  {
    id: 'capabilities/media-type-parameters',
    title: 'A report is taken whatever the case and the parameters of its media type',
    requirements: ['CAP-006'],
  },
  async (trial) => {
    const client = await trial.client();
    const spellings = ['application/json; charset=utf-8', 'Application/JSON', 'application/json;charset="UTF-8"'];
    for (const [index, type] of spellings.entries()) {
      const id = ownDevice(client, `typed-${index}`);
      const options = { headers: { 'content-type': type } };
      const answer = trial.answer(await client.api.reportCapabilities(id, jsonBytes(plainHost(id)), options));
      trial.judge('CAP-006', about(`Content-Type: ${type}`, accepts(answer)));
    }
  },
);
