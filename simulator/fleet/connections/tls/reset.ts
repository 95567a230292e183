import type { Socket } from 'node:net';

interface NativeHandle {
  close(done: () => void): void;
  reset(done: () => void): void;
}

/**
 * Closes with RST. Node does that for plain TCP only, and a power cut asks nobody whether there is TLS: there the handle below is
 * closed by its reset. Where Node should have none any more, it is a FIN; and so it is where a FIN is on its way already: libuv refuses
 * to reset such a handle, after which Node never closes it, and its thread never ends.
 */
export function reset(socket: Socket): void {
  if (socket.writableEnded) {
    socket.destroy();
    return;
  }
  const handle: unknown = '_handle' in socket ? socket._handle : null;
  const tcp: unknown = typeof handle === 'object' && handle !== null && '_parent' in handle ? handle._parent : null;
  if (isNative(tcp)) {
    tcp.close = (done) => tcp.reset(done);
    socket.destroy();
  } else if ('encrypted' in socket) socket.destroy();
  else socket.resetAndDestroy();
}

const isNative = (value: unknown): value is NativeHandle =>
  typeof value === 'object' && value !== null && 'reset' in value && typeof value.reset === 'function';
