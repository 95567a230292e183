import type { Socket } from 'node:net';
import type { Exchange, Outcome, WireFailure, WireFailureCode, WireRequest } from '../../protocol/exchange.ts';
import { wireFailure } from '../../protocol/wire.ts';
import type { DeviceEnd } from './connections-options.ts';
import type { Deadlines, Waiting } from './deadlines.ts';
import { dial, type Ticket } from './dial.ts';
import { exchangeOf } from './exchange-of.ts';
import { requestBytes } from './request/request-bytes.ts';
import { type Reading, ResponseReader } from './response/response-reader.ts';
import type { Surroundings } from './surroundings.ts';
import { reset } from './tls/reset.ts';
import type { FleetConnection, PollAnswered } from './transport.ts';

/** What is sent, and who hears of the answer. */
interface Task {
  readonly bytes: Buffer;
  /** Null: a poll's, and read back from the bytes where it is wanted. */
  readonly request: WireRequest | null;
  readonly sender: DeviceEnd;
  readonly answered: PollAnswered;
}

const NOTHING: Buffer = Buffer.alloc(0);
const MICROSECONDS = 1000;

/** The connection of one device, made when it is needed. */
export class DeviceConnection implements FleetConnection, Waiting {
  dueAt = 0;
  earlier: Waiting | null = null;
  later: Waiting | null = null;
  readonly #around: Surroundings;
  readonly #end: DeviceEnd;
  readonly #requests: Deadlines;
  readonly #reader: ResponseReader;
  #socket: Socket | null = null;
  /** Connected, and through with the handshake. */
  #isReady = false;
  /** Nothing was asked on this connection before. */
  #isNew = true;
  #ticket: Ticket | null = null;
  #bytes: Buffer = NOTHING;
  #request: WireRequest | null = null;
  #sender: DeviceEnd;
  #answered: PollAnswered | null = null;
  #startedAt = 0;
  #queue: Task[] = NO_TASKS;

  constructor(around: Surroundings, end: DeviceEnd) {
    this.#around = around;
    this.#end = end;
    this.#sender = end;
    this.#requests = around.requests(end.requestMs);
    this.#reader = new ResponseReader(around.limits, (bytes, length) => this.#wantsUnchanged(bytes, length));
  }

  get isBusy(): boolean {
    return this.#answered !== null;
  }

  /** @param sender whose request it is, where the connection is shared */
  poll(request: Buffer, answered: PollAnswered, sender: DeviceEnd = this.#end): void {
    if (this.#isFree()) this.#begin(request, null, sender, answered);
    else this.#wait({ bytes: request, request: null, sender, answered });
  }

  async send(request: WireRequest, signal?: AbortSignal, sender: DeviceEnd = this.#end): Promise<Exchange> {
    const bytes = requestBytes(request, this.#around.host, 'keep-alive');
    const { promise, resolve } = Promise.withResolvers<Exchange>();
    const task: Task = { bytes, request, sender, answered: (_status, _us, exchange) => exchange && resolve(exchange) };
    if (signal?.aborted) {
      this.#refuse(task, wireFailure(signal.reason));
      return promise;
    }
    const abort = (): void => this.#abort(task, wireFailure(signal?.reason));
    signal?.addEventListener('abort', abort);
    if (this.#isFree()) this.#begin(bytes, request, sender, task.answered);
    else this.#wait(task);
    return promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  async close(how: 'orderly' | 'reset' = 'orderly'): Promise<void> {
    const socket = this.#socket;
    const closed = socket && !socket.closed && new Promise<void>((resolve) => socket.once('close', () => resolve()));
    // What was not sent yet would keep an orderly end waiting.
    this.#drop(how === 'orderly' && this.#answered ? 'now' : how);
    const waiting = this.#queue;
    this.#queue = NO_TASKS;
    if (this.#answered) this.#finish(failed('ABORTED', 'the connection was closed on this side'), false);
    for (const task of waiting)
      this.#refuse(task, { code: 'ABORTED', message: 'the connection was closed on this side' });
    await closed;
  }

  overdue(): void {
    if (this.#answered === null) this.#drop('orderly');
    else this.#fail(failed('TIMED_OUT', 'the answer did not come in time'));
  }

  #isFree(): boolean {
    return this.#answered === null && this.#queue.length === 0;
  }

  #begin(bytes: Buffer, request: WireRequest | null, sender: DeviceEnd, answered: PollAnswered): void {
    const now = performance.now();
    if (this.#socket !== null && !this.#socket.writable) this.#drop('orderly');
    if (this.#isReady) this.#around.idle.end(this);
    this.#bytes = bytes;
    this.#request = request;
    this.#sender = sender;
    this.#answered = answered;
    this.#startedAt = now;
    this.#reader.begin(request?.method === 'HEAD');
    this.#requests.begin(this, now);
    if (this.#isReady) this.#socket?.write(bytes);
    else if (this.#socket === null) this.#dial();
  }

  #wait(task: Task): void {
    if (this.#queue === NO_TASKS) this.#queue = [];
    this.#queue.push(task);
  }

  #dial(): void {
    this.#isNew = true;
    this.#around.live.add(this);
    const ticket = this.#ticket && this.#ticket.goodUntil > performance.now() ? this.#ticket : null;
    try {
      const isCurrent = (): boolean => this.#socket === socket;
      const socket = dial(this.#around, this.#end, ticket, {
        opened: () => {
          if (isCurrent()) this.#opened();
        },
        received: (length, bytes) => {
          if (isCurrent()) this.#received(length, bytes);
        },
        ended: () => {
          if (isCurrent()) this.#ended();
        },
        failed: (error) => {
          if (isCurrent()) this.#fail({ kind: 'failure', failure: wireFailure(error) });
        },
        closed: () => {
          if (isCurrent()) this.#ended();
        },
        ticket: (fresh) => {
          this.#ticket = fresh;
        },
      });
      this.#socket = socket;
    } catch (error) {
      // A credential that is none, or no address: nobody is called back while he still asks.
      queueMicrotask(() => this.#fail({ kind: 'failure', failure: wireFailure(error) }));
    }
  }

  #opened(): void {
    this.#isReady = true;
    if (this.#answered) this.#socket?.write(this.#bytes);
    else this.#around.idle.begin(this, performance.now());
  }

  #received(length: number, bytes: Buffer): void {
    // Nobody has asked: whatever it is, it must not pass for the next answer.
    if (this.#answered === null) this.#drop('orderly');
    else this.#read(this.#reader.read(bytes, length));
  }

  #ended(): void {
    if (this.#answered === null) this.#drop('orderly');
    else this.#read(this.#reader.end());
  }

  #read(reading: Reading): void {
    if (reading === 'incomplete') return;
    if (reading !== 'whole') this.#fail(wrongAnswer(reading));
    else {
      const response = this.#reader.response();
      this.#finish(response && { kind: 'response', response }, true);
    }
  }

  /** Hardly anybody wants to see that nothing has changed. */
  #wantsUnchanged(bytes: Buffer, length: number): boolean {
    if (this.#request !== null) return true;
    const { passes } = this.#sender;
    return passes !== undefined && !passes(this.#bytes, bytes.subarray(0, length));
  }

  #fail(outcome: Failed): void {
    const isStale = !this.#isNew && this.#request === null && !this.#reader.hasBegun;
    this.#drop('now');
    if (this.#answered === null) return;
    if (isStale && outcome.failure.code === 'CONNECTION_CLOSED') this.#dial();
    else this.#finish(outcome, false);
  }

  /** @param outcome null: nothing has changed, and nobody wants to see it */
  #finish(outcome: Outcome | null, isAnswer: boolean): void {
    const answered = this.#answered;
    if (answered === null) return;
    const now = performance.now();
    const durationMs = now - this.#startedAt;
    const exchange = outcome && this.#exchange(outcome, durationMs);
    const isPoll = this.#request === null;
    this.#requests.end(this);
    this.#answered = null;
    this.#bytes = NOTHING;
    this.#request = null;
    this.#isNew = false;
    if (isAnswer && this.#reader.keepsAlive && !(isPoll && this.#around.closesAfterwards))
      this.#around.idle.begin(this, now);
    else this.#drop('orderly');
    answered(isAnswer ? this.#reader.status : 0, Math.round(durationMs * MICROSECONDS), exchange);
    if (this.#queue.length > 0 && this.#answered === null) this.#next();
  }

  #next(): void {
    const task = this.#queue.shift();
    if (task) this.#begin(task.bytes, task.request, task.sender, task.answered);
  }

  #exchange(outcome: Outcome, durationMs: number): Exchange {
    const sent = { origin: this.#around.origin, actor: this.#sender.actor, bytes: this.#bytes, request: this.#request };
    return exchangeOf(sent, { outcome, startedAt: performance.timeOrigin + this.#startedAt, durationMs });
  }

  #abort(task: Task, failure: WireFailure): void {
    if (this.#answered === task.answered) this.#fail({ kind: 'failure', failure });
    const waiting = this.#queue.indexOf(task);
    if (waiting < 0) return;
    this.#queue.splice(waiting, 1);
    this.#refuse(task, failure);
  }

  /** What was never begun. */
  #refuse({ answered, sender, bytes, request }: Task, failure: WireFailure): void {
    const came = { outcome: { kind: 'failure', failure }, startedAt: Date.now(), durationMs: 0 } as const;
    answered(0, 0, exchangeOf({ origin: this.#around.origin, actor: sender.actor, bytes, request }, came));
  }

  #drop(how: 'orderly' | 'reset' | 'now'): void {
    const socket = this.#socket;
    if (socket === null) return;
    if (this.#answered === null) this.#around.idle.end(this);
    this.#socket = null;
    this.#isReady = false;
    this.#around.live.delete(this);
    if (how === 'reset') reset(socket);
    else if (how === 'orderly') socket.destroySoon();
    else socket.destroy();
  }
}

const NO_TASKS: Task[] = [];

type Failed = Outcome & { readonly kind: 'failure' };

const failed = (code: WireFailureCode, message: string): Failed => ({ kind: 'failure', failure: { code, message } });

function wrongAnswer(reading: Exclude<Reading, 'incomplete' | 'whole'>): Failed {
  switch (reading) {
    case 'malformed':
      return failed('MALFORMED_RESPONSE', 'the answer is no HTTP/1.1');
    case 'too-large':
      return failed('BODY_TOO_LARGE', 'the body is longer than the limit');
    case 'cut':
      return failed('CONNECTION_CLOSED', 'the peer has closed the connection before the end of its answer');
  }
}
