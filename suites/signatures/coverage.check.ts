import { check } from '../harness/check.ts';
import type { Pen } from './pen.ts';
import { bothKinds, reporting, signingClient } from './subjects.ts';
import { judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

/** The texts do not list it among the steps of a WFM that it looks at what is covered. */
const fault = { requirement: 'SIG-005', position: 'G-67' } as const;

const leavingOut = (sign: Pen, ...left: readonly string[]): Variant => ({
  how: `whose signature leaves out ${left.join(' and ')}`,
  authenticate: sign({
    components: (usual) => usual.filter((component) => typeof component !== 'string' || !left.includes(component)),
  }),
});

check(
  {
    id: 'signatures/method-has-to-be-covered',
    title: 'A signature that leaves out the method is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, signing.sign(), [leavingOut(signing.sign, '@method')], fault);
  },
);

check(
  {
    id: 'signatures/target-has-to-be-covered',
    title: 'A signature that leaves out the target URI, or covers but a part of it, is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const only = (name: string): Variant => ({
      how: `whose signature covers ${name} in place of @target-uri`,
      authenticate: sign({
        components: (usual) => usual.map((component) => (component === '@target-uri' ? name : component)),
      }),
    });
    const variants = [
      leavingOut(sign, '@target-uri'),
      ...['@path', '@request-target', '@authority', '@scheme'].map(only),
    ];
    for (const subject of bothKinds(signing)) await judgeRefused(trial, subject, sign(), variants, fault);
  },
);

check(
  {
    id: 'signatures/digest-has-to-be-covered',
    title: 'A signature of a request with a body that leaves out its digest is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants = [leavingOut(sign, 'content-digest')];
    await judgeRefused(trial, reporting(signing), sign(), variants, fault);
  },
);

check(
  {
    id: 'signatures/something-has-to-be-covered',
    title: 'A signature that covers nothing at all, or nothing of the request but a date, is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      { how: 'whose signature covers nothing', authenticate: sign({ components: () => [] }) },
      {
        how: 'whose signature covers its Date only',
        authenticate: (request, usual) =>
          sign({ components: () => ['date'] })(
            { ...request, headers: [...request.headers, ['Date', new Date().toUTCString()]] },
            usual,
          ),
      },
    ];
    for (const subject of bothKinds(signing)) await judgeRefused(trial, subject, sign(), variants, fault);
  },
);

check(
  {
    id: 'signatures/keyid-is-required',
    title: 'A signature without keyid is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      {
        how: 'whose signature has no keyid',
        authenticate: sign({ parameters: ({ keyid: _left, ...others }) => others }),
      },
    ];
    for (const subject of bothKinds(signing)) await judgeRefused(trial, subject, sign(), variants, fault);
  },
);
