import type { Socket } from 'node:net';
import type { Random } from '../../device/time/random.ts';
import { CARRIED, drawFate, type Fate } from './fate.ts';
import type { FaultProfile } from './fault-profile.ts';
import { Link } from './link.ts';

export interface PassageOptions {
  readonly near: Socket;
  readonly far: Socket;
  readonly profile: FaultProfile | null;
  /** The connection's own, one for each thing that is drawn: what is drawn for one leaves the others as they are. */
  readonly random: { readonly fate: Random; readonly outward: Random; readonly homeward: Random };
  /** Nothing passes any more, and neither side knows. */
  readonly onHalfOpen: (passage: Passage) => void;
  /** Both sockets are closed. */
  readonly onClose: (passage: Passage) => void;
}

/** A device's connection (near) and that to the WFM (far), with what the network between them does. */
export class Passage {
  readonly #options: PassageOptions;
  readonly #links: readonly Link[];
  #profile: FaultProfile | null;
  #fate: Fate;
  /** Both directions together, since the fate was drawn. */
  #passed = 0;
  #isHalfOpen = false;
  #open = 2;

  constructor(options: PassageOptions) {
    this.#options = options;
    this.#profile = options.profile;
    this.#fate = this.#drawn();
    const { near, far, random } = options;
    this.#links = [this.#link(near, far, random.outward), this.#link(far, near, random.homeward)];
    this.#watch(near, far);
    this.#watch(far, near);
    near.resume();
  }

  /** The network is another from now on. What was lost on a half-open connection stays lost. */
  impose(profile: FaultProfile | null): void {
    this.#profile = profile;
    this.#fate = this.#drawn();
    this.#passed = 0;
    if (profile?.cut === true && !this.#isHalfOpen) this.reset();
  }

  /** Tells both sides by RST. */
  reset(): void {
    this.#stop();
    for (const socket of [this.#options.near, this.#options.far]) socket.resetAndDestroy();
  }

  destroy(): void {
    this.#stop();
    for (const socket of [this.#options.near, this.#options.far]) socket.destroy();
  }

  #drawn(): Fate {
    return this.#profile === null ? CARRIED : drawFate(this.#profile, this.#options.random.fate);
  }

  #stop(): void {
    for (const link of this.#links) link.stop();
  }

  #link(source: Socket, sink: Socket, random: Random): Link {
    const profile = (): FaultProfile | null => this.#profile;
    return new Link({ source, sink, profile, random, arrived: (piece) => this.#pass(piece, sink) });
  }

  #pass(piece: Buffer, sink: Socket): void {
    if (this.#isHalfOpen) return;
    const fate = this.#fate;
    const left = fate.kind === 'carried' ? piece.length : fate.afterBytes - this.#passed;
    this.#passed += piece.length;
    if (left > 0) sink.write(piece.subarray(0, left));
    if (fate.kind === 'carried' || this.#passed < fate.afterBytes) return;
    if (fate.kind === 'reset') {
      this.reset();
    } else {
      this.#isHalfOpen = true;
      this.#stop();
      this.#options.onHalfOpen(this);
    }
  }

  #watch(socket: Socket, other: Socket): void {
    // Whoever gives up a half-open connection does so alone: the other side waits until it gives up, too.
    socket.on('end', () => {
      if (this.#isHalfOpen) socket.destroy();
    });
    socket.on('error', () => {
      if (!this.#isHalfOpen) other.resetAndDestroy();
    });
    socket.on('close', () => {
      this.#open -= 1;
      if (this.#open > 0) return;
      this.#stop();
      this.#options.onClose(this);
    });
  }
}
