import type { FleetMember } from './operator.ts';

/**
 * What clients are called now. Who was named by its certificate is named by the id that onboarding has given it, too; who
 * has a name of its own keeps it.
 */
export class ClientNames {
  readonly #ids = new Map<number, string>();
  readonly #awaited = new Map<number, () => void>();

  enrolled(device: number, clientId: string): void {
    this.#ids.set(device, clientId);
    this.#awaited.get(device)?.();
  }

  named(member: FleetMember): FleetMember {
    const id = this.#ids.get(member.device);
    return id === undefined || !isByCertificate(member) ? member : { ...member, client: { ...member.client, id } };
  }

  /**
   * Whether a client that was named as `asked` has another name, or gets one soon: its WFM may have onboarded it just
   * before, and the client may not have heard of that yet.
   */
  async isRenamed(asked: FleetMember, withinMs: number, signal: AbortSignal): Promise<boolean> {
    const { device, client } = asked;
    if (!isByCertificate(asked) || client['id'] !== undefined) return false;
    if (!this.#ids.has(device) && !signal.aborted) await this.#enrolment(device, withinMs, signal);
    return this.#ids.has(device);
  }

  #enrolment(device: number, withinMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        this.#awaited.delete(device);
        resolve();
      };
      const timer = setTimeout(end, withinMs);
      signal.addEventListener('abort', end);
      this.#awaited.set(device, end);
    });
  }
}

const isByCertificate = ({ client }: FleetMember): boolean => client['certificate'] !== undefined;
