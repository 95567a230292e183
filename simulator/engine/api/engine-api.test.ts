import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realEngine } from '../testing/real-engine.testing.ts';
import { type EngineApi, openEngine } from './engine-api.ts';
import { textOfLog } from './log-frames.ts';

/** An engine that answers whatever it likes, behind a unix socket. */
async function pretending(answer: RequestListener): Promise<EngineApi> {
  const folder = await mkdtemp(join(tmpdir(), 'waspect-api-'));
  const path = join(folder, 'docker.sock');
  const server: Server = createServer(answer).listen(path);
  await once(server, 'listening');
  const api = openEngine({ dockerHost: `unix://${path}` });
  onTestFinished(async () => {
    await api.close();
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });
  return api;
}

describe('an engine that misbehaves', () => {
  it.each([
    ['refuses', 500, '{"message":"no space left on device"}', /^ENGINE_REFUSED: .*500 no space left on device/],
    ['answers no JSON', 200, '<html>', /^ENGINE_REFUSED: .*else than JSON/],
    ['answers without end', 200, 'x'.repeat(17 * 1024 * 1024), /^ENGINE_REFUSED: .*goes beyond/],
  ])('%s: is reported', async (_, status, body, message) => {
    const api = await pretending((_request, response) => {
      response.statusCode = status;
      response.end(body);
    });
    await expect(api.version()).rejects.toThrow(message);
  });

  it('hangs up: is unreachable', async () => {
    const api = await pretending((request) => request.destroy());
    await expect(api.version()).rejects.toThrow(/^ENGINE_UNREACHABLE: unix:/);
  });

  it('answers anything else than was asked for: nothing is made of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (json) => {
        const api = await pretending((_request, response) => {
          response.end(json);
        });
        expect(Array.isArray(await api.containers({}))).toBe(true);
        expect(typeof (await api.version())).toBe('string');
        expect(await api.remains({})).toEqual(expect.any(Array));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the log of a container', () => {
  it('is what was written, whatever frames it came in', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(1, 2), fc.string({ unit: 'grapheme' }))), (frames) => {
        const bytes = frames.map(([stream, text]) => {
          const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
          header.writeUInt32BE(Buffer.byteLength(text), 4);
          return Buffer.concat([header, Buffer.from(text)]);
        });
        expect(textOfLog(Buffer.concat(bytes))).toBe(frames.map(([, text]) => text).join(''));
      }),
    );
  });

  it('of a terminal has no frames', () => {
    expect(textOfLog(Buffer.from('hello from a terminal'))).toBe('hello from a terminal');
    expect(textOfLog(Buffer.of())).toBe('');
  });
});

describe('a real engine', () => {
  const engine = realEngine();

  it('says its version, and that it has nothing of ours', async () => {
    const api = engine.api();
    expect(await api.version()).toMatch(/^\d+\./);
    expect(await api.containers({ 'waspect.owner': 'nobody' })).toEqual([]);
    expect(await api.remains({ 'waspect.owner': 'nobody' })).toEqual([]);
    expect(await api.hasImage('registry.invalid/none:1')).toBe(false);
    await api.removeImage('registry.invalid/none:1');
    await api.kill('none');
    expect(await api.log('none', 1)).toBe('');
  });
});
