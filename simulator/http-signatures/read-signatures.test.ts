import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../protocol/exchange.ts';
import { readSignatures, type SignaturesRead } from './read-signatures.ts';
import { KEYS } from './testing/keys.test-support.ts';
import { verifySignature } from './verify.ts';

const read = (input: string | readonly string[], signature: string | readonly string[]): SignaturesRead =>
  readSignatures([
    ...[input].flat().map((value) => ['Signature-Input', value] as const),
    ...[signature].flat().map((value) => ['signature', value] as const),
  ]);

/** What `@signature-params` is for each label. */
const paramsOf = (result: SignaturesRead): Record<string, string> | string =>
  result.ok
    ? Object.fromEntries(result.signatures.map(({ label, signatureParams }) => [label, signatureParams]))
    : result.reason;

const SIGNATURE = 'sig1=:YQ==:';

describe('reading signatures', () => {
  it.each([
    ['as written', '("@method" "date");created=1;keyid="k"', '("@method" "date");created=1;keyid="k"'],
    [
      'without what white space there may be',
      '(  "@method"   "date"  );  created=1;  keyid="k"  ',
      '("@method" "date");created=1;keyid="k"',
    ],
    [
      'in the order received',
      '("date" "@method");keyid="k";created=1;alg="x"',
      '("date" "@method");keyid="k";created=1;alg="x"',
    ],
    ['with quotes and backslashes', '();keyid="a\\"b\\\\c"', '();keyid="a\\"b\\\\c"'],
    [
      'with parameters that nobody knows',
      '();a;b=?0;c=tok/en;d=:YQ==:;e=1.5;f=@1',
      '();a;b=?0;c=tok/en;d=:YQ==:;e=1.5;f=@1',
    ],
    ['with a number as it is written strictly', '();created=007', '();created=7'],
    [
      'with components that have parameters',
      '("a";key="x" "a";sf "@query-param";name="n")',
      '("a";key="x" "a";sf "@query-param";name="n")',
    ],
    [
      'with the last of two parameters in the place of the first',
      '();created=1;nonce="n";created=2',
      '();created=2;nonce="n"',
    ],
  ])('takes the parameters %s', (_, received, signed) => {
    expect(paramsOf(read(`sig1=${received}`, SIGNATURE))).toEqual({ sig1: signed });
  });

  it('reads several labels, on several lines, in the order of Signature-Input', () => {
    const result = read(['a=();created=1, b=()', 'c=()'], ['c=:Yw==:', 'b=:Yg==:,\t a=:YQ==:']);
    expect(paramsOf(result)).toEqual({ a: '();created=1', b: '()', c: '()' });
    const text = result.ok ? result.signatures.map(({ signature }) => Buffer.from(signature).toString()) : [];
    expect(text).toEqual(['a', 'b', 'c']);
  });

  it('takes the last of a repeated label, in both fields', () => {
    const result = read(['sig1=("date")', 'sig1=("host")'], 'sig1=:YQ==:, sig1=:Yg==:');
    expect(paramsOf(result)).toEqual({ sig1: '("host")' });
    expect(result.ok && result.signatures.map(({ signature }) => [...signature])).toEqual([[98]]);
  });

  it('gives the parameters their types', () => {
    const result = read('sig1=();created=1;expires=2;keyid="k";alg="a";nonce="n";tag="t";x;y=?0;z=tok', SIGNATURE);
    expect(result.ok && result.signatures[0]?.parameters).toEqual({
      created: 1,
      expires: 2,
      keyid: 'k',
      alg: 'a',
      nonce: 'n',
      tag: 't',
      x: true,
      y: false,
    });
  });

  it.each<readonly [reason: string, input: readonly string[], signature: readonly string[]]>([
    ['unsigned', [], []],
    ['unsigned', [''], ['  ']],
    ['no-signature-input', [], [SIGNATURE]],
    ['no-signature', ['sig1=()'], []],
    ['unpaired-label', ['sig1=()'], ['sig2=:YQ==:']],
    ['unpaired-label', ['sig1=(), sig2=()'], [SIGNATURE]],
    ['unpaired-label', ['sig1=()'], ['sig1=:YQ==:, sig2=:YQ==:']],
    ['malformed-signature-input', ['sig1=("date"'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=("date""host")'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=(),'], [SIGNATURE]],
    ['malformed-signature-input', ['Sig1=()'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1="@method"'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=(date)'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=("Date")'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();created="1"'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();created=1.5'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();created=1.0'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();created'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();created=1234567890123456'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();keyid=token'], [SIGNATURE]],
    ['malformed-signature-input', ['sig1=();keyid="é"'], [SIGNATURE]],
    ['malformed-signature-input', [`sig1=();nonce="${'n'.repeat(16 * 1024)}"`], [SIGNATURE]],
    ['malformed-signature', ['sig1=()'], ['sig1=:YQ=']],
    ['malformed-signature', ['sig1=()'], ['sig1=:Y*Q=:']],
    ['malformed-signature', ['sig1=()'], ['sig1=:Y=Q:']],
    ['malformed-signature', ['sig1=()'], ['sig1=YQ']],
    ['malformed-signature', ['sig1=()'], ['sig1="YQ=="']],
    ['malformed-signature', ['sig1=()'], ['sig1=(:YQ==:)']],
    ['malformed-signature', ['sig1=()'], ['sig1']],
    ['too-many-signatures', [labels((label) => `${label}=()`)], [labels((label) => `${label}=:YQ==:`)]],
  ])('%s: %j with %j', (reason, input, signature) => {
    const result = read(input, signature);
    expect(paramsOf(result)).toBe(reason);
    expect(result.ok ? '' : result.detail).not.toBe('');
  });
});

function labels(member: (label: string) => string): string {
  return Array.from({ length: 9 }, (_, index) => member(`s${index}`)).join(', ');
}

describe('hostile fields', () => {
  const piece = fc.constantFrom(
    ...[
      'sig1',
      '=',
      '(',
      ')',
      '"@method"',
      '"@query-param"',
      '"a"',
      ';',
      'name=',
      'sf',
      'bs',
      'key="a"',
      'req',
      ' ',
      ',',
      ':YQ==:',
    ],
    ...[
      '"',
      '\\',
      '1.0',
      '-',
      '@1',
      '%"a%ff"',
      '?1',
      'created=1',
      '\u00e9',
      '\n',
      '\0',
      '__proto__',
      'constructor',
      ';alg="ed25519"',
    ],
  );
  const hostile = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const text = fc.oneof(
    hostile,
    fc.string(),
    hostile.map((value) => `sig1=(${value}`),
    hostile.map((value) => `sig1=("a"${value})`),
  );

  it('are judged, never thrown about', () => {
    const judge = (headers: HeaderList, targetUri: string): boolean => {
      const result = readSignatures(headers);
      if (!result.ok) return result.detail !== '';
      return result.signatures.every(
        (received) =>
          !verifySignature({ method: 'GET', targetUri, headers }, received, KEYS.ed25519.publicKey, 'ed25519').ok,
      );
    };
    fc.assert(
      fc.property(text, text, fc.oneof(fc.string(), fc.constant('https://a/?%zz=%')), (input, value, targetUri) => {
        for (const signature of [value, 'sig1=:YQ==:']) {
          expect(
            judge(
              [
                ['A', value],
                ['Signature-Input', input],
                ['Signature', signature],
              ],
              targetUri,
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});
