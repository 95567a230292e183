import { CodedError } from '../../simulator/errors/coded-error.ts';

/** Why no image can be built here. */
export class ImageError extends CodedError<
  'LIBRARIES_UNKNOWN' | 'DEPENDENCY_MISSING' | 'DIST_MISSING' | 'ARCHITECTURE_UNKNOWN'
> {
  override readonly name = 'ImageError';
}
