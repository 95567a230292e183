import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FaultProfile } from './fault-profile.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { type Witness, witness } from './witness.test-support.ts';

let wfm: Witness;
let proxy: FaultProxy;
beforeEach(async () => {
  wfm = await witness();
  proxy = await startFaultProxy({ seed: 7 });
});
afterEach(async () => {
  await proxy.close();
  await wfm[Symbol.asyncDispose]();
});

/** A device's end of a connection, and what came of it. */
interface End {
  readonly socket: Socket;
  received: Buffer;
  error: string | null;
  ended: boolean;
  closed: boolean;
}

function call(device: number, through: FaultProxy = proxy, upstream: { host: string; port: number } = wfm): End {
  const { host, port, connected } = through.dial(device, upstream);
  const socket = connect({ host, port, noDelay: true });
  const end: End = { socket, received: Buffer.alloc(0), error: null, ended: false, closed: false };
  socket.on('connect', () => connected(socket.localPort ?? 0));
  socket.on('data', (bytes: Buffer) => {
    end.received = Buffer.concat([end.received, bytes]);
  });
  socket.on('end', () => {
    end.ended = true;
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end.error = error.code ?? error.message;
  });
  socket.on('close', () => {
    end.closed = true;
  });
  return end;
}

const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 8_000, interval: 5 });

const imposing = (device: number, profile: FaultProfile | null): End => {
  proxy.impose(device, profile);
  return call(device);
};

describe('a network without faults', () => {
  it('passes everything on, in good order to its end, for each device to where it goes', async () => {
    await using other = await witness(() => Buffer.from('other'));
    const message = Buffer.alloc(300_000, 'abcdefg');
    const [one, two] = [call(1), call(2, proxy, other)];
    one.socket.end(message);
    two.socket.end('x');
    await until(() => one.closed && two.closed);
    expect(one.received.equals(message)).toBe(true);
    expect([two.received.toString(), one.error, two.error]).toEqual(['other', null, null]);
    await until(() => wfm.connections.every(({ closed }) => closed));
    expect(wfm.connections).toMatchObject([{ bytes: message.length, error: null, ended: true }]);
  });

  it('shows a reset of either side to the other', async () => {
    const device = call(1);
    device.socket.write('hello');
    await until(() => device.received.length === 5);
    device.socket.resetAndDestroy();
    await until(() => wfm.connections[0]?.closed === true);
    expect(wfm.connections[0]).toMatchObject({ bytes: 5, error: 'ECONNRESET', ended: false });
    const lonely = call(1, proxy, { host: '127.0.0.1', port: await portOfNobody() });
    await until(() => lonely.closed);
    expect(lonely.error).toBe('ECONNRESET');
  });

  async function portOfNobody(): Promise<number> {
    await using gone = await witness();
    return gone.port;
  }
});

describe('a cut network', () => {
  it('refuses connections, resets those that there are, and lets the next through when it is whole', async () => {
    const live = call(3);
    live.socket.write('x');
    await until(() => live.received.length === 1);
    const refused = imposing(3, { cut: true });
    await until(() => live.closed && refused.closed);
    expect([live.error, refused.error]).toEqual(['ECONNRESET', 'ECONNREFUSED']);
    await until(() => wfm.connections[0]?.closed === true);
    expect(wfm.connections).toMatchObject([{ error: 'ECONNRESET' }]);
    const again = imposing(3, null);
    again.socket.end('y');
    await until(() => again.closed);
    expect([again.received.toString(), again.error]).toEqual(['y', null]);
  });

  it('also refuses who dialled before and has come to it since', async () => {
    const dialled = call(4);
    proxy.impose(4, { cut: true });
    await until(() => dialled.closed);
    expect(dialled.error).toBe('ECONNRESET');
    expect(wfm.connections).toEqual([]);
  });

  it('leaves the other devices alone', async () => {
    proxy.impose(5, { cut: true });
    const other = call(6);
    other.socket.end('z');
    await until(() => other.closed);
    expect(other.received.toString()).toBe('z');
  });
});

describe('a slow network', () => {
  it('delays each piece and keeps their order', async () => {
    const device = imposing(1, { delay: { kind: 'uniform', min: 20, max: 60 } });
    await once(device.socket, 'connect');
    const began = performance.now();
    const text = Array.from({ length: 8 }, (_, index) => `piece ${index}, `);
    for (const piece of text) {
      device.socket.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    device.socket.end();
    await until(() => device.closed);
    expect(device.received.toString()).toBe(text.join(''));
    const [first] = wfm.connections[0]?.pieces ?? [];
    expect((first?.at ?? 0) - began).toBeGreaterThanOrEqual(18);
    expect(wfm.connections[0]).toMatchObject({ ended: true, error: null });
  });

  it('passes no more bytes than its bandwidth, and makes the device wait', async () => {
    const bandwidth = 400_000;
    const device = imposing(1, { bandwidth });
    const message = Buffer.alloc(160_000, 'm');
    device.socket.end(message);
    await until(() => device.closed);
    expect(device.received.equals(message)).toBe(true);
    const pieces = wfm.connections[0]?.pieces ?? [];
    const seconds = ((pieces.at(-1)?.at ?? 0) - (pieces[0]?.at ?? 0)) / 1000;
    const after = message.length - (pieces[0]?.bytes ?? 0);
    // The first piece took its time before it came; a timer may be a millisecond early.
    expect(after / (seconds + 0.005)).toBeLessThanOrEqual(bandwidth);
  });

  it('becomes fast again for what comes later', async () => {
    const device = imposing(1, { delay: { kind: 'constant', value: 3_600_000 } });
    device.socket.write('never');
    await until(() => wfm.connections.length === 1);
    proxy.impose(1, null);
    const next = call(1);
    next.socket.end('soon');
    await until(() => next.closed);
    expect([next.received.toString(), device.received.length]).toEqual(['soon', 0]);
  });
});

describe('a network that breaks connections', () => {
  const flood = async (device: End): Promise<void> => {
    for (let round = 0; round < 400 && !device.socket.destroyed; round++) {
      device.socket.write(Buffer.alloc(32, 'f'));
      if (round % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  };

  it('resets as many as it should, on both sides, after a number of bytes', async () => {
    proxy.impose(9, { resets: 0.5 });
    const devices = Array.from({ length: 40 }, () => call(9));
    await Promise.all(devices.map(flood));
    for (const { socket } of devices) socket.end();
    await until(() => devices.every(({ closed }) => closed) && wfm.connections.every(({ closed }) => closed));
    const resets = wfm.connections.filter(({ error }) => error !== null);
    expect(resets.length).toBeGreaterThan(8);
    expect(resets.length).toBeLessThan(32);
    expect(new Set(resets.map(({ error }) => error))).toEqual(new Set(['ECONNRESET']));
    expect(resets.every(({ bytes }) => bytes < 8192)).toBe(true);
    expect(devices.filter(({ error }) => error !== null).length).toBeGreaterThanOrEqual(resets.length);
  });

  it('leaves half-open ones to each side to give up, and tells nobody', async () => {
    const device = imposing(2, { halfOpen: 1 });
    await flood(device);
    await until(() => wfm.connections[0] !== undefined);
    const quiet = { received: device.received.length, seen: wfm.connections[0]?.bytes };
    device.socket.write(Buffer.alloc(9_000));
    const sentinel = call(3);
    sentinel.socket.end('sentinel');
    await until(() => sentinel.closed);
    expect({ received: device.received.length, seen: wfm.connections[0]?.bytes }).toEqual(quiet);
    expect(quiet.seen).toBeLessThan(8192);
    expect([device.closed, device.error, wfm.connections[0]]).toMatchObject([
      false,
      null,
      { ended: false, closed: false },
    ]);
    proxy.impose(2, null);
    device.socket.write('still nothing');
    device.socket.destroy();
    const later = call(3);
    later.socket.end('later');
    await until(() => later.closed);
    expect(wfm.connections[0]).toMatchObject({ bytes: quiet.seen, ended: false, closed: false });
  });

  it('keeps a bounded number of them', async () => {
    await using own = await startedProxy({ seed: 1, mostHalfOpen: 2 });
    own.proxy.impose(1, { halfOpen: 1 });
    const devices: End[] = [];
    for (let index = 0; index < 4; index++) {
      const device = call(1, own.proxy);
      devices.push(device);
      await flood(device);
      await until(() => wfm.connections.length === index + 1);
    }
    await until(() => devices.filter(({ closed }) => closed).length === 2);
    expect(devices.map(({ error }) => error)).toEqual(['ECONNRESET', 'ECONNRESET', null, null]);
    for (const { socket } of devices) socket.destroy();
  });

  it('does the same in each run of a seed, and other things with another seed, device or connection', async () => {
    const fates = async (seed: number, device: number): Promise<readonly (number | undefined)[]> => {
      await using seen = await witness();
      await using own = await startedProxy({ seed });
      own.proxy.impose(device, { resets: 0.4, halfOpen: 0.4 });
      const bytes: (number | undefined)[] = [];
      for (let index = 0; index < 5; index++) {
        const end = call(device, own.proxy, seen);
        end.socket.write(Buffer.alloc(20_000));
        // Whoever comes later to the same places is through: nothing more happens to those before.
        await until(() => (seen.connections[index]?.bytes ?? 0) > 0 || end.closed);
        await passed(own.proxy);
        await passed(own.proxy);
        bytes.push(end.closed ? -1 : seen.connections[index]?.bytes);
        end.socket.destroy();
      }
      return bytes;
    };
    const [first, again, seed, device] = [await fates(1, 1), await fates(1, 1), await fates(2, 1), await fates(1, 2)];
    expect(again).toEqual(first);
    expect(seed).not.toEqual(first);
    expect(device).not.toEqual(first);
  });

  const passed = async (through: FaultProxy): Promise<void> => {
    const later = call(99, through);
    later.socket.end(Buffer.alloc(20_000));
    await until(() => later.closed);
  };
});

interface Started extends AsyncDisposable {
  readonly proxy: FaultProxy;
}

async function startedProxy(options: Parameters<typeof startFaultProxy>[0]): Promise<Started> {
  const started = await startFaultProxy(options);
  return { proxy: started, [Symbol.asyncDispose]: () => started.close() };
}

it('leaves no connection when it is closed', async () => {
  const own = await startFaultProxy({ seed: 3 });
  const devices = [call(1, own), call(2, own)];
  for (const { socket } of devices) socket.write('x');
  await until(() => devices.every(({ received }) => received.length === 1));
  await own.close();
  await until(() => devices.every(({ closed }) => closed) && wfm.connections.every(({ closed }) => closed));
  const late = call(1, own);
  await until(() => late.closed);
  expect(late.error).toBe('ECONNREFUSED');
});
