import { check } from '../harness/check.ts';
import { adding, changed, field, INPUT, SIGNATURE } from './fields.ts';
import { bothKinds, reading, signingClient } from './subjects.ts';
import { judgeRefused, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

interface Malformation {
  readonly how: string;
  readonly field: typeof INPUT | typeof SIGNATURE;
  readonly change: (value: string) => string;
}

const input = (how: string, change: Malformation['change']): Malformation => ({ how, field: INPUT, change });
const signature = (how: string, change: Malformation['change']): Malformation => ({ how, field: SIGNATURE, change });

// What is left of the value is that of a right signature, so that a reader that passes over the fault would accept it.
const UNREADABLE: readonly Malformation[] = [
  input('a quotation mark that is not closed', (value) => value.replace('"@method"', '"@method')),
  input('a component without quotation marks', (value) => value.replace('"@method"', '@method')),
  input('a list that is not closed', (value) => value.replace(')', '')),
  input('a list that is not opened', (value) => value.replace('(', '')),
  input('a text in place of the list', (value) => value.replace(/\(.*\)/, '"@method @target-uri"')),
  input('a number among the components', (value) => value.replace('(', '(1 ')),
  input('a label in capitals', (value) => value.replace('sig1', 'SIG1')),
  input('no label', (value) => value.replace('sig1=', '')),
  input('a label alone', () => 'sig1'),
  input('a comma at the end', (value) => `${value},`),
  input('a parameter without a name', (value) => `${value};=1`),
  input('a tab between the components', (value) => value.replace('" "', '"\t"')),
  input('letters beyond ASCII', (value) => value.replace('keyid="', 'keyid="\u00e9')),
  input('rubbish behind it', (value) => `${value} }{`),
  signature('base64 that is none', (value) => value.replace(/:.*:/, ':%%%%:')),
  signature('a colon missing at the end', (value) => value.replace(/:$/, '')),
  signature('a text in place of the bytes', (value) => value.replace(/:(.*):/, '"$1"')),
  signature('a list in place of the bytes', (value) => value.replace(/=(:.*:)$/, '=($1)')),
  signature('bytes in the alphabet of URLs', (value) => value.replace(/:.*:/, ':-__-:')),
  signature('no label', (value) => value.replace('sig1=', '')),
];

const UNBUILDABLE: readonly Malformation[] = [
  input('a derived component that nobody knows', (value) => value.replace('(', '("@nobody" ')),
  input('a derived component of responses', (value) => value.replace('(', '("@status" ')),
  input('a component of a field that is not there', (value) => value.replace('(', '("x-not-there" ')),
  input('a component twice', (value) => value.replace('"@method"', '"@method" "@method"')),
  input('a component in capitals', (value) => value.replace('"@method"', '"@METHOD"')),
  input('an empty component', (value) => value.replace('(', '("" ')),
  input('a parameter of a component that nobody knows', (value) => value.replace('"@method"', '"@method";nobody')),
  input('a component of the request for a request', (value) => value.replace('"@method"', '"@method";req')),
  input('itself among the components', (value) => value.replace('(', '("@signature-params" ')),
  input('the field of signatures among the components', (value) => value.replace('(', '("signature" ')),
];

const LABELS: readonly Malformation[] = [
  input('another label than Signature', (value) => value.replace('sig1', 'sig2')),
  signature('another label than Signature-Input', (value) => value.replace('sig1', 'sig2')),
  signature('a label that is longer by a letter', (value) => value.replace('sig1', 'sig11')),
];

check(
  {
    id: 'signatures/unreadable-fields-are-refused',
    title: 'Signature fields that are no structured fields are refused, and no fault of the server comes of them',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    await judgeRefused(trial, reading(signing), signing.sign(), UNREADABLE.map(variantOf(signing.sign())), {
      requirement: 'SIG-005',
    });
  },
);

check(
  {
    id: 'signatures/unbuildable-base-is-refused',
    title:
      'A signature over components of which no base can be built is refused, and no fault of the server comes of it',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, signing.sign(), UNBUILDABLE.map(variantOf(signing.sign())), {
        requirement: 'SIG-005',
      });
  },
);

check(
  {
    id: 'signatures/labels-have-to-fit',
    title: 'A signature is refused whose label stands in one of the two fields only',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, signing.sign(), LABELS.map(variantOf(signing.sign())), {
        requirement: 'SIG-005',
      });
  },
);

const variantOf =
  (right: Variant['authenticate']) =>
  ({ how, field: name, change }: Malformation): Variant => ({
    how: `with ${how} in ${name}`,
    authenticate: changed(right, field(name, change)),
  });

check(
  {
    id: 'signatures/many-wrong-signatures-are-refused',
    title: 'Several signatures none of which is right are refused, however many there are',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { sign } = signing;
    const wrong = sign({ credential: other.client.identity.credential, label: 'other' });
    const many = (count: number): Variant => ({
      how: `with ${count} signatures none of which is right`,
      authenticate: async (request, usual) => {
        const signed = await wrong(request, usual);
        const valuesOf = (name: string): string => signed.headers.find(([own]) => own === name)?.[1] ?? '';
        const labelled = (name: string): string =>
          Array.from({ length: count }, (_, index) => valuesOf(name).replace(/^other=/, `s${index}=`)).join(', ');
        return field(INPUT, () => labelled(INPUT))(field(SIGNATURE, () => labelled(SIGNATURE))(signed));
      },
    });
    const second: Variant = {
      how: 'with a second signature that is wrong like the first',
      authenticate: async (request, usual) => {
        const signed = await wrong(request, usual);
        const lines = signed.headers.filter(([name]) => name === INPUT || name === SIGNATURE);
        return adding(...lines.map(([name, value]) => [name, value.replace(/^other=/, 'third=')] as const))(signed);
      },
    };
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), [many(2), many(8), second], { requirement: 'SIG-005' });
  },
);
