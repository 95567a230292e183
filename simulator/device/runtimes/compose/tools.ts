import type { EngineApi } from '../../../engine/api/engine-api.ts';
import type { EngineAccess } from '../../../engine/engine.ts';
import type { ArtifactSource } from '../../artifacts/artifact-source.ts';

/** What every operation on a component stands on. */
export interface Tools {
  readonly engine: EngineAccess;
  readonly api: EngineApi;
  readonly artifacts: ArtifactSource;
  readonly owner: string;
  readonly workDir: string;
  readonly settleMs: number;
}

/** What ends an operation early. */
export interface Patience {
  /** The device stops or has given up: what was begun stays as it is and is taken up again. */
  readonly stop: AbortSignal;
  /** Also when the time for the component is over: what was begun is undone. */
  readonly signal: AbortSignal;
}
