import { describe, expect, it } from 'vitest';
import { areDistinct, hasRepository, keepsWhatWasSaid, usesTls } from './handout.ts';

const repository = { url: 'HTTPS://git.example/r.git', token: 't' };

describe('what is handed out', () => {
  it('has a repository', () => {
    expect([hasRepository({ repository }).ok, hasRepository({ repository: null }).ok]).toEqual([true, false]);
  });

  it('is reached over TLS', () => {
    const tokenUrl = 'https://was.example/token';
    expect(usesTls({ tokenUrl, repository }).ok).toBe(true);
    expect(usesTls({ tokenUrl, repository: null }).ok).toBe(true);
    expect(usesTls({ tokenUrl: 'http://was.example/token', repository }).ok).toBe(false);
    expect(usesTls({ tokenUrl, repository: { ...repository, url: 'http://git.example/r.git' } }).ok).toBe(false);
  });

  it('is another for each client', () => {
    expect([areDistinct('secret', ['a', 'b', 'c']).ok, areDistinct('secret', ['a', 'b', 'a']).ok]).toEqual([
      true,
      false,
    ]);
  });
});

describe('what a device said of itself', () => {
  const said = { resources: { memory: 16, cpus: [{ cores: 4 }] }, domain: 'mine', unsaid: undefined };

  it('is kept, with more beside it', () => {
    const properties = { resources: { memory: 16, cpus: [{ cores: 4 }], storage: 1 }, domain: 'mine', more: true };
    expect(keepsWhatWasSaid({ properties }, said).ok).toBe(true);
  });

  it.each([
    ['no record', undefined],
    ['another value', { properties: { ...said, unsaid: 1, domain: 'yours' } }],
    ['a part that is lost', { properties: { resources: { memory: 16 }, domain: 'mine' } }],
    ['an object that became a text', { properties: { resources: '16', domain: 'mine' } }],
  ])('is not kept with %s', (_what, record) => {
    expect(keepsWhatWasSaid(record, said).ok).toBe(false);
  });
});
