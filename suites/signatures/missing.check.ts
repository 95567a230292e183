import { contentDigest } from '../../simulator/http-signatures/content-digest.ts';
import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import type { Authenticate } from '../../simulator/protocol/revision.ts';
import { check } from '../harness/check.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { notProcessed } from '../oracles/refused-request.ts';
import { changed, DIGEST, field, INPUT, SIGNATURE, unsigned, without } from './fields.ts';
import { bothKinds, busyClient, signingClient } from './subjects.ts';
import { judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'signatures/unsigned-request-is-refused',
    title: 'A request without a signature, or with one half of it, is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      { how: 'without any signature', authenticate: changed(sign(), without(INPUT), without(SIGNATURE)) },
      { how: 'without Signature', authenticate: changed(sign(), without(SIGNATURE)) },
      { how: 'without Signature-Input', authenticate: changed(sign(), without(INPUT)) },
      {
        how: 'with an empty Signature',
        authenticate: changed(
          sign(),
          field(SIGNATURE, () => ''),
        ),
      },
      {
        how: 'with an empty Signature-Input',
        authenticate: changed(
          sign(),
          field(INPUT, () => ''),
        ),
      },
      {
        how: 'with neither signature nor digest',
        authenticate: changed(sign(), without(INPUT), without(SIGNATURE), without(DIGEST)),
      },
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005' });
  },
);

check(
  {
    id: 'signatures/other-credentials-are-no-signature',
    title: 'A payload signature, a token or a certificate in a header does not stand in for a message signature',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { client, sign } = signing;
    const certificate = Buffer.from(client.identity.credential.chainPem).toString('base64');
    const showing = (name: string, value: string): Variant => ({
      how: `with ${name} in place of a signature`,
      authenticate: changed(unsigned, (request) => ({
        ...request,
        headers: [
          ...request.headers,
          ...(request.body ? [[DIGEST, contentDigest(request.body)] as const] : []),
          [name, value],
        ],
      })),
    });
    const variants = [
      showing('X-Payload-Signature', `${certificate};${certificate.slice(0, 88)}`),
      showing('Authorization', `Bearer ${client.id}`),
      showing('Client-Cert', `:${certificate}:`),
      showing('X-Client-Id', client.id),
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005', position: 'G-94' });
  },
);

check(
  {
    id: 'signatures/revalidation-needs-a-signature',
    title: 'Whether a manifest is still current is told to nobody without a signature of the client',
    requirements: ['SIG-005'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const { client, sign, workload } = await busyClient(trial);
    const { etag } = workload.manifest;
    if (etag === undefined) throw new NotEvaluated('the manifest has no ETag');
    const headers = { 'If-None-Match': etag };
    const ask = async (authenticate: Authenticate): Promise<WireResponse> =>
      trial.answer(await client.api.readDesiredState({ headers, authenticate }), 'SIG-005');
    const told = await ask(sign());
    if (told.status >= 400) throw new NotEvaluated(`rightly signed it is answered with ${told.status}`);
    const answer = await ask(unsigned);
    const what = 'a conditional read without a signature';
    trial.judge('SIG-005', about(what, notProcessed(answer)));
  },
);
