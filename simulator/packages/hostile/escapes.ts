import { fileEntry } from '../archive/entry.ts';
import { followedBy, type HostileArchive } from './hostile-archive.ts';

/** Deep enough to leave any folder that a device unpacks into. */
const UP = '../'.repeat(16);
const VICTIM = 'tmp/waspect-hostile-archive';

/** Entries that reach out of the folder that they are unpacked into (CMP-007). */
export const ESCAPES: readonly HostileArchive[] = [
  followedBy('symlink-out', 'a symbolic link to a file outside, by a relative path', (directory) => [
    { type: 'symlink', path: `${directory}/password`, target: `${UP}etc/passwd` },
  ]),
  followedBy('symlink-absolute', 'a symbolic link to an absolute path', (directory) => [
    { type: 'symlink', path: `${directory}/password`, target: '/etc/passwd' },
  ]),
  followedBy(
    'symlink-written-through',
    'a symbolic link to a folder outside, and a file that lies below it',
    (directory) => [
      { type: 'symlink', path: `${directory}/shelf`, target: '../..' },
      fileEntry(`${directory}/shelf/waspect-hostile-archive`, 'written through a link'),
    ],
  ),
  followedBy('symlink-chain', 'two symbolic links that only together lead outside', (directory) => [
    { type: 'symlink', path: `${directory}/here`, target: '.' },
    { type: 'symlink', path: `${directory}/there`, target: 'here/../../outside' },
  ]),
  followedBy('hard-link-out', 'a hard link to a file outside', (directory) => [
    { type: 'link', path: `${directory}/password`, target: `${UP}etc/passwd` },
  ]),
  followedBy('hard-link-absolute', 'a hard link to an absolute path', (directory) => [
    { type: 'link', path: `${directory}/password`, target: '/etc/passwd' },
  ]),
  followedBy('absolute-path', 'a file with an absolute path', () => [
    fileEntry(`/${VICTIM}`, 'written to an absolute path'),
  ]),
  followedBy('parent-path', 'a file whose path leaves the directory with ../', (directory) => [
    fileEntry(`${directory}/${UP}${VICTIM}`, 'written above the directory'),
  ]),
];
