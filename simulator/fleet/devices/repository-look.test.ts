import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../protocol/exchange.ts';
import { headIn, lookRequest, recordedLook } from './repository-look.ts';

const COMMIT = '8a3f2c4d5e6f708192a3b4c5d6e7f8091a2b3c4d';
const access = { url: 'https://wfm.example/repositories/device-1.git/', token: 'secret' };

const answered = (body: string, type = 'application/x-git-upload-pack-advertisement', status = 200): Exchange => ({
  actor: 'device-1',
  origin: 'https://wfm.example',
  request: lookRequest(access),
  startedAt: 0,
  durationMs: 1,
  outcome: {
    kind: 'response',
    response: { status, statusText: '', headers: [['Content-Type', type]], body: Buffer.from(body) },
  },
});

const line = (text: string): string => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
const advertised = (first: string): string =>
  `${line('# service=git-upload-pack\n')}0000${line(`${first}\0multi_ack agent=git/2\n`)}0000`;

describe('a look at a repository', () => {
  it('asks for the references, with the token as password', () => {
    expect(lookRequest(access)).toEqual({
      method: 'GET',
      path: '/repositories/device-1.git/info/refs?service=git-upload-pack',
      headers: [['authorization', 'Basic ZGV2aWNlOnNlY3JldA==']],
      body: null,
    });
  });

  it('finds the head, or that there is none yet', () => {
    expect(headIn(answered(advertised(`${COMMIT} HEAD`)))).toBe(COMMIT);
    expect(headIn(answered(advertised(`${'0'.repeat(40)} capabilities^{}`)))).toBeNull();
  });

  it.each([
    ['another type', answered(advertised(`${COMMIT} HEAD`), 'text/plain')],
    ['another status', answered(advertised(`${COMMIT} HEAD`), undefined, 401)],
    ['another reference first', answered(advertised(`${COMMIT} refs/heads/main`))],
    ['nonsense', answered('<html>')],
  ])('knows nothing from %s', (_what, exchange) => {
    expect(headIn(exchange)).toBeUndefined();
  });

  it('is recorded without its token', () => {
    expect(JSON.stringify(recordedLook(answered('')))).not.toContain('ZGV2aWNlOnNlY3JldA');
  });
});
