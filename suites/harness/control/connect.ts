import type { Target } from '../target/target.ts';
import type { ControlDriver } from './contract.ts';
import { execControl } from './exec.ts';
import { httpControl } from './http.ts';
import { manualControl } from './manual.ts';
import { openTerminal } from './terminal.ts';

/** Opens the way to the operator that the target names. An operator action may take as long as a request and the time to settle together. */
export function connectControl(target: Pick<Target, 'control' | 'folder' | 'timeouts'>): ControlDriver {
  const { control, folder, timeouts } = target;
  const timeoutMs = timeouts.request + timeouts.settle;
  switch (control.kind) {
    case 'http':
      return httpControl(control.url, timeoutMs);
    case 'exec':
      return execControl(control.command, folder, timeoutMs);
    case 'manual':
      return manualControl(openTerminal());
  }
}
