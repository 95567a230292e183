import { DEVICE_STANDINGS, type DeviceStanding } from '../metrics/report.ts';

/** As numbers, for arrays; the recorder counts by them. */
export const STANDING: Readonly<Record<DeviceStanding, number>> = {
  waiting: DEVICE_STANDINGS.indexOf('waiting'),
  arriving: DEVICE_STANDINGS.indexOf('arriving'),
  idle: DEVICE_STANDINGS.indexOf('idle'),
  working: DEVICE_STANDINGS.indexOf('working'),
  'backing-off': DEVICE_STANDINGS.indexOf('backing-off'),
  off: DEVICE_STANDINGS.indexOf('off'),
};
