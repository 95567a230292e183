import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseJson } from '../../../simulator/protocol/json.ts';
import { deadPort, listen } from '../testing/listen.test-support.ts';
import { httpControl } from './http.ts';

async function hook(listener: RequestListener, timeoutMs = 5000) {
  const port = await listen(createServer(listener));
  const control = httpControl(`http://127.0.0.1:${port}/base`, timeoutMs);
  onTestFinished(() => control.close());
  return control;
}

const answering = (status: number, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  hook((_request, response) => response.writeHead(status, headers).end(body));

describe('a hook over HTTP', () => {
  it('is asked with POST <base>/<verb>, a JSON body, and integers exact both ways', async () => {
    const heard: unknown[] = [];
    const control = await hook((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        heard.push([request.method, request.url, request.headers['content-type'], body]);
        response.end('{"adoptedManifestVersion":18446744073709551615}');
      });
    });
    const answer = await control.call('observe', parseJson('{"version":9007199254740993}'));
    expect(answer).toEqual({ kind: 'answered', body: { adoptedManifestVersion: 18446744073709551615n } });
    expect(heard).toEqual([['POST', '/base/observe', 'application/json', '{"version":9007199254740993}']]);
  });

  it('describes itself; verbs that nobody knows are passed over', async () => {
    const control = await answering(200, '{"name":"acme","version":2,"supports":["admit","dance",7]}');
    expect(await control.describe()).toEqual({ name: 'acme', version: '2', supports: new Set(['admit']) });
  });

  it.each([
    [200, '{}', { kind: 'answered', body: {} }],
    [200, '', { kind: 'answered', body: {} }],
    [204, '', { kind: 'answered', body: {} }],
    [501, 'no', { kind: 'unsupported' }],
    [404, '{"error":"gone"}', { kind: 'not-found', message: expect.stringContaining('404: {"error":"gone"}') }],
    [500, '{"error":"broken"}', { kind: 'refused', message: expect.stringContaining('500: {"error":"broken"}') }],
    [302, '', { kind: 'refused', message: expect.stringContaining('302: nothing') }],
  ])('answers %i %j', async (status, body, answer) => {
    const control = await answering(status, body, { location: 'http://127.0.0.1:1/' });
    expect(await control.call('admit', {})).toEqual(answer);
  });

  it.each<readonly [body: string | Uint8Array, says: RegExp]>([
    ['<html>', /^CONTROL_ANSWER: .*"<html>", which is no JSON$/],
    ['[]', /^CONTROL_ANSWER: .*JSON that is no object$/],
    [Uint8Array.of(0x7b, 0xff, 0x7d), /^CONTROL_ANSWER: .*which is no JSON$/],
  ])('out of contract with %s', async (body, says) => {
    const control = await answering(200, body);
    await expect(control.call('admit', {})).rejects.toThrow(says);
  });

  it.each([
    [
      200,
      '{"name":"x","n":99999999999999999999}',
      /^CONTROL_DESCRIPTION: GET .* answered \{"name":"x".*it has to answer/,
    ],
    [200, 'null', /^CONTROL_DESCRIPTION: /],
    [200, '<html>', /^CONTROL_ANSWER: /],
    [500, '{}', /^CONTROL_DESCRIPTION: GET .* answered 500/],
  ])('with a description of %i %s is told so', async (status, body, says) => {
    await expect((await answering(status, body)).describe()).rejects.toThrow(says);
  });

  it('that never stops talking is cut off', async () => {
    const control = await hook((_request, response) => {
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      const more = () => response.write(chunk) && setImmediate(more);
      response.on('drain', more);
      more();
    });
    await expect(control.call('admit', {})).rejects.toThrow(/^CONTROL_ANSWER_TOO_LARGE: /);
  });

  it('that never answers, or never ends its answer, is given up in time', async () => {
    const silent = await hook(() => undefined, 150);
    const endless = await hook((_request, response) => void response.write('{'), 150);
    for (const control of [silent, endless])
      await expect(control.call('admit', {})).rejects.toThrow(/^CONTROL_TIMED_OUT: .*no answer within 150 ms; start/);
  });

  it('that is not there is told with what to do', async () => {
    const port = await deadPort(createTcpServer());
    const control = httpControl(`http://127.0.0.1:${port}`, 1000);
    await expect(control.describe()).rejects.toThrow(
      /^CONTROL_UNREACHABLE: GET .*ECONNREFUSED.*correct control\.http$/,
    );
    await control.close();
  });

  it('that closes a kept connection is asked once more, and not again', async () => {
    let asked = 0;
    const once = await hook((request, response) => {
      asked += 1;
      if (asked === 1) request.socket.destroy();
      else response.end('{}');
    });
    expect(await once.call('admit', {})).toEqual({ kind: 'answered', body: {} });
    let refused = 0;
    const always = await hook((request) => {
      refused += 1;
      request.socket.destroy();
    });
    await expect(always.call('admit', {})).rejects.toThrow(/^CONTROL_UNREACHABLE: /);
    expect([asked, refused]).toEqual([2, 2]);
  });
});
