import { DeviceConnection } from './connection.ts';
import type { DeviceEnd } from './connections-options.ts';
import type { Surroundings } from './surroundings.ts';
import type { FleetConnection } from './transport.ts';

const NOBODY: DeviceEnd = { actor: 'shared', credential: null };

/** Few connections that carry what all devices send, as a proxy would: nobody is known by a certificate on them. */
export class SharedConnections {
  readonly #carriers: readonly DeviceConnection[];
  #turn = 0;

  constructor(around: Surroundings, count: number) {
    this.#carriers = Array.from({ length: Math.max(1, count) }, () => new DeviceConnection(around, NOBODY));
  }

  /** What a device sees of them; to close it closes nothing, because the others go on. */
  of(end: DeviceEnd): FleetConnection {
    let underWay = 0;
    return {
      get isBusy() {
        return underWay > 0;
      },
      send: async (request, signal) => {
        underWay += 1;
        return this.#carrier()
          .send(request, signal, end)
          .finally(() => {
            underWay -= 1;
          });
      },
      poll: (request, answered) => {
        underWay += 1;
        const done = (...args: Parameters<typeof answered>): void => {
          underWay -= 1;
          answered(...args);
        };
        this.#carrier().poll(request, done, end);
      },
      close: async () => undefined,
    };
  }

  /** The next one that is free; where none is, what is sent waits in turn. */
  #carrier(): DeviceConnection {
    const count = this.#carriers.length;
    const start = this.#turn++ % count;
    for (let offset = 0; offset < count; offset++) {
      const carrier = this.#carriers[(start + offset) % count];
      if (carrier && !carrier.isBusy) return carrier;
    }
    const [first] = this.#carriers;
    const carrier = this.#carriers[start] ?? first;
    if (!carrier) throw new TypeError('there is no connection to share');
    return carrier;
  }
}
