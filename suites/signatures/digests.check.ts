import { contentDigest } from '../../simulator/http-signatures/content-digest.ts';
import { check } from '../harness/check.ts';
import { accepts } from '../oracles/status-code.ts';
import { changed, DIGEST, inLines, without } from './fields.ts';
import type { Pen } from './pen.ts';
import { busyClient, onceOnly, repeatable, reporting, signingClient } from './subjects.ts';
import { judgeAccepted, judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;
const fault = { requirement: 'SIG-006', status: 400 } as const;

const withDigest = (sign: Pen, how: string, digest: (body: Uint8Array) => string | null): Variant => ({
  how: `with ${how}`,
  authenticate: sign({ digest }),
});

const inLinesOfTheirOwn = ({ how, authenticate }: Variant): Variant => ({
  how: `${how}, in lines of their own`,
  authenticate: changed(authenticate, inLines(DIGEST)),
});

const other = (body: Uint8Array): Uint8Array => Buffer.concat([body, Buffer.from('\n')]);

check(
  {
    id: 'signatures/missing-digest-is-refused',
    title: 'A request with a body and without a digest is refused, whether its signature covers one or not',
    requirements: ['SIG-006'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const subject = reporting(signing);
    // Where no digest can be covered, the signature covers too little as well: two faults, either of which may be told.
    const variants: readonly Variant[] = [
      withDigest(sign, 'no digest', () => null),
      { how: 'whose digest was taken away', authenticate: changed(sign(), without(DIGEST)) },
    ];
    await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-006' });
  },
);

check(
  {
    id: 'signatures/wrong-digest-is-refused',
    title: 'A body that is not the one whose digest was signed is refused, although the signature is right',
    requirements: ['SIG-006'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants = [
      withDigest(sign, 'the digest of other bytes', (body) => contentDigest(other(body))),
      withDigest(sign, 'the digest of nothing', () => contentDigest(new Uint8Array())),
      withDigest(sign, 'a digest of zeros', () => `sha-256=:${Buffer.alloc(32).toString('base64')}:`),
      withDigest(sign, 'the first half of its digest', (body) =>
        contentDigest(body).replace(/:(.*):/, (_whole, base64: string) => `:${base64.slice(0, 20)}:`),
      ),
      withDigest(sign, 'an empty digest', () => 'sha-256=::'),
    ];
    await judgeRefused(trial, reporting(signing), sign(), variants, fault);
  },
);

check(
  {
    id: 'signatures/digest-of-another-algorithm-does-not-make-up',
    title: 'A SHA-256 digest that is wrong is refused also beside one of another algorithm that is right',
    requirements: ['SIG-006'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const subject = reporting(signing);
    const wrong = (body: Uint8Array): string => contentDigest(other(body));
    const right512 = (body: Uint8Array): string => contentDigest(body, ['sha-512']);
    const variants = [
      withDigest(sign, 'a wrong SHA-256 before a right SHA-512', (body) => `${wrong(body)}, ${right512(body)}`),
      withDigest(sign, 'a wrong SHA-256 after a right SHA-512', (body) => `${right512(body)}, ${wrong(body)}`),
      // Of a member that stands twice the last one counts (RFC 8941, 3.2).
      withDigest(sign, 'a right SHA-256 before a wrong one', (body) => `${contentDigest(body)}, ${wrong(body)}`),
      withDigest(sign, 'an unknown algorithm alone', (body) => contentDigest(body).replace('sha-256', 'md5')),
    ];
    await judgeRefused(trial, subject, sign(), [...variants, ...variants.slice(0, 3).map(inLinesOfTheirOwn)], fault);
    const noted: readonly Variant[] = [
      withDigest(sign, 'SHA-512 alone', right512),
      withDigest(
        sign,
        'a right SHA-256 beside a wrong SHA-512',
        (body) => `${contentDigest(body)}, ${contentDigest(other(body), ['sha-512'])}`,
      ),
    ];
    for (const { how, authenticate } of noted) {
      const answer = trial.answer(await subject.send(authenticate), 'SIG-006');
      if (accepts(answer).ok) trial.observe(`a report with ${how} is accepted`);
    }
  },
);

check(
  {
    id: 'signatures/malformed-digest-is-refused',
    title: 'A Content-Digest that is no dictionary of byte sequences is refused',
    requirements: ['SIG-006'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const bare = (body: Uint8Array): string => contentDigest(body).replace(/^sha-256=:(.*):$/, '$1');
    const hex = (body: Uint8Array): string => Buffer.from(bare(body), 'base64').toString('hex');
    const variants = [
      withDigest(sign, 'a digest without its algorithm', (body) => `:${bare(body)}:`),
      withDigest(sign, 'a digest in quotes', (body) => `sha-256="${bare(body)}"`),
      withDigest(sign, 'a digest in hexadecimal', (body) => `sha-256=${hex(body)}`),
      withDigest(sign, 'a digest that does not end', (body) => `sha-256=:${bare(body)}`),
      withDigest(sign, 'a digest as the Digest field had it', (body) => `SHA-256=${bare(body)}`),
      withDigest(sign, 'a text in place of a digest', () => 'sha-256'),
    ];
    await judgeRefused(trial, reporting(signing), sign(), variants, { requirement: 'SIG-006' });
  },
);

check(
  {
    id: 'signatures/two-digests-are-accepted',
    title:
      'Right digests of SHA-256 and SHA-512 together are accepted, in either order and however they are split into lines',
    requirements: ['SIG-006'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants = [
      withDigest(sign, 'SHA-256 and SHA-512', (body) => contentDigest(body, ['sha-256', 'sha-512'])),
      withDigest(sign, 'SHA-512 and SHA-256', (body) => contentDigest(body, ['sha-512', 'sha-256'])),
    ];
    const every = [...variants, ...variants.map(inLinesOfTheirOwn)];
    await judgeAccepted(trial, reporting(signing), sign(), every, { requirement: 'SIG-006', position: 'G-69' });
  },
);

check(
  {
    id: 'signatures/every-body-is-compared',
    title: 'Each operation with a body is refused when the digest is that of another body',
    requirements: ['SIG-006'],
    needs: { ...needs, verbs: ['assign'] },
  },
  async (trial) => {
    const busy = await busyClient(trial);
    const { sign } = busy;
    const forged = withDigest(sign, 'the digest of other bytes', (body) => contentDigest(other(body)));
    const subjects = [...repeatable(busy), ...onceOnly(trial, busy)].filter(({ hasBody }) => hasBody);
    for (const subject of subjects) await judgeRefused(trial, subject, sign(), [forged], fault);
  },
);
