import type { Check } from '../../../suites/harness/check.ts';
import { FAULTS, type Fault } from './fault.ts';

export const nameOf = ({ side, name }: Fault): string => `${side} ${name}`;

export function faultNamed(name: string): Fault {
  const fault = FAULTS.find((candidate) => nameOf(candidate) === name);
  if (fault) return fault;
  throw new RangeError(`FAULT_UNKNOWN: ${name}`);
}

/** The check that may judge most. */
export function broadest(checks: readonly Check[]): Check {
  const [first] = checks.toSorted((left, right) => right.requirements.length - left.requirements.length);
  if (first) return first;
  throw new TypeError('NO_CHECKS: there are no checks of the chain');
}
