import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { manualControl } from './manual.ts';

/** A person who is asked: `shown` is what stands on the screen. */
function person() {
  const input = new PassThrough();
  const output = new PassThrough();
  let screen = '';
  output.on('data', (chunk) => {
    screen += chunk;
  });
  const control = manualControl({ input, output, close: () => input.destroy() });
  const asked = (times: number) => vi.waitFor(() => expect(screen.split('Then ').length - 1).toBe(times), 5000);
  return { control, input, asked, type: (line: string) => input.write(`${line}\r`), shown: () => screen };
}

describe('a person as operator', () => {
  it('is not asked where there is no terminal', () => {
    expect(() => manualControl(undefined)).toThrow(/^CONTROL_NO_TERMINAL: .*name control\.http or control\.exec$/);
  });

  it('confirms, answers with JSON, cannot, or does not know', async () => {
    const { control, asked, type, shown } = person();
    const admitted = control.call('admit', { client: { id: 'w-1' } });
    await asked(1);
    expect(shown()).toContain('"id": "w-1"');
    type('');
    expect(await admitted).toEqual({ kind: 'answered', body: {} });
    const assigned = control.call('assign', {});
    await asked(2);
    type('{"deploymentId":"d-1"}');
    expect(await assigned).toEqual({ kind: 'answered', body: { deploymentId: 'd-1' } });
    const restarted = control.call('restart', {});
    await asked(3);
    type('n');
    expect(await restarted).toEqual({ kind: 'unsupported' });
    const observed = control.call('observe', {});
    await asked(4);
    type('?');
    expect(await observed).toMatchObject({ kind: 'not-found' });
    await control.close();
  });

  it('is asked again after what is no JSON object', async () => {
    const { control, asked, type, shown } = person();
    const assigned = control.call('assign', {});
    await asked(1);
    type('d-1');
    await asked(2);
    type('[]');
    await asked(3);
    type('{"deploymentId":"d-1"}');
    expect(await assigned).toMatchObject({ kind: 'answered' });
    expect(shown().match(/That is not a JSON object\./g)).toHaveLength(2);
    await control.close();
  });

  it('gets one question at a time', async () => {
    const { control, asked, type, shown } = person();
    const answers = Promise.all([control.call('admit', { n: 1 }), control.call('retire', { n: 2 })]);
    await asked(1);
    expect(shown()).not.toContain('retire');
    type('');
    await asked(2);
    type('n');
    expect(await answers).toEqual([{ kind: 'answered', body: {} }, { kind: 'unsupported' }]);
    await control.close();
  });

  it('who leaves is not waited for', async () => {
    const { control, asked, input } = person();
    const admitted = control.call('admit', {});
    await asked(1);
    input.end();
    await expect(admitted).rejects.toThrow(/^CONTROL_NO_TERMINAL: the terminal was closed/);
    await control.close();
  });

  it('is found at a real terminal, from a worker thread as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'waspect-terminal-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = fileURLToPath(new URL('./manual-terminal.test-support.ts', import.meta.url));
    // util-linux's `script` gives the program a pseudo-terminal.
    const terminal = spawn('script', ['-qec', `'${process.execPath}' '${program}' '${folder}/answers'`, '/dev/null']);
    const answers = ['from-main', 'from-worker'];
    let screen = '';
    terminal.stdout.on('data', (chunk) => {
      screen += chunk;
      if (!screen.includes('not known: ')) return;
      screen = '';
      terminal.stdin.write(`{"deploymentId":"${answers.shift()}"}\r`);
    });
    await once(terminal, 'exit');
    expect(JSON.parse(readFileSync(join(folder, 'answers'), 'utf8'))).toEqual({
      main: { kind: 'answered', body: { deploymentId: 'from-main' } },
      worker: { kind: 'answered', body: { deploymentId: 'from-worker' } },
    });
  });
});
