import type { Progress } from '../../simulator/cluster/progress.ts';

/** Steps are for somebody who watches a terminal; what changes the machine is said everywhere. */
export function clusterProgress(): Progress {
  const watched = process.stderr.isTTY && !process.env['CI'];
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  return { step: (doing) => (watched ? say(`${doing} …`) : undefined), note: say };
}
