import { describe, expect, it } from 'vitest';
import { ClientNames } from './client-names.ts';
import type { FleetMember } from './operator.ts';

const LONG_MS = 60_000;

const member = (client: FleetMember['client']): FleetMember => ({ device: 3, client, deviceId: 'box', type: 'helm' });

describe('names of clients', () => {
  const byCertificate = member({ certificate: 'pem' });
  const byId = member({ id: 'box' });
  const { signal } = new AbortController();

  it('add the id of onboarding to a certificate, and leave a name of its own alone', () => {
    const names = new ClientNames();
    expect(names.named(byCertificate)).toEqual(byCertificate);
    names.enrolled(3, 'given');
    expect(names.named(byCertificate).client).toEqual({ certificate: 'pem', id: 'given' });
    expect(names.named(byId)).toEqual(byId);
    expect(names.named({ ...byCertificate, device: 4 }).client).toEqual({ certificate: 'pem' });
  });

  it('tell of an onboarding that the client hears of only after it was asked for', async () => {
    const names = new ClientNames();
    const renamed = names.isRenamed(byCertificate, LONG_MS, signal);
    names.enrolled(3, 'given');
    expect(await renamed).toBe(true);
    expect(await names.isRenamed(byCertificate, LONG_MS, signal)).toBe(true);
    expect(await names.isRenamed(names.named(byCertificate), LONG_MS, signal)).toBe(false);
  });

  it('wait no longer than they are told to, nor for whom no other name comes', async () => {
    const names = new ClientNames();
    expect(await names.isRenamed(byCertificate, 0, signal)).toBe(false);
    expect(await names.isRenamed(byId, LONG_MS, signal)).toBe(false);
    const ended = new AbortController();
    const waiting = names.isRenamed(byCertificate, LONG_MS, ended.signal);
    ended.abort();
    expect(await waiting).toBe(false);
  });
});
