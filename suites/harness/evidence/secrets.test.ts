import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutSecretHeaders, withoutSecrets } from './secrets.ts';

const SECRET = 's3cr3t-Value_1';

describe('secrets in text', () => {
  it.each([
    `{"clientId":"c","clientSecret":"${SECRET}","tokenUrl":"https://a.example/token"}`,
    `{ "git_token" : "${SECRET}" }`,
    `{"access_token":"${SECRET}","token_type":"Bearer","expires_in":300}`,
    `{"repository":{"url":"https://a.example/x.git","token":"${SECRET}"}}`,
    `grant_type=client_credentials&client_id=c&client_secret=${SECRET}`,
    `client_secret=${SECRET}&scope=status`,
    `{"gitUrl":"https://user:${SECRET}@a.example/x.git"}`,
    `{"password":"${SECRET}`,
    `-----BEGIN PRIVATE KEY-----\n${SECRET}\n-----END PRIVATE KEY-----`,
  ])('are taken out of %s', (text) => {
    expect(withoutSecrets(text)).not.toContain(SECRET);
    expect(withoutSecrets(text)).toContain('redacted');
  });

  it.each([
    '{"token_type":"Bearer","tokenUrl":"https://a.example/oauth/token","secretary":"Ada"}',
    'grant_type=client_credentials&scope=capabilities',
    '{"url":"https://a.example:8443/x","at":"12:30"}',
  ])('are not seen in %s', (text) => {
    expect(withoutSecrets(text)).toBe(text);
  });

  it('go whatever they are made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (secret) => {
        const text = withoutSecrets(JSON.stringify({ clientSecret: secret, clientId: 'c' }));
        expect(JSON.parse(text)).toEqual({ clientSecret: '[redacted]', clientId: 'c' });
      }),
    );
  });
});

it('a header that lets somebody in is shown by its name only', () => {
  expect(
    withoutSecretHeaders([
      ['AUTHORIZATION', `Bearer ${SECRET}`],
      ['accept', '*/*'],
    ]),
  ).toEqual([
    ['AUTHORIZATION', '[redacted]'],
    ['accept', '*/*'],
  ]);
});
