import fc from 'fast-check';
import { toJson } from '../../simulator/protocol/json.ts';
import { hostCapabilities, plainHost } from '../harness/arbitraries/capabilities.ts';
import { unknownExtensions } from '../harness/arbitraries/extensions.ts';
import { spellingOf } from '../harness/arbitraries/json-spelling.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { countsAsCustom } from '../oracles/kept-capabilities.ts';
import { accepts, isAccepted } from '../oracles/status-code.ts';
import { ownDevice, put } from './exchanges.ts';
import { fullReport } from './full-report.ts';
import { judgeKept, keptDevice } from './kept.ts';

check(
  {
    id: 'capabilities/unknown-extensions-passed-over',
    title: 'Well-formed extensions that the WFM does not know, of any content, make no report fail',
    requirements: ['EXT-002'],
  },
  (trial) =>
    property(
      trial,
      unknownExtensions,
      async (extensions) => {
        const client = await trial.client();
        const [id, second] = [ownDevice(client), ownDevice(client, 'second')];
        await client.report(plainHost(second));
        const first = await put(trial, client, id, { ...plainHost(id), ...extensions }, 'EXT-002');
        trial.judge('EXT-002', about('first report with unknown extensions', accepts(first)));
        const later = await put(trial, client, second, { ...extensions, ...plainHost(second) }, 'EXT-002');
        trial.judge('EXT-002', about('update with unknown extensions', accepts(later)));
      },
      { weight: 2 },
    ),
);

check(
  {
    id: 'capabilities/known-members-kept-beside-extensions',
    title: 'Beside extensions and unknown properties, the members that the standard defines are kept as ever',
    requirements: ['USR-001'],
    needs: { verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const { properties, labels } = fullReport(id, trial.session.revision.traits);
    const extended = {
      ...trial.sample(unknownExtensions),
      properties: { firmware: '7.1', ...properties, site: { hall: 4 } },
      ...(labels && { labels }),
    };
    const answer = await put(trial, client, id, extended, 'USR-001');
    if (!isAccepted(answer)) throw new NotEvaluated(`unknown members were refused with ${answer.status}`);
    await judgeKept(trial, client, new Map([[id, extended]]));
  },
);

check(
  {
    id: 'capabilities/unknown-properties-accepted',
    title: 'Members of properties and of its entries that the standard does not define are accepted',
    requirements: ['CAP-006'],
    needs: { inForce: 'CAP-020' },
  },
  async (trial) => {
    const client = await trial.client();
    const { properties } = plainHost(ownDevice(client));
    const unknown = { firmware: '7.1', site: { hall: 4, rows: [1, 2] }, spare: null };
    const reports = [
      { ...properties, ...unknown },
      { ...properties, cpus: [{ cores: 4, architecture: 'arm64', frequency: '2.4 GHz' }] },
      {
        ...properties,
        interfaces: [{ type: 'ethernet', speed: 2.5 }],
        peripherals: [{ type: 'gpu', memory: '24 Gi' }],
      },
    ];
    for (const [index, known] of reports.entries()) {
      const id = ownDevice(client, `open-${index}`);
      const answer = await put(trial, client, id, { properties: { ...known, id } });
      trial.judge('CAP-006', about('a report with unknown properties', accepts(answer)));
    }
  },
);

check(
  {
    id: 'capabilities/any-spelling-of-json',
    title: 'A report is taken and kept however its JSON is written: order, white space, escapes, forms of numbers',
    requirements: ['CAP-006', 'USR-001'],
    needs: { verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    let count = 0;
    const spelt = hostCapabilities('placeholder').chain((document) =>
      fc.tuple(fc.constant(document), spellingOf(toJson(document))),
    );
    await property(trial, spelt, async ([document, text]) => {
      count += 1;
      const id = ownDevice(client, `spelt-${count}`);
      const body = new TextEncoder().encode(text.replace('placeholder', id));
      const answer = trial.answer(await client.api.reportCapabilities(id, body));
      trial.judge('CAP-006', about('a valid report in another spelling', accepts(answer)));
      await judgeKept(trial, client, new Map([[id, { ...document, properties: { ...document.properties, id } }]]));
    });
  },
);

const UNLISTED: readonly (readonly [string, string])[] = [
  ['supportedRuntimes', 'containerd-direct'],
  ['supportedRuntimes', 'wasm'],
  ['supportedDeploymentTypes', 'docker-swarm'],
  ['supportedDeploymentTypes', 'helm.v4'],
];

check(
  {
    id: 'capabilities/unlisted-runtime-counts-as-custom',
    title: 'A runtime or deployment type that is not listed is accepted, alone or among listed ones',
    requirements: ['CAP-015'],
  },
  async (trial) => {
    const client = await trial.client();
    for (const [index, [member, value]] of UNLISTED.entries()) {
      const { properties } = plainHost(ownDevice(client, `unlisted-${index}`));
      const labels = { 'waspect.example/runtime': value };
      for (const values of [[value], ['custom', value]]) {
        const report = { properties: { ...properties, [member]: values }, labels };
        const answer = await put(trial, client, properties.id, report, 'CAP-015');
        trial.judge('CAP-015', about(`${member} ${values.join(', ')}`, accepts(answer)), {
          position: 'G-06',
        });
      }
    }
  },
);

check(
  {
    id: 'capabilities/unlisted-runtime-kept-as-custom',
    title: 'A runtime that is not listed is kept as it was sent or as custom, never as a listed one',
    requirements: ['CAP-015'],
    needs: { verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const { properties } = plainHost(id);
    const unlisted = { supportedRuntimes: ['containerd-direct'], supportedDeploymentTypes: ['docker-swarm'] };
    const answer = await put(trial, client, id, { properties: { ...properties, ...unlisted } }, 'CAP-015');
    trial.judge('CAP-015', about('a report with unlisted runtimes', accepts(answer)), { position: 'G-06' });
    if (!isAccepted(answer)) return;
    const kept = await keptDevice(trial, client, id);
    trial.judge('CAP-015', countsAsCustom(kept, unlisted), { position: 'G-06' });
  },
);

check(
  {
    id: 'capabilities/empty-list-as-label',
    title: 'A label whose value is an empty list is accepted',
    requirements: ['CAP-006'],
    needs: { labels: true },
  },
  async (trial) => {
    const client = await trial.client();
    const id = ownDevice(client);
    const labelled = { ...plainHost(id), labels: { 'waspect.example/zones': [] } };
    const answer = await put(trial, client, id, labelled);
    trial.judge('CAP-006', about('a label that is an empty list', accepts(answer)), { position: 'G-60' });
  },
);
