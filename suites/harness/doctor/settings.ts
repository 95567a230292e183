import { NO_SURROUNDINGS, type RunSettings } from '../settings.ts';

/** What the doctor has to know of a run; nothing is judged, so that the rest of the settings means nothing to it. */
export const doctorSettings = (
  named: Pick<RunSettings, 'targetFile' | 'endpoint' | 'revision' | 'nonce'>,
): RunSettings => ({
  ...named,
  dialect: null,
  seed: 0,
  effort: 'quick',
  latencyMs: 0,
  selected: null,
  repeated: [],
  replay: null,
  surroundings: NO_SURROUNDINGS,
});
