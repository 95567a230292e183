import { describe, expect, it } from 'vitest';
import type { HeaderList } from '../protocol/exchange.ts';
import type { ComponentName } from './component.ts';
import { HttpSignatureError } from './http-signature-error.ts';
import { signatureBase } from './signature-base.ts';
import { capture } from './testing/capture.test-support.ts';

interface Message {
  readonly method?: string;
  readonly targetUri?: string;
  readonly headers?: HeaderList;
}

const request = ({ method = 'GET', targetUri = 'https://www.example.com/', headers = [] }: Message) => ({
  method,
  targetUri,
  headers,
});

/** The first line of the base: what one component contributes. */
const line = (message: Message, component: ComponentName): string | undefined =>
  signatureBase(request(message), [component], {}).split('\n')[0];

const field = (component: string, parameters: Record<string, string | boolean>): ComponentName => ({
  name: component,
  parameters,
});

describe('derived components (RFC 9421, 2.2)', () => {
  const targetUri = 'https://www.example.com/path?param=value';

  it.each([
    ['@method', '"@method": GET'],
    ['@target-uri', '"@target-uri": https://www.example.com/path?param=value'],
    ['@authority', '"@authority": www.example.com'],
    ['@scheme', '"@scheme": https'],
    ['@request-target', '"@request-target": /path?param=value'],
    ['@path', '"@path": /path'],
    ['@query', '"@query": ?param=value'],
  ])('%s', (component, expected) => {
    expect(line({ targetUri }, component)).toBe(expected);
  });

  it.each([
    ['HTTPS://WWW.Example.com:443/', 'www.example.com'],
    ['http://www.example.com:80/', 'www.example.com'],
    ['https://www.example.com:/', 'www.example.com'],
    ['https://www.example.com:80/', 'www.example.com:80'],
    ['http://www.example.com:8443', 'www.example.com:8443'],
    ['https://[::1]:443/', '[::1]'],
  ])('the authority of %s is %s', (uri, authority) => {
    expect(line({ targetUri: uri }, '@authority')).toBe(`"@authority": ${authority}`);
  });

  it('takes no path for /, and no query for a question mark', () => {
    expect(line({ targetUri: 'https://example.com' }, '@path')).toBe('"@path": /');
    expect(line({ targetUri: 'https://example.com' }, '@query')).toBe('"@query": ?');
    expect(line({ targetUri: 'https://example.com' }, '@request-target')).toBe('"@request-target": /');
    expect(line({ targetUri: 'https://example.com?' }, '@query')).toBe('"@query": ?');
    expect(line({ targetUri: 'https://example.com?queryString' }, '@query')).toBe('"@query": ?queryString');
  });

  it('normalises neither path nor query', () => {
    const written = 'https://example.com/a/../%7eb//c?x=%41+b';
    expect(line({ targetUri: written }, '@path')).toBe('"@path": /a/../%7eb//c');
    expect(line({ targetUri: written }, '@query')).toBe('"@query": ?x=%41+b');
    expect(line({ targetUri: written }, '@target-uri')).toBe(`"@target-uri": ${written}`);
  });

  const queryParameters =
    'https://www.example.com/parameters?var=this%20is%20a%20big%0Amultiline%20value&bar=with+plus+whitespace&fa%C3%A7ade%22%3A%20=something&empty=&odd=~!()%27*';

  it.each([
    ['var', 'this%20is%20a%20big%0Amultiline%20value'],
    ['bar', 'with%20plus%20whitespace'],
    ['fa%C3%A7ade%22%3A%20', 'something'],
    ['empty', ''],
    ['odd', '%7E%21%28%29%27*'],
  ])('the query parameter %s is %s', (name, value) => {
    expect(line({ targetUri: queryParameters }, field('@query-param', { name }))).toBe(
      `"@query-param";name="${name}": ${value}`,
    );
  });
});

describe('fields (RFC 9421, 2.1)', () => {
  const headers: HeaderList = [
    ['Host', 'www.example.com'],
    ['X-OWS-Header', '   Leading and trailing whitespace.   '],
    ['X-Obs-Fold-Header', 'Obsolete\r\n    line folding.'],
    ['Cache-Control', 'max-age=60'],
    ['Cache-Control', '\t must-revalidate '],
    ['X-Empty-Header', ''],
    ['Priority', ' u=1,    i; x=1,  u=5;a;  b'],
    ['Example-Dict', ' a=1,    b=2;x=1;y=2,   c=(a   b   c), d'],
    ['Client-Cert-Chain', ':YQ==:,:Yg:'],
    ['Client-Cert', ':YQ:'],
    ['Example', 'value, with, lots'],
    ['Example', 'of, commas'],
  ];

  it.each<readonly [ComponentName, string]>([
    ['host', '"host": www.example.com'],
    ['x-ows-header', '"x-ows-header": Leading and trailing whitespace.'],
    ['x-obs-fold-header', '"x-obs-fold-header": Obsolete line folding.'],
    ['cache-control', '"cache-control": max-age=60, must-revalidate'],
    ['x-empty-header', '"x-empty-header": '],
    ['example-dict', '"example-dict": a=1,    b=2;x=1;y=2,   c=(a   b   c), d'],
    [field('priority', { sf: true }), '"priority";sf: u=5;a;b, i;x=1'],
    [field('client-cert', { sf: true }), '"client-cert";sf: :YQ==:'],
    [field('client-cert-chain', { sf: true }), '"client-cert-chain";sf: :YQ==:, :Yg==:'],
    [field('example-dict', { key: 'a' }), '"example-dict";key="a": 1'],
    [field('example-dict', { key: 'd' }), '"example-dict";key="d": ?1'],
    [field('example-dict', { key: 'b' }), '"example-dict";key="b": 2;x=1;y=2'],
    [field('example-dict', { sf: true, key: 'c' }), '"example-dict";sf;key="c": (a b c)'],
    [field('example', { bs: true }), '"example";bs: :dmFsdWUsIHdpdGgsIGxvdHM=:, :b2YsIGNvbW1hcw==:'],
  ])('%j', (component, expected) => {
    expect(line({ headers }, component)).toBe(expected);
  });

  it('can cover what is not ASCII as bytes only', () => {
    const latin: HeaderList = [['Example', 'é']];
    expect(line({ headers: latin }, field('example', { bs: true }))).toBe('"example";bs: :6Q==:');
    expect(capture(HttpSignatureError, () => line({ headers: latin }, 'example')).code).toBe('COMPONENT_VALUE_UNSAFE');
  });
});

it('writes the parameters in the order given, escaped, and leaves undefined ones out', () => {
  const parameters = { keyid: 'a"b\\c', alg: undefined, created: 1, other: true, tag: 'x' };
  expect(signatureBase(request({}), [], { ...parameters, alg: 'ed25519' })).toBe(
    '"@signature-params": ();keyid="a\\"b\\\\c";alg="ed25519";created=1;other;tag="x"',
  );
});

describe('what cannot be signed', () => {
  it.each<{ code: string; components: readonly ComponentName[]; message?: Message }>([
    { code: 'COMPONENT_ABSENT', components: ['content-digest'] },
    { code: 'COMPONENT_ABSENT', components: [field('@query-param', { name: 'a' })] },
    { code: 'COMPONENT_ABSENT', components: [field('a', { key: 'b' })], message: { headers: [['A', 'c=1']] } },
    {
      code: 'COMPONENT_AMBIGUOUS',
      components: [field('@query-param', { name: 'a' })],
      message: { targetUri: 'https://h/?a=1&%61=2' },
    },
    { code: 'COMPONENT_REPEATED', components: ['@method', '@method'] },
    {
      code: 'COMPONENT_REPEATED',
      components: [field('a', { sf: true, key: 'b' }), field('a', { key: 'b', sf: true })],
    },
    { code: 'COMPONENTS_TOO_MANY', components: Array.from({ length: 65 }, (_, index) => `x-${index}`) },
    { code: 'COMPONENT_MALFORMED', components: ['Content-Type'] },
    { code: 'COMPONENT_MALFORMED', components: [''] },
    { code: 'COMPONENT_MALFORMED', components: ['a b'] },
    { code: 'COMPONENT_MALFORMED', components: [field('@query-param', { name: 'ü' })] },
    { code: 'COMPONENT_UNKNOWN', components: ['@status'] },
    { code: 'COMPONENT_UNKNOWN', components: ['@signature-params'] },
    { code: 'COMPONENT_UNKNOWN', components: ['@made-up'] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: ['@query-param'] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('@method', { req: true })] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('@path', { name: 'a' })] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('a', { req: true })] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('a', { tr: true })] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('a', { bs: true, sf: true })] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('a', { bs: true, key: 'x' })] },
    { code: 'COMPONENT_PARAMETER_UNSUPPORTED', components: [field('a', { sf: 'yes' })] },
    {
      code: 'COMPONENT_NOT_STRUCTURED',
      components: [field('accept', { sf: true })],
      message: { headers: [['Accept', '*/*']] },
    },
    {
      code: 'COMPONENT_NOT_STRUCTURED',
      components: [field('priority', { sf: true })],
      message: { headers: [['Priority', 'u=']] },
    },
    {
      code: 'COMPONENT_NOT_STRUCTURED',
      components: [field('priority', { sf: true })],
      message: { headers: [['Priority', 'u=1.0']] },
    },
    { code: 'COMPONENT_NOT_STRUCTURED', components: [field('a', { key: 'b' })], message: { headers: [['A', '=']] } },
    { code: 'COMPONENT_VALUE_UNSAFE', components: ['a'], message: { headers: [['A', 'b\n"@method": GET']] } },
    { code: 'COMPONENT_VALUE_UNSAFE', components: ['@method'], message: { method: 'GET\n' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: '/path' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: 'https://example.com/#fragment' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: 'https://user@example.com/' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: 'https://example.com/a b' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: 'https:///path' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: 'https://:443/' } },
    { code: 'TARGET_URI_INVALID', components: [], message: { targetUri: 'ftp://example.com/' } },
  ])('$code for $components', ({ code, components, message = {} }) => {
    const error = capture(HttpSignatureError, () => signatureBase(request(message), components, {}));
    expect(error.code).toBe(code);
    expect(error.message.startsWith(`${code}: `)).toBe(true);
  });

  it.each([
    { created: 1.5 },
    { created: Number.NaN },
    { created: 1e15 },
    { keyid: 'é' },
    { nonce: 'a\nb' },
    { 'Bad-Name': 1 },
    { 'x;y': 'z' },
  ])('PARAMETER_INVALID for %j', (parameters) => {
    expect(capture(HttpSignatureError, () => signatureBase(request({}), [], parameters)).code).toBe(
      'PARAMETER_INVALID',
    );
  });
});
