/** Devices that clients reported beside their own: few clients are gateways. */
export class Families {
  readonly #devices = new Map<number, Map<number, 'reported' | 'unsure'>>();

  of(device: number, deviceId: number): 'reported' | 'unsure' | undefined {
    return this.#devices.get(device)?.get(deviceId);
  }

  set(device: number, deviceId: number, standing: 'reported' | 'unsure'): void {
    const own = this.#devices.get(device) ?? new Map<number, 'reported' | 'unsure'>();
    own.set(deviceId, standing);
    this.#devices.set(device, own);
  }

  /** What becomes of the others when one is removed is open (G-14). */
  doubt(device: number): void {
    const own = this.#devices.get(device);
    for (const deviceId of own?.keys() ?? []) own?.set(deviceId, 'unsure');
  }

  forget(device: number): void {
    this.#devices.delete(device);
  }
}
