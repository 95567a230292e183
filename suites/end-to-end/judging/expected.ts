import { broken, HOLDS, type Judgement, judgeThat } from '../../oracles/judgement.ts';
import type { StatusReport } from '../../oracles/observation.ts';
import type { ComponentContent, ExpectedComponent } from '../../oracles/running.ts';

/** What is known of a deployment before its device is looked at. */
export interface Prospect {
  readonly deploymentId: string;
  readonly deviceId: string;
  /** Its components in their order, as the wire has them. */
  readonly wanted: ReadonlyMap<string, ComponentContent>;
  /** What ran of it when all was last at rest. */
  readonly former: ReadonlyMap<string, ComponentContent>;
  /** The first component that cannot come to run, whatever anybody does. */
  readonly failing: string | undefined;
  /** Something was in the way that may have made it fail, or was not there to make it fail: either is right. */
  readonly disturbed: boolean;
  /** The last report about it, where nothing has changed since: it still holds. */
  readonly unchanged: StatusReport | null;
}

/** The state that a device may report in the end: installed, or failed where it had to. */
export function endsAsExpected(prospect: Prospect, report: StatusReport | undefined): Judgement {
  const { wanted, failing, disturbed, unchanged } = prospect;
  if (unchanged) return judgeThat(inWords(report) === inWords(unchanged), inWords(unchanged), inWords(report));
  if (report?.status.state === 'installed') {
    const may = failing === undefined || disturbed;
    return may && allAre(report, wanted, 'installed') ? HOLDS : broken(outcome(prospect), inWords(report));
  }
  if (report?.status.state !== 'failed') return broken(outcome(prospect), inWords(report));
  const failed = firstFailed(report);
  return disturbed || (failing !== undefined && failed === failing)
    ? HOLDS
    : broken(outcome(prospect), inWords(report));
}

/** What may be on the site, given how the deployment ended. */
export function legalOnSite(prospect: Prospect, report: StatusReport | undefined): readonly ExpectedComponent[] {
  const { deploymentId, deviceId, wanted, former } = prospect;
  const names = [...new Set([...wanted.keys(), ...former.keys()])];
  const failedAt =
    report?.status.state === 'failed' ? [...wanted.keys()].indexOf(firstFailed(report) ?? '') : undefined;
  return names.map((component): ExpectedComponent => {
    const place = { deploymentId, deviceId, component };
    const content = wanted.get(component);
    const index = [...wanted.keys()].indexOf(component);
    if (!content) return { ...place, legal: ['absent'] };
    if (failedAt === undefined || index < failedAt) return { ...place, legal: [{ ...content, ready: true }] };
    // What was not reached, or has failed, leaves what ran before as it was.
    const before = former.get(component);
    return { ...place, legal: [before ? { ...before, ready: true } : 'absent'] };
  });
}

const firstFailed = ({ components }: StatusReport): string | undefined =>
  components.find(({ state }) => state === 'failed')?.name;

const allAre = ({ components }: StatusReport, wanted: ReadonlyMap<string, unknown>, state: string): boolean =>
  components.length === wanted.size && components.every((component) => component.state === state);

const outcome = ({ failing, wanted }: Prospect): string =>
  failing === undefined
    ? `${[...wanted.keys()].join(', ')} installed`
    : `${failing} failed, what comes before it installed`;

const inWords = (report: StatusReport | null | undefined): string =>
  report
    ? `${report.status.state}: ${report.components.map(({ name, state, error }) => `${name} ${state}${error ? ` (${error.code})` : ''}`).join(', ')}`
    : 'no report';
