import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { inForm, signatureForm } from './forms.ts';
import type { Pen } from './pen.ts';
import { bothKinds, signingClient } from './subjects.ts';
import { judgeAccepted, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;
const freedom = { requirement: 'SIG-005', position: 'G-69' } as const;

check(
  {
    id: 'signatures/any-form-is-accepted',
    title: 'A right signature is accepted under any label, in any order, with further components and parameters',
    requirements: ['SIG-005'],
    needs,
  },
  (trial) =>
    property(
      trial,
      signatureForm,
      async (form) => {
        const signing = await signingClient(trial);
        for (const subject of bothKinds(signing))
          await judgeAccepted(
            trial,
            subject,
            signing.sign(),
            [{ how: `signed as ${JSON.stringify(form)}`, authenticate: inForm(signing.sign, form) }],
            freedom,
          );
      },
      { weight: 0.5, actions: 1 },
    ),
);

check(
  {
    id: 'signatures/any-label-is-accepted',
    title: 'A signature is accepted under any label',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const variants = ['sig', 'sig2', 'a', '*', 'margo-request', 'k_1.2-x*', 'signature'].map(
      (label): Variant => ({ how: `under the label ${label}`, authenticate: signing.sign({ label }) }),
    );
    for (const subject of bothKinds(signing)) await judgeAccepted(trial, subject, signing.sign(), variants, freedom);
  },
);

check(
  {
    id: 'signatures/any-order-is-accepted',
    title: 'A signature is accepted whatever the order of its components and parameters',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      {
        how: 'with its components the other way round',
        authenticate: sign({ components: (usual) => usual.toReversed() }),
      },
      {
        how: 'with its components turned by one',
        authenticate: sign({ components: ([first = '@method', ...others]) => [...others, first] }),
      },
      {
        how: 'with keyid before created',
        authenticate: sign({ parameters: (usual) => Object.fromEntries(Object.entries(usual).toReversed()) }),
      },
    ];
    for (const subject of bothKinds(signing)) await judgeAccepted(trial, subject, sign(), variants, freedom);
  },
);

check(
  {
    id: 'signatures/further-components-are-accepted',
    title: 'A signature is accepted that covers more than it has to',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const covering = (...names: readonly string[]): Variant => ({
      how: `that covers ${names.join(', ')} too`,
      authenticate: sign({ components: (usual) => [...usual, ...names] }),
    });
    const derived = [
      covering('@authority'),
      covering('@scheme'),
      covering('@path'),
      covering('@query'),
      covering('@authority', '@request-target'),
    ];
    for (const subject of bothKinds(signing)) {
      const fields = coveringFields(sign, [
        ['Date', new Date().toUTCString()],
        ['X-Request-Id', '  spaced   out  '],
      ]);
      await judgeAccepted(trial, subject, sign(), [...derived, fields], freedom);
    }
    const [, report] = bothKinds(signing);
    if (report) await judgeAccepted(trial, report, sign(), [covering('content-type')], freedom);
  },
);

/** Fields of the client's own that are sent and covered. */
const coveringFields = (sign: Pen, lines: readonly (readonly [string, string])[]): Variant => ({
  how: `that covers ${lines.map(([name]) => name).join(' and ')} too`,
  authenticate: (request, usual) =>
    sign({ components: (covered) => [...covered, ...lines.map(([name]) => name.toLowerCase())] })(
      { ...request, headers: [...request.headers, ...lines] },
      usual,
    ),
});

check(
  {
    id: 'signatures/further-parameters-are-accepted',
    title: 'A signature is accepted with nonce, tag and parameters of the client’s own',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const adding = (further: Readonly<Record<string, string | number | boolean>>): Variant => ({
      how: `with ${JSON.stringify(further)}`,
      authenticate: sign({ parameters: (usual) => ({ ...usual, ...further }) }),
    });
    const variants = [
      adding({ nonce: 'b3k2pp5k7z-50gnwp.yemd' }),
      adding({ tag: 'margo' }),
      adding({ nonce: 'a "quoted" \\ one', tag: 'with, commas; and =' }),
      adding({ 'x-own': 'value', 'x-number': 7, 'x-flag': true }),
    ];
    for (const subject of bothKinds(signing)) await judgeAccepted(trial, subject, sign(), variants, freedom);
  },
);
