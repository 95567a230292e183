import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeAtomically } from './atomic-write.ts';
import { renderAll, writeReports } from './render.ts';
import { nonconformantSample } from './sample.test-data.ts';
import { temporaryDirectory } from './temp-dir.test-data.ts';

describe('writeReports', () => {
  it('leaves the four files of a results folder, and nothing else', async () => {
    await using dir = await temporaryDirectory();
    const out = join(dir.path, 'waspect-report');
    const files = await writeReports(out, nonconformantSample());
    expect((await readdir(out)).toSorted()).toEqual([...files].toSorted());
    expect([...files].toSorted()).toEqual(['http.har', 'junit.xml', 'report.html', 'results.json']);
    const rendered = renderAll(nonconformantSample(), out);
    expect(await readFile(join(out, 'results.json'), 'utf8')).toBe(rendered.json);
    expect(await readFile(join(out, 'junit.xml'), 'utf8')).toBe(rendered.junit);
    expect(await readFile(join(out, 'report.html'), 'utf8')).toBe(rendered.html);
    expect(await readFile(join(out, 'http.har'), 'utf8')).toBe(rendered.har);
  });

  it('says what to do where the folder is a file', async () => {
    await using dir = await temporaryDirectory();
    const file = join(dir.path, 'taken');
    await writeFile(file, '');
    await expect(writeReports(file, nonconformantSample())).rejects.toThrow(
      expect.objectContaining({
        code: 'OUT_UNWRITABLE',
        message: expect.stringMatching(/^OUT_UNWRITABLE: .*taken.* choose another --out folder$/),
      }),
    );
  });

  it.each(['EACCES', 'ENOSPC', 'EROFS'])('has words for %s of its own', async (code) => {
    await using dir = await temporaryDirectory();
    const failing = async (): Promise<void> => {
      throw Object.assign(new Error('the system call failed'), { code });
    };
    const attempt = writeAtomically(join(dir.path, 'out.txt'), 'text', failing);
    await expect(attempt).rejects.toThrow(
      new RegExp(`^OUT_UNWRITABLE: .*out\\.txt cannot be written \\(${code}\\): .*--out`),
    );
    expect(await readdir(dir.path)).toEqual([]);
  });
});

describe('writeAtomically', () => {
  it('replaces a file as a whole', async () => {
    await using dir = await temporaryDirectory();
    const path = join(dir.path, 'file');
    await writeAtomically(path, 'a much longer first text');
    await writeAtomically(path, 'short');
    expect(await readFile(path, 'utf8')).toBe('short');
  });

  it('leaves no neighbour behind where it cannot be put in place', async () => {
    await using dir = await temporaryDirectory();
    await mkdir(join(dir.path, 'file', 'inside'), { recursive: true });
    await expect(writeAtomically(join(dir.path, 'file'), 'text')).rejects.toThrow(/^OUT_UNWRITABLE: .*EISDIR/);
    expect(await readdir(dir.path)).toEqual(['file']);
  });
});
