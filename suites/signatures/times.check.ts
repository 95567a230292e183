import type { SignatureParameters } from '../../simulator/http-signatures/signature-parameters.ts';
import { check } from '../harness/check.ts';
import { about } from '../oracles/judgement.ts';
import { accepts, acceptsOr } from '../oracles/status-code.ts';
import { changed, field, INPUT } from './fields.ts';
import type { Pen } from './pen.ts';
import { bothKinds, reading, signingClient } from './subjects.ts';
import { judgeAccepted, judgeRefused, requireAccepted, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

/** Seconds. */
const HOUR = 3600;
const DAY = 24 * HOUR;

const signedWith = (
  sign: Pen,
  how: string,
  parameters: (usual: SignatureParameters) => SignatureParameters,
): Variant => ({
  how,
  authenticate: sign({ parameters }),
});

const createdAgo = (sign: Pen, seconds: number, how: string): Variant =>
  signedWith(sign, how, (usual) => ({ ...usual, created: Math.max(0, sign.now() - seconds) }));

check(
  {
    id: 'signatures/old-signature-is-refused',
    title: 'A request that was signed a day ago or earlier is refused',
    requirements: ['SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants = [
      createdAgo(sign, DAY, 'that was signed a day ago'),
      createdAgo(sign, 400 * DAY, 'that was signed a year ago'),
      createdAgo(sign, Number.MAX_SAFE_INTEGER, 'that was signed in 1970'),
      signedWith(sign, 'that was signed a day ago and expires tomorrow', (usual) => ({
        ...usual,
        created: sign.now() - DAY,
        expires: sign.now() + DAY,
      })),
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-004', position: 'G-66', status: 401 });
  },
);

check(
  {
    id: 'signatures/future-signature-is-refused',
    title: 'A request that says to be signed an hour or more from now is refused',
    requirements: ['SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants = [
      createdAgo(sign, -HOUR, 'that was signed an hour from now'),
      createdAgo(sign, -DAY, 'that was signed a day from now'),
      createdAgo(sign, -10 * 365 * DAY, 'that was signed ten years from now'),
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-004', position: 'G-66', status: 401 });
  },
);

check(
  {
    id: 'signatures/created-is-required',
    title: 'A signature that does not say when it was made is refused: no window could be kept',
    requirements: ['SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const without = signedWith(sign, 'whose signature has no created', ({ created: _left, ...others }) => others);
    const expiring = signedWith(
      sign,
      'whose signature has expires in place of created',
      ({ created: _left, ...others }) => ({
        ...others,
        expires: sign.now() + HOUR,
      }),
    );
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), [without, expiring], {
        requirement: 'SIG-004',
        position: 'G-67',
      });
  },
);

check(
  {
    id: 'signatures/created-has-to-be-a-time',
    title: 'A created that is no time within the window is refused, whatever else it is',
    requirements: ['SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const rewritten = (value: string): Variant => ({
      how: `with created=${value}`,
      authenticate: changed(
        sign(),
        field(INPUT, (input) => input.replace(/created=\d+/, `created=${value}`)),
      ),
    });
    const created = (value: number): Variant =>
      signedWith(sign, `signed with created=${value}`, (usual) => ({ ...usual, created: value }));
    const variants = [
      created(-1),
      created(0),
      created(999_999_999_999_999),
      // Milliseconds, which many clocks count in.
      created(sign.now() * 1000),
      ...['"now"', 'now', '?1', '1e9', '1700000000.5', '0x7fffffff', '', ':MTcw:', '9'.repeat(30)].map(rewritten),
    ];
    await judgeRefused(trial, reading(signing), sign(), variants, { requirement: 'SIG-004' });
  },
);

check(
  {
    id: 'signatures/fresh-signature-is-accepted',
    title: 'A request that was signed a moment ago is accepted, time and again',
    requirements: ['SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    for (const subject of bothKinds(signing)) {
      await judgeAccepted(
        trial,
        subject,
        sign(),
        [createdAgo(sign, 0, 'signed now'), createdAgo(sign, 2, 'signed two seconds ago')],
        {
          requirement: 'SIG-004',
          position: 'G-66',
        },
      );
      const ahead = trial.answer(await subject.send(createdAgo(sign, -5, '').authenticate), 'SIG-004');
      if (!accepts(ahead).ok) trial.observe('a signature by a clock that is five seconds ahead is refused');
    }
  },
);

check(
  {
    id: 'signatures/expires-is-understood',
    title: 'A signature that expires later is accepted, and one that has expired is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    for (const subject of bothKinds(signing)) {
      const later = signedWith(sign, 'that expires in an hour', (usual) => ({ ...usual, expires: sign.now() + HOUR }));
      await judgeAccepted(trial, subject, sign(), [later], { requirement: 'SIG-005', position: 'G-69' });
      const past = signedWith(sign, 'that has expired, though it was signed a moment ago', (usual) => ({
        ...usual,
        created: sign.now() - 20,
        expires: sign.now() - 10,
      }));
      await judgeRefused(trial, subject, sign(), [past], { requirement: 'SIG-005', position: 'G-69' });
    }
  },
);

check(
  {
    id: 'signatures/repeated-request-is-answered',
    title: 'The same signed request, sent again within the window, is served or refused, and disturbs no other',
    requirements: ['SIG-004'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    for (const subject of bothKinds(signing)) {
      const first = await subject.send(sign());
      trial.answer(first, 'SIG-004');
      const { headers } = first.request;
      const again = trial.answer(await subject.send((request) => ({ ...request, headers })), 'SIG-004');
      trial.judge('SIG-004', about(`${subject.what}, repeated to the byte`, acceptsOr(again, [400, 401, 403])), {
        position: 'G-68',
      });
      if (!accepts(again).ok) trial.observe(`the same signature a second time is refused with ${again.status}`);
      await requireAccepted(subject, sign());
    }
  },
);
