import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FleetIdentityError } from './identity-error.ts';
import { type IdentityPack, openPack } from './identity-pack.ts';

/**
 * Writes a pack, readable by its owner only; who reads meanwhile has the old one or the new one, never a part.
 * @throws FleetIdentityError FLEET_IDENTITIES_UNWRITABLE
 */
export function writePack(file: string, { buffer }: IdentityPack): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replace(file, new Uint8Array(buffer));
  } catch (cause) {
    throw new FleetIdentityError('FLEET_IDENTITIES_UNWRITABLE', `${text(cause)}; name a file that can be written`, {
      cause,
    });
  }
}

function replace(file: string, bytes: Uint8Array): void {
  const draft = `${file}.${randomUUID()}`;
  try {
    writeFileSync(draft, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Reads a pack into memory that threads can share, and makes sure that it is whole.
 * @throws FleetIdentityError FLEET_IDENTITIES_UNREADABLE
 */
export function readPack(file: string): IdentityPack {
  try {
    return openPack(readFileSync(file), true);
  } catch (cause) {
    const why = cause instanceof FleetIdentityError ? cause.detail : `${text(cause)}; make it with "waspect pki fleet"`;
    throw new FleetIdentityError('FLEET_IDENTITIES_UNREADABLE', `${file}: ${why}`, { cause });
  }
}

const text = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
