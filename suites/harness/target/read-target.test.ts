import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ConfigurationError } from '../failure.ts';
import { readTarget } from './read-target.ts';

const folder = mkdtempSync(join(tmpdir(), 'waspect-target-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

function write(content: string | Uint8Array): string {
  files += 1;
  const file = join(folder, `target-${files}.yaml`);
  writeFileSync(file, content);
  return file;
}

const read = (content: string, endpoint?: string) => readTarget(write(content), { endpoint: endpoint ?? null });

function failure(content: string | Uint8Array, endpoint?: string): ConfigurationError {
  try {
    readTarget(write(content), { endpoint: endpoint ?? null });
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}

const IDENTITY = {
  trustDomain: 'factory.example',
  wfmId: 'wfm-1',
  issuer: { certificate: 'pki/issuer.pem', key: 'pki/issuer.key' },
};

const GOOD = {
  name: 'ACME Fleet Manager',
  vendor: 'ACME',
  version: '4.2.0',
  revision: '1.0.0-rc.3',
  endpoints: { test: 'https://127.0.0.1:8443' },
  identity: IDENTITY,
  control: { http: 'http://127.0.0.1:9090/' },
};

const yaml = (changes: object): string => stringify({ ...GOOD, ...changes });

describe('a target file', () => {
  it('is resolved: paths are absolute, durations milliseconds, defaults filled in', () => {
    const target = read(yaml({ timeouts: { request: '1.5s', quiet: '250ms' }, features: { gateways: false } }));
    expect(target).toMatchObject({
      name: 'ACME Fleet Manager',
      endpoint: { name: 'test', url: 'https://127.0.0.1:8443/' },
      identity: {
        source: { kind: 'issuer', certificate: join(folder, 'pki/issuer.pem'), key: join(folder, 'pki/issuer.key') },
        anchors: join(folder, 'pki/issuer.pem'),
        discovery: null,
      },
      control: { kind: 'http', url: 'http://127.0.0.1:9090' },
      timeouts: { request: 1500, settle: 30_000, quiet: 250 },
      undeclared: ['gateways'],
      folder,
    });
  });

  it('may have every member of the contract, those of other revisions included', () => {
    const target = read(
      yaml({
        dialect: { statusPath: 'old' },
        features: { gateways: true, matching: false, compose: true, helm: true, 'content-coding': true },
        endpoints: {
          test: 'https://127.0.0.1:8443',
          development: { url: 'https://127.0.0.1:8444', shared: ['test'] },
        },
        endpoint: 'test',
        identity: {
          ...IDENTITY,
          anchors: 'pki/anchors.pem',
          discovery: 'https://mis.example/.well-known/margo',
          oauth: { tokenUrl: 'https://idp.example/token', clientId: 'a', clientSecret: 'b' },
          repository: { url: 'https://git.example/r', token: 't' },
        },
      }),
    );
    expect(target.identity.discovery).toBe('https://mis.example/.well-known/margo');
    expect(target.endpoints).toEqual(['test', 'development']);
  });

  it('keeps a version as it is written, where YAML would read a number', () => {
    expect(read(yaml({}).replace('version: 4.2.0', 'version: 4.10')).version).toBe('4.10');
  });

  it('has paths that are absolute already, and ready identities', () => {
    const target = read(
      yaml({ identity: { trustDomain: 'a', wfmId: 'b', identities: '/srv/ids', anchors: '/srv/anchors.pem' } }),
    );
    expect(target.identity).toMatchObject({
      source: { kind: 'ready', folder: '/srv/ids' },
      anchors: '/srv/anchors.pem',
    });
  });

  it('leaves certificates to the control verb where it names no source', () => {
    const target = read(yaml({ identity: { trustDomain: 'a', wfmId: 'b', anchors: 'a.pem' } }));
    expect(target.identity.source).toEqual({ kind: 'control' });
  });

  it.each([
    [
      ['node', 'hooks/acme.mjs'],
      ['node', 'hooks/acme.mjs'],
    ],
    [
      ['./hook', 'x'],
      [join(folder, 'hook'), 'x'],
    ],
    [['/opt/hook'], ['/opt/hook']],
  ])('names a program %j relative to its folder', (exec, command) => {
    expect(read(yaml({ control: { exec } })).control).toEqual({ kind: 'exec', command });
  });

  it('names a person', () => {
    expect(read(yaml({ control: { manual: true } })).control).toEqual({ kind: 'manual' });
  });
});

describe('endpoints', () => {
  const TWO = { endpoints: { test: 'https://a.example', production: 'https://b.example/base/' } };

  it('are chosen by name, by the file, or because there is one', () => {
    expect(read(yaml(TWO), 'production').endpoint).toEqual({ name: 'production', url: 'https://b.example/base/' });
    expect(read(yaml({ ...TWO, endpoint: 'test' })).endpoint.name).toBe('test');
    expect(read(yaml({})).endpoint.name).toBe('test');
  });

  it.each([
    [undefined, 'add "endpoint:" or pass --endpoint'],
    ['prodution', 'did you mean production?'],
    ['elsewhere-entirely', 'known are test, production'],
    ['constructor', 'there is no endpoint "constructor"'],
  ])('%s is no choice', (name, advice) => {
    const error = failure(yaml(TWO), name);
    expect(error.code).toBe('TARGET_ENDPOINT');
    expect(error.message).toContain(advice);
  });

  it('override identity, control and timeouts', () => {
    const target = read(
      yaml({
        timeouts: { request: '1s', settle: '2s' },
        endpoints: {
          own: {
            url: 'https://a.example',
            identity: { wfmId: 'other', identities: 'ready', anchors: 'other.pem' },
            control: { exec: ['true'] },
            timeouts: { settle: '9s' },
          },
        },
      }),
    );
    expect(target.identity).toMatchObject({
      spiffe: { trustDomain: 'factory.example', wfmId: 'other' },
      source: { kind: 'ready', folder: join(folder, 'ready') },
      anchors: join(folder, 'other.pem'),
    });
    expect(target.control.kind).toBe('exec');
    expect(target.timeouts).toEqual({ request: 1000, settle: 9000, quiet: 2000 });
  });

  it.each([
    ['said by the one', { shared: ['third'] }, {}],
    ['said by the other', {}, { shared: ['test'] }],
    ['said by both', { shared: ['third'] }, { shared: ['test'] }],
  ])('share credentials where that is %s, and have an authorisation of their own otherwise', (_how, one, other) => {
    const endpoints = {
      test: { url: 'https://a.example', ...one },
      second: { url: 'https://b.example', control: { manual: true } },
      third: { url: 'https://a.example/third', ...other },
    };
    const { sharing, separate } = read(yaml({ endpoints }), 'test');
    expect([sharing, separate].map((some) => some.map(({ name }) => name))).toEqual([['third'], ['second']]);
  });

  it('tell a mistake in their long form as such', () => {
    const error = failure(yaml({ endpoints: { own: { url: 'https://a.example', contorl: { manual: true } } } }));
    expect(error.code).toBe('TARGET_UNKNOWN_KEY');
    expect(error.message).toContain('unknown key "contorl" in endpoints.own; did you mean "control"?');
  });
});

const PLAIN_TOKEN_URL = {
  identities: 'ids',
  anchors: 'a.pem',
  oauth: { tokenUrl: 'http://a.example/token', clientId: 'c', clientSecret: 's' },
};

describe('mistakes have codes', () => {
  it.each<readonly [code: string, changes: object, says: string]>([
    ['TARGET_URL', { endpoints: { test: 'not a url' } }, 'which is no URL'],
    ['TARGET_URL', { endpoints: { test: 'ftp://a.example' } }, 'name an https URL'],
    ['TARGET_URL', { endpoints: { test: 'https://user:pw@a.example' } }, 'credentials'],
    ['TARGET_URL', { endpoints: { test: 'https://a.example/?x=1' } }, 'query'],
    ['TARGET_URL', { identity: { ...IDENTITY, discovery: 'http://a.example' } }, 'identity.discovery'],
    [
      'TARGET_ENDPOINT_TWICE',
      { endpoints: { test: 'https://a.example/api', development: { url: 'https://A.example:443/api/' } } },
      'the endpoints test and development both have the URL https://A.example:443/api/',
    ],
    [
      'TARGET_ENDPOINT_SHARED',
      { endpoints: { test: 'https://a.example', development: { url: 'https://b.example', shared: ['tset'] } } },
      'endpoints.development.shared names "tset", which is no endpoint of this file; did you mean test?',
    ],
    [
      'TARGET_ENDPOINT_SHARED',
      { endpoints: { test: 'https://a.example', other: { url: 'https://b.example', shared: ['constructor'] } } },
      'known are test, other',
    ],
    [
      'TARGET_ENDPOINT_SHARED',
      { endpoints: { test: { url: 'https://a.example', shared: ['test'] } } },
      'names test itself',
    ],
    ['TARGET_PLAIN_HTTP', { endpoints: { test: 'http://a.example' } }, 'mutual TLS'],
    [
      'TARGET_IDENTITY_REVISION',
      { revision: '1.0.0-rc.2', identity: { trustDomain: 'a', wfmId: 'b' } },
      "Missing for 1.0.0-rc.2: identity.issuer (a CA that the WFM takes client certificates of; or identity.identities); identity.anchors (the CA of the WFM's own TLS certificate)",
    ],
    ['TARGET_IDENTITY_REVISION', { revision: 'pre-draft-2024' }, 'identity.oauth and identity.repository'],
    ['TARGET_IDENTITY', { revision: '1.0.0-rc.2', identity: {} }, 'neither issuer nor identities'],
    ['TARGET_URL', { revision: 'pre-draft-2024', identity: PLAIN_TOKEN_URL }, 'identity.oauth.tokenUrl'],
    ['TARGET_TRUST_DOMAIN', { identity: {} }, 'identity.trustDomain and identity.wfmId are missing'],
    ['TARGET_TRUST_DOMAIN', { identity: { ...IDENTITY, trustDomain: 'Factory.example' } }, 'lower case'],
    ['TARGET_WFM_ID', { identity: { ...IDENTITY, wfmId: '..' } }, '".."'],
    ['TARGET_WFM_ID', { identity: { trustDomain: 'a' } }, 'missing'],
    ['TARGET_ANCHORS', { identity: { trustDomain: 'a', wfmId: 'b' } }, 'trust anchors'],
    ['TARGET_IDENTITY', { identity: { ...IDENTITY, identities: 'ids' } }, 'keep one of them'],
    ['TARGET_CONTROL', { control: { http: 'localhost' } }, 'name an http or https URL'],
    ['TARGET_CONTROL', { control: { http: 'http://a.example/?verb=' } }, 'query'],
    ['TARGET_DURATION', { timeouts: { request: 10 } }, 'with its unit'],
    ['TARGET_DURATION', { timeouts: { settle: '0s' } }, 'from 1ms'],
    ['TARGET_DURATION', { timeouts: { quiet: '61m' } }, 'to 60m'],
    ['TARGET_DURATION', { timeouts: { quiet: '-1s' } }, 'timeouts.quiet is "-1s"'],
    ['TARGET_INVALID', { revision: '2.0' }, 'allowed are 1.0.0-rc.3, 1.0.0-rc.2, pre-draft-2024'],
    ['TARGET_INVALID', { endpoints: {} }, 'endpoints is empty'],
    ['TARGET_INVALID', { endpoints: { test: 5 } }, 'endpoints.test must be string, it is 5'],
    ['TARGET_INVALID', { control: {} }, 'control takes exactly one of http, exec, manual'],
    ['TARGET_INVALID', { control: { manual: true, exec: ['x'] } }, 'takes exactly one of'],
    ['TARGET_INVALID', { control: { manual: false } }, 'the only value is true'],
    ['TARGET_INVALID', { control: { exec: [] } }, 'control.exec'],
    ['TARGET_INVALID', { name: '' }, 'name'],
    ['TARGET_UNKNOWN_KEY', { features: { gateway: false } }, 'did you mean "gateways"?'],
    ['TARGET_UNKNOWN_KEY', { entirelyElse: 1 }, 'known are name, vendor'],
  ])('%s for %j', (code, changes, says) => {
    const error = failure(yaml(changes));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
  });

  it('name line and column', () => {
    const lines = yaml({}).split('\n');
    const at = lines.findIndex((line) => line.startsWith('vendor'));
    const typo = failure([...lines.slice(0, at), 'vendro: ACME', ...lines.slice(at)].join('\n'));
    expect(typo.message).toMatch(new RegExp(`:${at + 1}:1: unknown key "vendro" in the file; did you mean "vendor"`));
    expect(failure(yaml({ revision: 'x' })).message).toMatch(/:4:11: revision is "x"/);
    expect(failure(yaml({ control: { exec: [] } })).message).toMatch(/:\d+:\d+: control\.exec/);
    expect(failure('name: a\n  b: [c\n').message).toMatch(/^TARGET_SYNTAX: .*target-\d+\.yaml:\d+:\d+: /);
  });
});

describe('hostile files', () => {
  it.each<readonly [what: string, code: string, content: string | Uint8Array]>([
    ['nothing', 'TARGET_INVALID', ''],
    ['a list', 'TARGET_INVALID', '- a\n'],
    ['two documents', 'TARGET_SYNTAX', `${yaml({})}---\n${yaml({})}`],
    ['a duplicate key', 'TARGET_SYNTAX', `${yaml({})}name: again\n`],
    ['a __proto__ key', 'TARGET_UNKNOWN_KEY', `${yaml({})}__proto__: { control: 1 }\n`],
    ['too many aliases', 'TARGET_SYNTAX', bomb()],
    ['a value that contains itself', 'TARGET_INVALID', `${yaml({ name: undefined })}name: &a [*a]\n`],
    ['a deep nest', 'TARGET_SYNTAX', '['.repeat(100_000)],
    ['a megabyte', 'TARGET_TOO_LARGE', `# ${'x'.repeat(1024 * 1024)}\n`],
    ['bytes that are no UTF-8', 'TARGET_UNREADABLE', Uint8Array.of(0xff, 0xfe, 0x00)],
    ['a long value', 'TARGET_INVALID', yaml({ revision: 'x'.repeat(10_000) })],
  ])('of %s are refused with %s', (_what, code, content) => {
    const error = failure(content);
    expect(error.code).toBe(code);
    expect(error.message.length).toBeLessThan(600);
  });

  it('cannot reach the prototype through an endpoint', () => {
    const text = yaml({}).replace('test: https', '__proto__: https');
    expect(read(text, '__proto__').endpoint.url).toBe('https://127.0.0.1:8443/');
    expect(Object.hasOwn(Object.prototype, 'url')).toBe(false);
  });

  it('that are none: a folder, a pipe, a missing one', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [folder, pipe, join(folder, 'missing.yaml')])
      expect(() => readTarget(path)).toThrow(/^TARGET_UNREADABLE: .*--target$/);
  });

  it('of any content end in a target or in a ConfigurationError', () => {
    const members = [...Object.keys(GOOD), 'timeouts', 'features', 'endpoint', 'dialect', '__proto__'];
    const mutated = fc.record({ member: fc.constantFrom(...members), value: fc.jsonValue({ maxDepth: 3 }) });
    fc.assert(
      fc.property(fc.oneof(fc.string(), mutated), (input) => {
        const content = typeof input === 'string' ? input : yaml({ [input.member]: input.value });
        expect(outcome(content)).toMatch(/^(1\.0\.0-rc\.3|TARGET_[A-Z_]+: .+)/);
      }),
      { numRuns: 150 },
    );
  });

  it('of any duration in seconds or milliseconds give whole milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_600_000 }), (milliseconds) => {
        const target = read(yaml({ timeouts: { request: `${milliseconds / 1000}s`, settle: `${milliseconds}ms` } }));
        expect(target.timeouts).toMatchObject({ request: milliseconds, settle: milliseconds });
      }),
      { numRuns: 50 },
    );
  });
});

/** The revision that was read, or the words of the refusal; anything else is thrown. */
function outcome(content: string): string {
  try {
    return read(content).revision;
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

/** Ten names for ten times the former: a few hundred bytes that stand for gigabytes. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) =>
    level === 0
      ? 'l0: &l0 [x]'
      : `l${level}: &l${level} [${Array(10)
          .fill(`*l${level - 1}`)
          .join(', ')}]`,
  );
  return `${levels.join('\n')}\n`;
}
