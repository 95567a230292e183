import type { HeaderList } from '../protocol/exchange.ts';
import type { SignatureAlgorithm } from './algorithms.ts';
import type { SignableRequest } from './signature-base.ts';

/** The examples of RFC 9421 that carry signatures: keys (B.1), requests and what was signed (B.2, B.3, B.4, 4.3). */

const pem = (label: string, ...lines: readonly string[]): string =>
  [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');

const PUBLIC_KEYS = {
  'test-key-rsa': pem(
    'RSA PUBLIC KEY',
    'MIIBCgKCAQEAhAKYdtoeoy8zcAcR874L8cnZxKzAGwd7v36APp7Pv6Q2jdsPBRrw',
    'WEBnez6d0UDKDwGbc6nxfEXAy5mbhgajzrw3MOEt8uA5txSKobBpKDeBLOsdJKFq',
    'MGmXCQvEG7YemcxDTRPxAleIAgYYRjTSd/QBwVW9OwNFhekro3RtlinV0a75jfZg',
    'kne/YiktSvLG34lw2zqXBDTC5NHROUqGTlML4PlNZS5Ri2U4aCNx2rUPRcKIlE0P',
    'uKxI4T+HIaFpv8+rdV6eUgOrB2xeI1dSFFn/nnv5OoZJEIB+VmuKn3DCUcCZSFlQ',
    'PSXSfBDiUGhwOw76WuSSsf1D4b/vLoJ10wIDAQAB',
  ),
  'test-key-rsa-pss': pem(
    'PUBLIC KEY',
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2',
    '+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+',
    'oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq',
    'gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W',
    'Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4',
    'aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI',
    '2wIDAQAB',
  ),
  'test-key-ecc-p256': pem(
    'PUBLIC KEY',
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqIVYZVLCrPZHGHjP17CTW0/+D9Lf',
    'w0EkjqF7xB4FivAxzic30tMM4GF+hR6Dxh71Z50VGGdldkkDXZCnTNnoXQ==',
  ),
  'test-key-ed25519': pem('PUBLIC KEY', 'MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs='),
} as const;

/** Published with the RFC; Ed25519 is deterministic, so that a signature can be made anew and compared. */
export const ED25519_PRIVATE_KEY: string = pem(
  'PRIVATE KEY',
  'MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF',
);

const DIGEST = 'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:';

/** The request of B.2. */
export const TEST_REQUEST: SignableRequest = {
  method: 'POST',
  targetUri: 'https://example.com/foo?param=Value&Pet=dog',
  headers: [
    ['Host', 'example.com'],
    ['Date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
    ['Content-Type', 'application/json'],
    ['Content-Digest', DIGEST],
    ['Content-Length', '18'],
  ],
};

export const TEST_BODY: string = '{"hello": "world"}';

type Transformation =
  | 'original'
  | 'fields and a parameter are added'
  | 'fields are reordered, combined and left out'
  | 'the method and the host are others'
  | 'lines of a field change places';

/** B.4: of the transformations in the RFC, the first three keep the signature, the others break it. */
export const TRANSFORMED: Readonly<Record<Transformation, SignableRequest>> = {
  original: {
    method: 'GET',
    targetUri: 'https://example.org/demo?name1=Value1&Name2=value2',
    headers: [
      ['Host', 'example.org'],
      ['Date', 'Fri, 15 Jul 2022 14:24:55 GMT'],
      ['Accept', 'application/json'],
      ['Accept', '*/*'],
    ],
  },
  'fields and a parameter are added': {
    method: 'GET',
    targetUri: 'https://example.org/demo?name1=Value1&Name2=value2&param=added',
    headers: [
      ['Host', 'example.org'],
      ['Date', 'Fri, 15 Jul 2022 14:24:55 GMT'],
      ['Accept', 'application/json'],
      ['Accept', '*/*'],
      ['Accept-Language', 'en-US,en;q=0.5'],
    ],
  },
  'fields are reordered, combined and left out': {
    method: 'GET',
    targetUri: 'https://example.org/demo?name1=Value1&Name2=value2',
    headers: [
      ['Host', 'example.org'],
      ['Referer', 'https://developer.example.org/demo'],
      ['Accept', 'application/json, */*'],
    ],
  },
  'the method and the host are others': {
    method: 'POST',
    targetUri: 'https://example.com/demo?name1=Value1&Name2=value2',
    headers: [
      ['Host', 'example.com'],
      ['Accept', 'application/json'],
      ['Accept', '*/*'],
    ],
  },
  'lines of a field change places': {
    method: 'GET',
    targetUri: 'https://example.org/demo?name1=Value1&Name2=value2',
    headers: [
      ['Host', 'example.org'],
      ['Accept', '*/*'],
      ['Accept', 'application/json'],
    ],
  },
};

const CLIENT_CERTIFICATE = `:${[
  'MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQT',
  'AeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/Inc',
  'WalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCui',
  'CPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMC',
  'A0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=',
].join('')}:`;

export interface SignatureExample {
  /** Section of the RFC. */
  readonly section: string;
  readonly label: string;
  readonly algorithm: SignatureAlgorithm;
  readonly publicKey: string;
  readonly request: SignableRequest;
  /** The values of the lines before `@signature-params`, in the order of the components. */
  readonly values: readonly string[];
  /** Components and parameters. */
  readonly input: string;
  readonly signature: string;
}

const withFields = (targetUri: string, headers: HeaderList): SignableRequest => ({
  method: 'POST',
  targetUri,
  headers: [...TEST_REQUEST.headers, ...headers],
});

/** All with a signature over a request by an asymmetric key. */
export const EXAMPLES: readonly SignatureExample[] = [
  {
    section: 'B.2.1',
    label: 'sig-b21',
    algorithm: 'rsa-pss-sha512',
    publicKey: PUBLIC_KEYS['test-key-rsa-pss'],
    request: TEST_REQUEST,
    values: [],
    input: '();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      'd2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==',
  },
  {
    section: 'B.2.2',
    label: 'sig-b22',
    algorithm: 'rsa-pss-sha512',
    publicKey: PUBLIC_KEYS['test-key-rsa-pss'],
    request: TEST_REQUEST,
    values: ['example.com', DIGEST, 'dog'],
    input:
      '("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
    signature:
      'LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==',
  },
  {
    section: 'B.2.3',
    label: 'sig-b23',
    algorithm: 'rsa-pss-sha512',
    publicKey: PUBLIC_KEYS['test-key-rsa-pss'],
    request: TEST_REQUEST,
    values: [
      'Tue, 20 Apr 2021 02:07:55 GMT',
      'POST',
      '/foo',
      '?param=Value&Pet=dog',
      'example.com',
      'application/json',
      DIGEST,
      '18',
    ],
    input:
      '("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      'bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==',
  },
  {
    section: 'B.2.6',
    label: 'sig-b26',
    algorithm: 'ed25519',
    publicKey: PUBLIC_KEYS['test-key-ed25519'],
    request: TEST_REQUEST,
    values: ['Tue, 20 Apr 2021 02:07:55 GMT', 'POST', '/foo', 'example.com', 'application/json', '18'],
    input:
      '("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==',
  },
  {
    section: 'B.3',
    label: 'ttrp',
    algorithm: 'ecdsa-p256-sha256',
    publicKey: PUBLIC_KEYS['test-key-ecc-p256'],
    request: withFields('https://service.internal.example/foo?param=Value&Pet=dog', [
      ['Client-Cert', CLIENT_CERTIFICATE],
    ]),
    values: ['/foo', '?param=Value&Pet=dog', 'POST', 'service.internal.example', CLIENT_CERTIFICATE],
    input: '("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"',
    signature: 'xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==',
  },
  {
    section: 'B.4',
    label: 'transform',
    algorithm: 'ed25519',
    publicKey: PUBLIC_KEYS['test-key-ed25519'],
    request: TRANSFORMED.original,
    values: ['GET', '/demo', 'example.org', 'application/json, */*'],
    input: '("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
    signature: 'ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==',
  },
  {
    section: '4.3, the client',
    label: 'sig1',
    algorithm: 'ecdsa-p256-sha256',
    publicKey: PUBLIC_KEYS['test-key-ecc-p256'],
    request: TEST_REQUEST,
    values: ['POST', 'example.com', '/foo', DIGEST, 'application/json', '18'],
    input:
      '("@method" "@authority" "@path" "content-digest" "content-type" "content-length");created=1618884475;keyid="test-key-ecc-p256"',
    signature: 'X5spyd6CFnAG5QnDyHfqoSNICd+BUP4LYMz2Q0JXlb//4Ijpzp+kve2w4NIyqeAuM7jTDX+sNalzA8ESSaHD3A==',
  },
  {
    section: '4.3, the proxy',
    label: 'proxy_sig',
    algorithm: 'rsa-v1_5-sha256',
    publicKey: PUBLIC_KEYS['test-key-rsa'],
    request: withFields('https://origin.host.internal.example/foo?param=Value&Pet=dog', [
      ['Forwarded', 'for=192.0.2.123;host=example.com;proto=https'],
    ]),
    values: [
      'POST',
      'origin.host.internal.example',
      '/foo',
      DIGEST,
      'application/json',
      '18',
      'for=192.0.2.123;host=example.com;proto=https',
    ],
    input:
      '("@method" "@authority" "@path" "content-digest" "content-type" "content-length" "forwarded");created=1618884480;keyid="test-key-rsa";alg="rsa-v1_5-sha256";expires=1618884540',
    signature:
      'S6ZzPXSdAMOPjN/6KXfXWNO/f7V6cHm7BXYUh3YD/fRad4BCaRZxP+JH+8XY1I6+8Cy+CM5g92iHgxtRPz+MjniOaYmdkDcnL9cCpXJleXsOckpURl49GwiyUpZ10KHgOEe11sx3G2gxI8S0jnxQB+Pu68U9vVcasqOWAEObtNKKZd8tSFu7LB5YAv0RAGhB8tmpv7sFnIm9y+7X5kXQfi8NMaZaA8i2ZHwpBdg7a6CMfwnnrtflzvZdXAsD3LH2TwevU+/PBPv0B6NMNk93wUs/vfJvye+YuI87HU38lZHowtznbLVdp770I6VHR6WfgS9ddzirrswsE1w5o0LV/g==',
  },
];

/** B.2.4, over a response: only the primitive can be judged here. */
export const RESPONSE_EXAMPLE: { readonly publicKey: string; readonly base: string; readonly signature: string } = {
  publicKey: PUBLIC_KEYS['test-key-ecc-p256'],
  base: [
    '"@status": 200',
    '"content-type": application/json',
    '"content-digest": sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
    '"content-length": 23',
    '"@signature-params": ("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
  ].join('\n'),
  signature: 'wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==',
};
