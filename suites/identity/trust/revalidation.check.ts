import { check } from '../../harness/check.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { all, judgeThat } from '../../oracles/judgement.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { bundleUrl, discoveryUrl, entityTag, fetchPublished, publishedDocument } from './published.ts';

check(
  {
    id: 'identity/trust-documents-are-revalidated',
    title: 'Discovery document and trust bundle have an ETag; a request that names it gets 304 without a body',
    requirements: ['TRB-022'],
    needs: { feature: 'trust-discovery', discovery: true },
  },
  async (trial) => {
    await judgeRevalidation(trial, discoveryUrl(trial));
    await judgeRevalidation(trial, await bundleUrl(trial));
  },
);

const ENTITY_TAG = /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

async function judgeRevalidation(trial: Trial, url: URL): Promise<void> {
  const tag = entityTag((await publishedDocument(trial, url)).response);
  trial.judge('TRB-022', judgeThat(tag !== undefined && ENTITY_TAG.test(tag), 'an entity tag', `ETag: ${tag}`));
  if (tag === undefined || !ENTITY_TAG.test(tag)) return;
  const same = await revalidate(trial, url, tag);
  trial.judge(
    'TRB-022',
    all(
      statusIs(same.response, 304),
      judgeThat(same.afterwards === 0, 'a 304 without a body', `${same.afterwards} bytes after it`),
    ),
  );
  const other = await revalidate(trial, url, '"waspect-no-such-tag"');
  trial.judge('TRB-022', statusIs(other.response, 200));
}

async function revalidate(trial: Trial, url: URL, tag: string) {
  const fetched = await fetchPublished(trial, url, { 'If-None-Match': tag });
  if ('response' in fetched) return fetched;
  throw new NotEvaluated(`${url} got no answer: ${fetched.failed}`);
}
