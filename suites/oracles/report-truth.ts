import { broken, HOLDS, type Judgement } from './judgement.ts';
import type { StatusReport } from './observation.ts';

/** The last operation on a component, as it stands at some moment. */
export interface LastOperation {
  readonly operation: 'install' | 'update' | 'remove';
  readonly outcome: 'done' | 'failed' | 'running';
}

/** At the moment of a report no component is called installed that is still being installed, or removed while it is there. */
export function trueWhenSent(
  { components }: StatusReport,
  last: (component: string) => LastOperation | undefined,
): Judgement {
  for (const { name, state } of components) {
    const operation = last(name);
    if (!operation) continue;
    const running = operation.outcome === 'running';
    const removing = operation.operation === 'remove';
    if (state === 'installed' && (running || removing || operation.outcome === 'failed'))
      return broken(`component ${name} installed before it is reported so`, inWords(operation));
    if (state === 'removed' && (running || (!removing && operation.outcome === 'done')))
      return broken(`component ${name} removed before it is reported so`, inWords(operation));
  }
  return HOLDS;
}

const inWords = ({ operation, outcome }: LastOperation): string => `its ${operation} is ${outcome}`;
