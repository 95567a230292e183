import type { DeviceCapabilities } from '../../../simulator/protocol/documents.ts';
import { DOCTOR_DEVICE } from '../doctor/doctor-device.ts';

/** A device that any WFM takes. */
export const minimalDevice = (id: string): DeviceCapabilities => ({
  properties: { ...DOCTOR_DEVICE.properties, id },
});
