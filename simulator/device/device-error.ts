import { CodedError } from '../errors/coded-error.ts';

/** A failure of the device or of its set-up; the message leads with the stable `code`. */
export class DeviceError extends CodedError {
  override readonly name = 'DeviceError';
}
