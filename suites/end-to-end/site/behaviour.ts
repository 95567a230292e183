/** How a fixture behaves once it is deployed, by the last part of its repository. */
export interface ChartBehaviour {
  /** It never comes to run: its device has to report it failed, with a cause. */
  readonly fails: boolean;
  /** How long the site that is only a memory takes for it, in milliseconds. */
  readonly takesMs: number;
}

const GOOD: ChartBehaviour = { fails: false, takesMs: 0 };

const BEHAVIOURS: Readonly<Record<string, ChartBehaviour>> = {
  good: GOOD,
  slow: { fails: false, takesMs: 15 },
  'bad-template': { fails: true, takesMs: 0 },
};

/** @throws TypeError for a chart that nobody has described */
export function behaviourOf(repository: string): ChartBehaviour {
  const behaviour = BEHAVIOURS[chartOf(repository)];
  if (behaviour) return behaviour;
  throw new TypeError(`UNKNOWN_CHART: nobody says how ${repository} behaves`);
}

/** The name of the chart at the end of a repository. */
const chartOf = (repository: string): string => repository.slice(repository.lastIndexOf('/') + 1);
