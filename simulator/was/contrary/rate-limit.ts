interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

const CAPACITY = 30;
const PER_SECOND = 30;

/** A token bucket for each client; answers whether a request may pass now. */
export function rateLimit(): (client: string) => boolean {
  const buckets = new Map<string, Bucket>();
  return (client) => {
    const now = Date.now();
    const { tokens, at } = buckets.get(client) ?? { tokens: CAPACITY, at: now };
    const filled = Math.min(CAPACITY, tokens + ((now - at) / 1000) * PER_SECOND);
    const passes = filled >= 1;
    buckets.set(client, { tokens: passes ? filled - 1 : filled, at: now });
    return passes;
  };
}
