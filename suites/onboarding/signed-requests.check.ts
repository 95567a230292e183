import { contentDigest } from '../../simulator/http-signatures/content-digest.ts';
import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { about } from '../oracles/judgement.ts';
import { accepts } from '../oracles/status-code.ts';
import { bytesOf, changed, DIGEST, field, INPUT, SIGNATURE, without } from '../signatures/fields.ts';
import { type Pen, penOf } from '../signatures/pen.ts';
import { type Fault, judgeRefusal, type Variant } from '../signatures/twins.ts';
import { newcomer, requireTakenIn } from './newcomers.ts';
import { askFor, settledAnswer } from './onboarding-call.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'onboarding/unsigned-request-is-refused',
    title: 'An onboarding request without a signature, or with half of one, takes nobody in',
    requirements: ['ONB-012'],
    needs,
  },
  (trial) =>
    judgeNewcomer(
      trial,
      (sign) => [
        { how: 'without a signature', authenticate: changed(sign(), without(INPUT), without(SIGNATURE)) },
        { how: 'without Signature', authenticate: changed(sign(), without(SIGNATURE)) },
        { how: 'without Signature-Input', authenticate: changed(sign(), without(INPUT)) },
        {
          how: 'without signature and digest',
          authenticate: changed(sign(), without(INPUT), without(SIGNATURE), without(DIGEST)),
        },
      ],
      { requirement: 'ONB-012' },
    ),
);

check(
  {
    id: 'onboarding/damaged-signature-is-refused',
    title: 'An onboarding request whose signature is damaged, or of another request, takes nobody in',
    requirements: ['ONB-012'],
    needs,
  },
  (trial) =>
    judgeNewcomer(
      trial,
      (sign) => [
        {
          how: 'with a signature of zeros',
          authenticate: changed(
            sign(),
            field(
              SIGNATURE,
              bytesOf((bytes) => Buffer.alloc(bytes.length)),
            ),
          ),
        },
        {
          how: 'signed for another method',
          authenticate: sign({ signs: (request) => ({ ...request, method: 'PUT' }) }),
        },
        {
          how: 'signed for another target',
          authenticate: sign({ signs: (request) => ({ ...request, targetUri: `${request.targetUri}/certificate` }) }),
        },
        {
          how: 'signed a day ago',
          authenticate: sign({ parameters: (usual) => ({ ...usual, created: sign.now() - 86_400 }) }),
        },
      ],
      { requirement: 'ONB-012', status: 401 },
    ),
);

check(
  {
    id: 'onboarding/request-has-to-have-its-digest',
    title: 'An onboarding request with the digest of another body, or with none, takes nobody in',
    requirements: ['SIG-006', 'ONB-012'],
    needs,
  },
  (trial) =>
    judgeNewcomer(
      trial,
      (sign) => [
        { how: 'without a digest', authenticate: sign({ digest: () => null }) },
        { how: 'with the digest of nothing', authenticate: sign({ digest: () => contentDigest(new Uint8Array()) }) },
      ],
      { requirement: 'SIG-006' },
    ),
);

check(
  {
    id: 'onboarding/key-has-to-be-that-of-the-certificate',
    title: 'Who has not the key of a certificate is not taken in with it',
    requirements: ['ONB-012'],
    needs,
  },
  async (trial) => {
    const { credential } = (await trial.client()).identity;
    await judgeNewcomer(
      trial,
      (sign) => [{ how: 'signed with the key of another client', authenticate: sign({ credential }) }],
      { requirement: 'ONB-012', position: 'G-78' },
    );
  },
);

/** The same client is taken in by the same request afterwards, and another one before. */
async function judgeNewcomer(trial: Trial, variants: (sign: Pen) => readonly Variant[], fault: Fault): Promise<void> {
  await requireTakenIn(trial);
  const client: TrialClient = await newcomer(trial);
  const sign = penOf(trial, client);
  const ask = (authenticate: Variant['authenticate']): Promise<Exchange> => askFor(trial, client, authenticate);
  for (const { how, authenticate } of variants(sign))
    judgeRefusal(trial, `onboarding ${how}`, trial.answer(await ask(authenticate), fault.requirement), fault);
  const answer = await settledAnswer(trial, () => ask(sign()), fault.requirement);
  trial.judge(fault.requirement, about('the same request, rightly signed,', accepts(answer)));
}
