import { describe, expect, it } from 'vitest';
import { readDeployment } from './read-deployment.ts';

const read = (text: string) => readDeployment(new TextEncoder().encode(text));

describe('a deployment as it came', () => {
  it('is one mapping', () => {
    expect(read('id: 1\n')).toEqual({ document: { id: 1 } });
  });

  it.each(['- id: 1', 'text', '', 'id: 1\n---\nid: 2', 'id: [', '~'])('is not %j', (text) => {
    expect(read(text)).toMatchObject({ wrong: { ok: false } });
  });
});
