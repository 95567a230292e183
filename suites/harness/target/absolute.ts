import { isAbsolute, join } from 'node:path';

/** Paths of a target file are relative to the folder it stands in. */
export const absolute = (folder: string, path: string): string => (isAbsolute(path) ? path : join(folder, path));
