import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Exchange } from '../../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../../simulator/protocol/json.ts';
import { openSession } from '../session/session.ts';
import { readTarget } from '../target/read-target.ts';
import { minimalDevice } from '../testing/devices.test-support.ts';
import { listen } from '../testing/listen.test-support.ts';
import { referenceWas } from '../testing/reference-was.test-support.ts';
import { settingsFor, setUp } from '../testing/set-up.test-support.ts';
import { Trial } from '../trial.ts';
import { reproScript } from './repro.ts';
import { type Entry, Transcript } from './transcript.ts';

const run = promisify(execFile);

/** As a transcript keeps it. */
function entryOf(exchange: Exchange): Entry {
  const transcript = new Transcript();
  transcript.exchange(exchange);
  const [entry] = transcript.entries;
  if (!entry) throw new Error('the transcript is empty');
  return entry;
}

const entry = (actor: string, origin: string, request: Partial<Exchange['request']>): Entry =>
  entryOf({
    actor,
    origin,
    request: { method: 'PUT', path: '/x', headers: [], body: null, ...request },
    startedAt: 0,
    durationMs: 1,
    outcome: { kind: 'failure', failure: { code: 'TIMED_OUT', message: 'late' } },
  });

async function shell(script: string, env: Record<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-repro-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'repeat.sh');
  writeFileSync(file, script);
  await run('sh', ['-n', file]);
  const { stdout } = await run('sh', [file], { cwd: folder, env: { ...process.env, TMPDIR: folder, ...env } });
  // Whatever the names were, nothing was made beside the script.
  expect(readdirSync(folder)).toEqual(['repeat.sh']);
  return stdout;
}

describe('the script that repeats a transcript', () => {
  it('repeats it against the system, with an identity of its own', async () => {
    const { file, folder, was } = await referenceWas();
    const session = await openSession(settingsFor(file));
    const trial = new Trial(session, { id: 'capabilities/example', requirements: ['DSM-001'] });
    const client = await trial.client();
    await client.api.reportCapabilities('d-1', jsonBytes(minimalDevice('d-1')));
    await client.api.readDesiredState();
    const { length: count, entries } = trial.transcript;
    const script = reproScript('capabilities/example', entries, session.target);
    await trial.release();
    await session.close();
    const output = await shell(script, {
      ISSUER_CERT: join(folder, 'pki/issuer.pem'),
      ISSUER_KEY: join(folder, 'pki/issuer.key'),
      CONTROL: was.controlUrl,
    });
    const answers = output.match(/^HTTP\/1\.1 \d+/gm) ?? [];
    expect(answers).toHaveLength(count);
    expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 200']));
    expect(output).toContain('"manifestVersion"');
    expect(script).not.toContain('PRIVATE KEY');
  });

  it('sends exactly what was sent, whatever is in names, paths, headers and bodies', async () => {
    const { folder, target } = await setUp();
    const heard: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const names = ['x-test', 'accept', 'content-type', 'user-agent'];
        heard.push([
          request.method,
          request.url,
          names.map((name) => request.headers[name]),
          Buffer.concat(chunks).toString('hex'),
        ]);
        response.end();
      });
    });
    const origin = `http://127.0.0.1:${await listen(server)}`;
    const word = fc.oneof(
      fc.constantFrom("'; touch evil; '", '$(touch evil)', '`touch evil`', '../../evil', 'a\nb', '-K /etc/passwd', '"'),
      fc.string(),
    );
    const value = fc.string({ unit: fc.constantFrom(...`'"\\$\`!;&|@#*?[]{}() abc`) }).map((text) => text.trim());
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.constantFrom('@/etc/hostname', "it's\n\n", '%s\\n', '\0').map((text) => Buffer.from(text)),
    );
    const sent = fc.record({
      actor: word,
      value,
      path: fc.constantFrom('/a/../b', '/%00;x=[1-9]{a,b}', "/'$HOME'?q=%27"),
      body: bytes,
    });
    const samples = fc.sample(sent, { seed: 7, numRuns: 40 });
    const entries = samples.map(({ actor, value: header, path, body }) =>
      entry(actor, origin, { path, headers: [['x-test', header]], body }),
    );
    const resolved = readTarget(target('https://127.0.0.1:1', 'http://127.0.0.1:9'));
    const output = await shell(reproScript("evil'\ntouch evil", entries, resolved), {
      ISSUER_CERT: join(folder, 'pki/issuer.pem'),
      ISSUER_KEY: join(folder, 'pki/issuer.key'),
    });
    expect(output).toContain('200 OK');
    expect(heard).toEqual(
      samples.map(({ value: header, path, body }) => [
        'PUT',
        path,
        [header, undefined, undefined, undefined],
        Buffer.from(body).toString('hex'),
      ]),
    );
  }, 60_000);

  it('says what the operator has to do where no hook is named', async () => {
    const { folder, target } = await setUp();
    const resolved = readTarget(target('https://127.0.0.1:1', 'x', { control: { exec: ['hook'] } }));
    const call = {
      verb: 'admit',
      body: { client: "it's" },
      startedAt: 0,
      durationMs: 1,
      answer: null,
      error: null,
    } as const;
    const env = {
      ISSUER_CERT: join(folder, 'pki/issuer.pem'),
      ISSUER_KEY: join(folder, 'pki/issuer.key'),
      CONTROL: '',
    };
    const output = await shell(reproScript('a/b', [{ kind: 'control', call }], resolved), env);
    expect(output).toBe(`as the operator, please do: admit {"client":"it's"}\n`);
  });
});
