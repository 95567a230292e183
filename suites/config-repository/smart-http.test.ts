import { expect, it } from 'vitest';
import { advertisesRefs } from './smart-http.ts';

const answer = (body: string, status = 200) => ({ status, body: Buffer.from(body) });
const COMMIT = '0123456789abcdef0123456789abcdef01234567';

it.each([
  '001e# service=git-upload-pack\n0000',
  '000eversion 2\n',
  `${COMMIT}\trefs/heads/main\n`,
  'ref: refs/heads/main\n',
])('knows refs when it sees them: %j', (body) => {
  expect(advertisesRefs(answer(body))).toBe(true);
  expect(advertisesRefs(answer(body, 401))).toBe(false);
});

it.each(['', '<html>refs/heads/main', '{"error":"ref: refs/"}'])('takes no other text for refs: %j', (body) => {
  expect(advertisesRefs(answer(body))).toBe(false);
});
