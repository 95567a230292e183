import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { missingPlatforms } from './lock-platforms.ts';

it('finds nothing missing in the lock file of this repository, so that npm ci accepts it (npm run lock mends it)', async () => {
  const lock = JSON.parse(await readFile(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));
  expect(Object.keys(lock.packages).length).toBeGreaterThan(50);
  expect(missingPlatforms(lock)).toEqual({});
});

it('describes a missing platform by what its name says', () => {
  const optionalDependencies = {
    '@tool/linux-x64-gnu': '1.2.3',
    '@tool/linux-arm64-musl': '1.2.3',
    '@tool/win32-arm64-msvc': '1.2.3',
    fsevents: '~2.3.3',
  };
  const packages = {
    '': {},
    'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies },
    'node_modules/@tool/linux-x64-gnu': { version: '1.2.3', optional: true },
  };
  expect(missingPlatforms({ packages })).toEqual({
    'node_modules/@tool/linux-arm64-musl': {
      version: '1.2.3',
      dev: true,
      optional: true,
      os: ['linux'],
      cpu: ['arm64'],
      libc: ['musl'],
    },
    'node_modules/@tool/win32-arm64-msvc': {
      version: '1.2.3',
      dev: true,
      optional: true,
      os: ['win32'],
      cpu: ['arm64'],
    },
    'node_modules/fsevents': { version: '2.3.3', dev: true, optional: true, os: ['darwin'] },
  });
});

it('does not guess a platform', () => {
  const packages = { 'node_modules/tool': { optionalDependencies: { helper: '1.0.0' } } };
  expect(() => missingPlatforms({ packages })).toThrow(/^LOCK_PLATFORM_UNKNOWN: helper /);
});

it('finds a package beside the one that wants it', () => {
  const packages = {
    'node_modules/a/node_modules/tool': { optionalDependencies: { '@tool/linux-x64': '1.0.0' } },
    'node_modules/a/node_modules/@tool/linux-x64': { version: '1.0.0' },
  };
  expect(missingPlatforms({ packages })).toEqual({});
});
