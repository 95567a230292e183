import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from './frame-reader.ts';
import { linesOf } from './lines.ts';
import type { ShardMessage } from './message.ts';
import { Reporter } from './reporter.ts';

interface Heard {
  readonly reader: FrameReader;
  readonly messages: ShardMessage[];
  readonly others: string[];
  readonly damage: string[];
}

function listening(): Heard {
  const [messages, others, damage]: [ShardMessage[], string[], string[]] = [[], [], []];
  const reader = new FrameReader({
    onMessage: (message) => messages.push(message),
    onOther: (line) => others.push(line),
    onDamage: (what) => damage.push(what),
  });
  return { reader, messages, others, damage };
}

function said(messages: readonly ShardMessage[]): string {
  const written: string[] = [];
  const reporter = new Reporter((lines) => written.push(lines));
  for (const message of messages) reporter.say(message);
  return written.join('');
}

const lines = (log: string): readonly string[] => log.split('\n').slice(0, -1);

/** Does not become shorter in gzip, so that it takes many lines. */
const long = (bytes: number): ShardMessage => ({
  kind: 'failed',
  code: 'LONG',
  message: randomBytes(bytes).toString('base64'),
});
const short: ShardMessage = { kind: 'ready', at: 1 };

const message = fc.oneof(
  fc.record({ kind: fc.constant('ready' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('failed' as const), code: fc.string(), message: fc.string({ unit: 'grapheme' }) }),
  fc.integer({ min: 6_000, max: 60_000 }).map(long),
);

describe('what a shard says through its log', () => {
  it('arrives as it was said, however the log is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 5 }), fc.integer({ min: 1, max: 5_000 }), async (all, piece) => {
        const bytes = Buffer.from(said(all));
        const pieces = async function* () {
          for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
        };
        const heard = listening();
        for await (const line of linesOf(pieces())) {
          expect(Buffer.byteLength(line)).toBeLessThan(16 * 1024);
          heard.reader.line(line);
        }
        expect(heard).toMatchObject({ messages: all, others: [], damage: [] });
      }),
      { numRuns: 30 },
    );
  });

  it('is told once, where the log is read again from its beginning', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 5 }), fc.nat(), (all, cut) => {
        const log = lines(said(all));
        const heard = listening();
        for (const line of log.slice(0, cut % (log.length + 1))) heard.reader.line(line);
        heard.reader.rewind();
        for (const line of log) heard.reader.line(line);
        expect(heard).toMatchObject({ messages: all, damage: [] });
      }),
      { numRuns: 30 },
    );
  });

  it('stands between lines of others', () => {
    const heard = listening();
    for (const line of ['(node:1) Warning', ...lines(said([short])), 'more']) heard.reader.line(line);
    expect(heard).toMatchObject({ messages: [short], others: ['(node:1) Warning', 'more'], damage: [] });
  });

  it.each<readonly [string, (log: readonly string[]) => readonly string[], RegExp]>([
    ['without a line', (log) => log.toSpliced(2, 1), /are missing/],
    ['with a line cut', (log) => log.with(2, log[2]?.slice(0, 3000) ?? ''), /cannot be read/],
    ['with other bytes', (log) => log.with(2, log[2]?.replace(/"gzip":"..../, '"gzip":"AAAA') ?? ''), /digest/],
  ])('%s is damaged, and what comes after it is heard', (_what, damaged, says) => {
    const heard = listening();
    for (const line of damaged(lines(said([short, long(30_000), short])))) heard.reader.line(line);
    expect(heard.messages).toEqual([short, short]);
    expect(heard.damage.join()).toMatch(says);
  });

  it('is not taken for a report where figures are missing', () => {
    const heard = listening();
    heard.reader.line('@waspect {"seq":1,"message":{"kind":"report","complete":true,"report":{"devices":1}}}');
    expect(heard.messages).toEqual([]);
    expect(heard.damage.join()).toMatch(/cannot be understood/);
  });
});
