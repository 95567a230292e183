import { quoted, unsafe } from './archive-error.ts';

const NAME_BYTES = 255;
const PATH_BYTES = 1024;
/** Control characters, what a broken encoding leaves behind, and the separator of other systems. */
const FOREIGN = /[\p{Cc}\p{Cs}\uFFFD\\]/u;

/**
 * The names from the root of an archive down to an entry; none for the root itself.
 * @throws DeviceError ARCHIVE_UNSAFE for every path that could mean another place than it seems (CMP-007)
 */
export function entryPath(text: string): readonly string[] {
  checkText(text);
  const names = text
    .replace(/^(\.\/+)+|^\.$/, '')
    .replace(/\/+$/, '')
    .split('/');
  if (names.length === 1 && names[0] === '') return [];
  for (const name of names)
    if (name === '' || name === '.' || name === '..' || Buffer.byteLength(name) > NAME_BYTES)
      throw unsafe(`the path ${quoted(text)} of the archive has a part that no file is named`);
  return names;
}

/**
 * The names of a symbolic link's target, `.` and empty ones left out.
 * @throws DeviceError ARCHIVE_UNSAFE
 */
export function targetPath(text: string): readonly string[] {
  checkText(text);
  return text.split('/').filter((name) => name !== '' && name !== '.');
}

/** One key for all spellings of a path that some file system takes for the same. */
export const foldedPath = (names: readonly string[]): string =>
  names.join('/').normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');

function checkText(text: string): void {
  if (text === '' || Buffer.byteLength(text) > PATH_BYTES || FOREIGN.test(text))
    throw unsafe(
      `the archive has the path ${quoted(text)}, which is empty, too long or holds characters that no path needs`,
    );
  if (text.startsWith('/') || /^[A-Za-z]:/.test(text))
    throw unsafe(`the archive has the absolute path ${quoted(text)}`);
}
