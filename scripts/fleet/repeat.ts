import { typed } from '../cli/command-line.ts';
import type { FleetRequest } from './fleet-and-report.ts';

/** The command that runs one device of the fleet again, alone, as it was among the others. */
export function repeatOf({
  plan,
  targets,
  endpoint,
  revision,
  set,
  defects,
  owned,
}: Pick<FleetRequest, 'plan' | 'targets' | 'endpoint' | 'revision' | 'set' | 'defects' | 'owned'>): (
  device: number,
) => string {
  const words = [
    ...targets.flatMap((file) => ['--target', file]),
    ...(endpoint === null ? [] : ['--endpoint', endpoint]),
    ...(revision === null ? [] : ['--revision', revision]),
    ...set.flatMap((value) => ['--set', value]),
    ...defects.flatMap((id) => ['--defect', id]),
    ...(owned ? ['--i-own-this-target'] : []),
  ];
  return (device) => typed(['waspect', 'fleet', plan, ...words, '--device', String(device)]);
}
