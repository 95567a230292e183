import { check } from '../harness/check.ts';
import { adding, changed, field, INPUT, renaming, SIGNATURE } from './fields.ts';
import type { Pen } from './pen.ts';
import { bothKinds, type SigningClient, signingClient } from './subjects.ts';
import { judgeAccepted, judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;
const freedom = { requirement: 'SIG-005', position: 'G-69' } as const;

check(
  {
    id: 'signatures/case-of-field-names-is-free',
    title: 'The fields of a signature are found whatever the case of their names',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      {
        how: 'with field names in small letters',
        authenticate: changed(
          sign(),
          renaming((name) => name.toLowerCase()),
        ),
      },
      {
        how: 'with field names in capitals',
        authenticate: changed(
          sign(),
          renaming((name) => name.toUpperCase()),
        ),
      },
    ];
    for (const subject of bothKinds(signing))
      await judgeAccepted(trial, subject, sign(), variants, { requirement: 'SIG-005' });
  },
);

check(
  {
    id: 'signatures/blanks-in-fields-are-accepted',
    title: 'Blanks that structured fields permit change nothing of a signature',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      {
        how: 'with blanks between its components',
        authenticate: changed(
          sign(),
          field(INPUT, (value) => value.replaceAll('" "', '"   "').replace('(', '( ')),
        ),
      },
      {
        how: 'with blanks before its parameters',
        authenticate: changed(
          sign(),
          field(INPUT, (value) => value.replaceAll(/;(?=created|keyid)/g, '; ')),
        ),
      },
    ];
    for (const subject of bothKinds(signing)) await judgeAccepted(trial, subject, sign(), variants, freedom);
  },
);

check(
  {
    id: 'signatures/one-right-signature-is-enough',
    title:
      'Of several signatures one that is right is enough, wherever it stands and however the fields are split into lines',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { sign } = signing;
    const variants = [
      several(signing, other, 'before the right one, in one line', 'first', 'joined'),
      several(signing, other, 'behind the right one, in one line', 'last', 'joined'),
      several(signing, other, 'before the right one, in a line of its own', 'first', 'split'),
      several(signing, other, 'behind the right one, in a line of its own', 'last', 'split'),
    ];
    for (const subject of bothKinds(signing)) await judgeAccepted(trial, subject, sign(), variants, freedom);
  },
);

check(
  {
    id: 'signatures/halves-do-not-make-a-whole',
    title: 'A right signature of too little and a wrong one of enough do not make up for each other',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { sign } = signing;
    const little = sign({ label: 'right', components: () => ['@method'] });
    const wrong = sign({ label: 'wrong', credential: other.client.identity.credential });
    const variants: readonly Variant[] = [
      { how: 'with a right signature of too little before a wrong one', authenticate: both(little, wrong) },
      { how: 'with a right signature of too little behind a wrong one', authenticate: both(wrong, little) },
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005', position: 'G-67' });
  },
);

/** A signature of a key that nobody named, beside the right one. */
function several(
  { sign }: SigningClient,
  { client }: SigningClient,
  how: string,
  place: 'first' | 'last',
  lines: 'joined' | 'split',
): Variant {
  const right = sign({ label: 'right' });
  const foreign = sign({
    label: 'foreign',
    credential: client.identity.credential,
    parameters: (usual) => ({ ...usual, keyid: 'somebody' }),
  });
  const authenticate = place === 'first' ? both(foreign, right) : both(right, foreign);
  return {
    how: `with a signature of another key ${how}`,
    authenticate: lines === 'split' ? authenticate : changed(authenticate, joined(INPUT), joined(SIGNATURE)),
  };
}

type Signed = ReturnType<Pen>;

/** One request with the fields of two signatures, each in a line of its own. */
const both =
  (first: Signed, second: Signed): Signed =>
  async (request, usual) => {
    const [one, two] = [await first(request, usual), await second(request, usual)];
    return adding(...two.headers.filter(([name]) => name === INPUT || name === SIGNATURE))(one);
  };

/** The lines of a field as one, which means the same (RFC 9110, 5.3). */
const joined =
  (name: string): Parameters<typeof changed>[1] =>
  (request) => {
    const values = request.headers.filter(([own]) => own === name).map(([, value]) => value);
    const others = request.headers.filter(([own]) => own !== name);
    return { ...request, headers: [...others, [name, values.join(', ')]] };
  };
