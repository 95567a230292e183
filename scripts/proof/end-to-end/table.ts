import type { Trophy } from './hunt.ts';

/** The longest sequence that may show a fault, in the median. */
const MOST_COMMANDS = 5;

/** One line for a fault: how it was found, and in how many commands. */
export const lineOf = ({ fault, verdict, by, seed, commands, message }: Trophy): string =>
  [
    verdict.padEnd(9),
    String(commands ?? '-').padStart(2),
    `${fault.side} ${fault.name}`.padEnd(48),
    verdict === 'missed' ? `not with ${seed} seeds` : `${by}, seed ${seed}`,
    ...(verdict === 'misjudged' ? [message] : []),
  ].join('  ');

export interface Summary {
  readonly found: number;
  /** Names of those that nobody found, and of those for which somebody else was blamed. */
  readonly open: readonly string[];
  /** Of the lengths of the shrunk sequences. */
  readonly median: number;
  readonly proved: boolean;
}

export function summaryOf(trophies: readonly Trophy[]): Summary {
  const lengths = trophies.flatMap(({ commands }) => commands ?? []).toSorted((left, right) => left - right);
  const open = trophies.filter(({ verdict }) => verdict !== 'found').map(({ fault }) => `${fault.side} ${fault.name}`);
  const median = lengths[lengths.length >> 1] ?? 0;
  return {
    found: trophies.length - open.length,
    open,
    median,
    proved: trophies.length > 0 && open.length === 0 && median <= MOST_COMMANDS,
  };
}

export const inWords = ({ found, open, median }: Summary): string =>
  `${found} faults found${open.length > 0 ? `, open: ${open.join(', ')}` : ''}; median of the shrunk sequences: ${median} commands\n`;
