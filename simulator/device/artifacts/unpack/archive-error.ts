import { DeviceError } from '../../device-error.ts';

/** An archive that would do harm where it is unpacked (CMP-007). */
export const unsafe = (detail: string): DeviceError =>
  new DeviceError('ARCHIVE_UNSAFE', `${detail}; nothing was unpacked, have the application packed anew`);

/** An archive that is none, or not laid out as it has to be (CMP-004). */
export const invalid = (detail: string, cause?: unknown): DeviceError =>
  new DeviceError('ARCHIVE_INVALID', `${detail}; nothing was unpacked, have the application packed anew`, { cause });

export const tooLarge = (detail: string): DeviceError =>
  new DeviceError('ARCHIVE_TOO_LARGE', `${detail}; nothing was unpacked, make the application smaller`);

/** Strangers' text for a message. */
export const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
