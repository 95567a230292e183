/** Where a device has its anchors from. */
export interface TrustSource {
  /** The current bundle, PEM; empty while there is none, and then nothing is validated (TRB-023). */
  anchors(): readonly string[];
  /** Milliseconds since the epoch; infinite where nothing is ever refreshed. */
  refreshAt(): number;
  /**
   * Fetches the bundle; true where the anchors changed. The current ones stay in use until then (TRB-018).
   * @throws Setback, DeviceError
   */
  refresh(signal: AbortSignal): Promise<boolean>;
}

/** Anchors that were delivered out of band (TRB-001). */
export const configuredTrust = (anchorsPem: readonly string[]): TrustSource => ({
  anchors: () => anchorsPem,
  refreshAt: () => Number.POSITIVE_INFINITY,
  refresh: async () => false,
});
