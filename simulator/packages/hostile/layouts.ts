import { type Entry, fileEntry } from '../archive/entry.ts';
import { changed, followedBy, type HostileArchive } from './hostile-archive.ts';

const renamed = (entries: readonly Entry[], from: string, to: string): readonly Entry[] =>
  entries.map((entry) => (entry.path === from ? { ...entry, path: to } : entry));

/** Archives that do not have one directory with one compose.yaml in it (CMP-004), or hold what is no file. */
export const LAYOUTS: readonly HostileArchive[] = [
  followedBy('two-directories', 'a second directory beside the application', () => [
    fileEntry('second/compose.yaml', 'services: {}\n'),
  ]),
  followedBy('file-beside-directory', 'a file beside the one directory', () => [fileEntry('README.md', 'beside\n')]),
  changed('compose-yml', 'the application in compose.yml, a name that Compose itself takes', (entries, directory) =>
    renamed(entries, `${directory}/compose.yaml`, `${directory}/compose.yml`),
  ),
  changed('compose-deeper', 'compose.yaml one directory further down', (entries, directory) =>
    renamed(entries, `${directory}/compose.yaml`, `${directory}/application/compose.yaml`),
  ),
  changed('compose-twice', 'two entries of the name compose.yaml, the first of them another', (entries, directory) => [
    fileEntry(`${directory}/compose.yaml`, 'services: {}\n'),
    ...entries,
  ]),
  changed('empty-archive', 'no entry at all', () => []),
  followedBy('device-node', 'the node of a character device', (directory) => [
    { type: 'character-device', path: `${directory}/random` },
  ]),
  followedBy('fifo', 'a named pipe', (directory) => [{ type: 'fifo', path: `${directory}/pipe` }]),
  followedBy(
    'setuid-file',
    'files with the setuid, setgid and sticky bits, writable by everybody',
    (directory) => [
      fileEntry(`${directory}/setuid`, '#!/bin/sh\n', 0o4777),
      fileEntry(`${directory}/setgid`, '#!/bin/sh\n', 0o2777),
      fileEntry(`${directory}/sticky`, '#!/bin/sh\n', 0o1777),
    ],
    'neutralised',
  ),
];
