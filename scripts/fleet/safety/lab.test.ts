import { describe, expect, it } from 'vitest';
import { requireLab } from './lab.ts';

const resolver = (addresses: Readonly<Record<string, readonly string[]>>) => async (host: string) => {
  const found = addresses[host];
  if (found) return found;
  throw new Error(`getaddrinfo ENOTFOUND ${host}`);
};

describe('the targets of a fleet', () => {
  it.each([
    'https://127.0.0.1:8443',
    'https://127.9.9.9',
    'https://[::1]:8443/api',
    'https://10.1.2.3',
    'https://172.31.255.255',
    'https://192.168.0.10',
    'https://169.254.1.1',
    'https://[fd00::1]',
    'https://[fe80::1]',
    'https://[::ffff:10.0.0.1]',
    'http://wfm.lab:9090',
  ])('may be %s', async (url) => {
    const resolve = resolver({ 'wfm.lab': ['192.168.7.7', 'fd12::7'] });
    await expect(requireLab([url], { owned: false, resolve })).resolves.toBeUndefined();
  });

  it.each([
    ['https://203.0.113.9', '203.0.113.9'],
    ['https://172.32.0.1', '172.32.0.1'],
    ['https://[2001:db8::1]', '2001:db8::1'],
    ['https://[::ffff:203.0.113.9]', '::ffff:cb00:7109'],
    ['https://wfm.example.com/v1', 'wfm.example.com (203.0.113.9)'],
    // A name of the lab that leads out of it.
    ['https://wfm.internal', 'wfm.internal (203.0.113.9)'],
  ])('may not be %s without saying so', async (url, shown) => {
    const resolve = resolver({ 'wfm.example.com': ['203.0.113.9'], 'wfm.internal': ['10.0.0.1', '203.0.113.9'] });
    await expect(requireLab(['https://127.0.0.1', url], { owned: false, resolve })).rejects.toThrow(
      `FLEET_TARGET_FOREIGN: ${shown} is neither`,
    );
    await expect(requireLab([url], { owned: true, resolve })).resolves.toBeUndefined();
  });

  it('have to be found', async () => {
    await expect(requireLab(['https://nowhere.lab'], { owned: false, resolve: resolver({}) })).rejects.toThrow(
      /FLEET_TARGET_UNKNOWN: the host nowhere\.lab cannot be found/,
    );
  });
});
