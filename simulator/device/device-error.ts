/** A failure of the device or of its set-up; the message leads with the stable `code`. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: string;

  constructor(code: string, detail: string, options?: ErrorOptions) {
    super(`${code}: ${detail}`, options);
    this.code = code;
  }
}
