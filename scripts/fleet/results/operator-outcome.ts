import type { FleetOperatorResults } from '../../../reports/model.ts';
import type { DeviceFinding, ReadBack } from '../../../simulator/fleet/operator/read-back.ts';
import type { OperatorReport } from '../../../simulator/fleet/operator/run-operator.ts';

/** What came of the operator of the WFM: how its calls went, and what the WFM's records say in the end. */
export interface OperatorOutcome {
  readonly report: Pick<OperatorReport, 'calls' | 'adoption' | 'unadopted' | 'superseded' | 'incidents'>;
  /** Null where nothing was read back. */
  readonly readBack: Omit<ReadBack, 'findings'> | null;
  /** Of the records that were read back, of deployments that another device carried out, of ids given twice: as judged. */
  readonly findings: readonly DeviceFinding[];
}

export function operatorResults({ report, readBack }: OperatorOutcome): FleetOperatorResults {
  const { calls, adoption, unadopted, superseded } = report;
  return {
    ...{ calls, adoption, unadopted, superseded },
    ...(readBack !== null && {
      readBack: { deployments: readBack.deployments, devices: readBack.devices, unread: readBack.unread },
    }),
  };
}
