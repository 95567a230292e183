import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { killSwitch } from './kill-switch.ts';

function fileToBe(): string {
  const folder = mkdtempSync(join(tmpdir(), 'waspect-switch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'stop');
}

it('ends a run when its file appears', async () => {
  const file = fileToBe();
  using found = killSwitch(file);
  const { signal } = found;
  expect(signal.aborted).toBe(false);
  const thrown = once(signal, 'abort');
  writeFileSync(file, '');
  await thrown;
  expect(signal.aborted).toBe(true);
});

it('lets nothing start while its file is there', () => {
  const file = fileToBe();
  writeFileSync(file, '');
  expect(() => killSwitch(file)).toThrow(`FLEET_KILL_SWITCH: the kill switch ${file} is there`);
});
