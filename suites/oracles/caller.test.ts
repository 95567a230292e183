import { describe, expect, it } from 'vitest';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import { doesNotName, servedAsCaller, withheld } from './caller.ts';

const answer = (status: number, ids: readonly string[] = []) => ({
  status,
  statusText: '',
  headers: [],
  body: jsonBytes({ deployments: ids.map((deploymentId) => ({ deploymentId })) }),
});
const ids = { own: 'mine', foreign: 'theirs' };

describe('who a request was served to', () => {
  it.each([
    ['the caller', answer(200, ['mine']), true],
    ['the caller, who has more', answer(200, ['mine', 'x']), true],
    ['nobody', answer(400), true],
    ['the other', answer(200, ['theirs']), false],
    ['both', answer(200, ['mine', 'theirs']), false],
    ['a third', answer(200, []), false],
    ['nobody, because of a failure', answer(500), true],
    ['nobody can tell from a redirection', answer(302), false],
  ])('%s', (_who, response, holds) => {
    expect(servedAsCaller(response, ids).ok).toBe(holds);
  });

  it('does not name what is of others, whatever the answer is', () => {
    expect(doesNotName(answer(200, ['theirs']), 'theirs')).toMatchObject({ ok: false, received: 'one that names it' });
    expect(doesNotName(answer(200, ['mine']), 'theirs')).toEqual({ ok: true });
  });

  it('holds back what is not there for the caller', () => {
    const statuses = [200, 304, 302, 400, 403, 404, 500];
    expect(statuses.filter((status) => withheld(answer(status)).ok)).toEqual([400, 403, 404]);
  });
});
