import { CodedError } from '../../errors/coded-error.ts';

type MetricsErrorCode = 'SLICES_DO_NOT_FIT' | 'OBJECTIVE_INVALID' | 'HISTOGRAM_UNLIKE';

/** Reports that cannot be added up, or an objective that cannot be read. */
export class MetricsError extends CodedError<MetricsErrorCode> {
  override readonly name = 'MetricsError';
}
