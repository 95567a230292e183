import type { HeaderList, WireResponse } from '../../simulator/protocol/exchange.ts';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import { notModified, servedInFull } from '../oracles/not-modified.ts';
import { askHeld, clientWith, taggedManifest } from './desired-clients.ts';

const OTHER = `"sha256:${'1'.repeat(64)}"`;
const FURTHER = '"a-tag,with-a-comma"';

interface Form {
  readonly id: string;
  readonly title: string;
  /** Values of the If-None-Match fields that name the current tag, and such that do not. */
  readonly held: (etag: string) => readonly (readonly string[])[];
  readonly other: (etag: string) => readonly (readonly string[])[];
}

/** All forms of the field that HTTP has; the text speaks of one tag only (G-24). */
const FORMS: readonly Form[] = [
  {
    id: 'desired-state/conditional-read-with-a-list',
    title: 'The current ETag is found in a list of tags, wherever it stands, also over several fields',
    held: (etag) => [
      [`${etag}, ${OTHER}`],
      [`${OTHER}, ${etag}`],
      [`${FURTHER},${OTHER} , ${etag}`],
      [OTHER, etag],
      [etag, OTHER],
    ],
    other: () => [[`${OTHER}, ${FURTHER}`], [OTHER, FURTHER]],
  },
  {
    id: 'desired-state/conditional-read-with-a-weak-tag',
    title: 'The current ETag marked as weak is the current one, because the comparison is weak',
    held: (etag) => [[`W/${etag}`], [`W/${OTHER}, W/${etag}`]],
    other: () => [[`W/${OTHER}`]],
  },
  {
    id: 'desired-state/conditional-read-with-an-asterisk',
    title: 'An asterisk names whatever is current',
    held: () => [['*']],
    other: () => [],
  },
  {
    id: 'desired-state/conditional-read-compares-exactly',
    title: 'A tag in other letters, or without its algorithm, is another tag',
    held: () => [],
    other: (etag) => [[etag.toUpperCase()], [etag.replace('sha256:', '')], [etag.replace('"', '"x')]],
  },
];

for (const { id, title, held, other } of FORMS)
  check({ id, title, requirements: ['DSM-006'], needs: { verbs: ['assign'] } }, async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await client.assign('edge-1', plainDeployment('first'));
    const read = async (values: readonly string[]) => {
      const conditions: HeaderList = values.map((value) => ['If-None-Match', value]);
      const headers: HeaderList = [['Accept', MANIFEST], ...conditions];
      return trial.answer(
        await client.api.send({ method: 'GET', path: client.api.paths.deployments, headers }),
        'DSM-006',
      );
    };
    for (const [index, values] of held(OTHER).entries()) {
      const response = await askHeld(client, (etag) => read(held(etag)[index] ?? []));
      if (!refusedLines(values, response)) trial.judge('DSM-006', notModified(response), { position: 'G-24' });
      else trial.observe('a second If-None-Match line is answered with 400');
    }
    const { etag } = await taggedManifest(client);
    for (const values of other(etag)) {
      const response = await read(values);
      if (!refusedLines(values, response)) trial.judge('DSM-006', servedInFull(response), { position: 'G-24' });
    }
  });

/** Widespread servers refuse a second line of this field outright, and no clause has a client send one. */
const refusedLines = (values: readonly string[], { status }: WireResponse): boolean =>
  values.length > 1 && status === 400;
