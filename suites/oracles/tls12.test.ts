import { describe, expect, it } from 'vitest';
import { noForbiddenCipher, recommendedCipher } from './tls12.ts';

describe('cipher suites of TLS 1.2', () => {
  it.each([
    ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', true, true],
    ['TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256', true, true],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', true, true],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA', true, false],
    ['TLS_RSA_WITH_AES_128_GCM_SHA256', true, false],
    ['TLS_ECDHE_ECDSA_WITH_NULL_SHA', false, true],
    ['TLS_DH_anon_WITH_AES_128_GCM_SHA256', false, true],
    ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', true, false],
    ['TLS_RSA_WITH_RC4_128_SHA', false, true],
    ['TLS_RSA_WITH_DES_CBC_SHA', false, true],
  ])('%s: not forbidden %s, recommended %s', (cipher, allowed, recommended) => {
    expect([noForbiddenCipher(cipher).ok, recommendedCipher(cipher).ok]).toEqual([allowed, recommended]);
  });
});
