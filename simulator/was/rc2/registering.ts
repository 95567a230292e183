import { randomUUID } from 'node:crypto';
import type { Registration, Stores } from '../storage/stores.ts';

export const newClientId = (): string => randomUUID();

/** The same certificate again gets the id that it has, also from two calls at once (ONB-013, G-79). */
export function register(
  { client, certificate }: Omit<Registration, 'clientId'>,
  newId: () => string,
  { registrations, transaction }: Stores,
): string {
  return transaction(() => {
    const known = registrations.of(client);
    const clientId = known?.clientId ?? newId();
    registrations.put({ clientId, client, certificate });
    return clientId;
  });
}
