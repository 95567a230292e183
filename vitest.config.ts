import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** How `npm test` runs; checks have an engine of their own, which does not read this file. */
const config: ViteUserConfig = defineConfig({
  test: {
    include: ['{suites,simulator,reports,scripts,fixtures}/**/*.test.ts', '*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Processes, because tests start servers, send signals and read the environment.
    pool: 'forks',
    // Most time goes into handshakes, key generation and waiting for a child: one worker a core keeps both cores busy.
    maxWorkers: '100%',
    // Real sockets, processes and browsers on a machine that others use too: a limit for what hangs, not for what is slow.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // A run of random cases is repeated with the seed that fast-check prints, never by trying again.
    retry: 0,
    // A test that asserts nothing passes for no reason.
    expect: { requireAssertions: true },
    // A live summary is for a terminal; in CI a line a file is enough, and the failures.
    reporters: process.env['CI'] ? [['default', { summary: false }], 'json'] : ['default'],
    // What `.ci/run` counts.
    outputFile: { json: '.cache/tests.json' },
  },
});

export default config;
