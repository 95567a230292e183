import { randomUUID } from 'node:crypto';

/** Uploads that were begun: what came so far, by an id that is hard to guess. */
export interface Uploads {
  /** Answers the id of a new one; where too many are open the oldest is given up, as its client may be gone for good. */
  begin(repository: string): string;
  /** How many bytes came; undefined where there is no such upload in the repository. */
  lengthOf(repository: string, id: string): number | undefined;
  append(repository: string, id: string, chunk: Uint8Array): void;
  /** Ends an upload and hands out what came. */
  take(repository: string, id: string): Uint8Array;
}

interface Upload {
  readonly repository: string;
  readonly chunks: Uint8Array[];
  length: number;
}

/** Keeps the uploads in memory, at most so many of them. */
export function createUploads(limit: number): Uploads {
  const open = new Map<string, Upload>();
  const find = (repository: string, id: string): Upload | undefined => {
    const upload = open.get(id);
    return upload?.repository === repository ? upload : undefined;
  };
  return {
    begin: (repository) => {
      const [oldest] = open.keys();
      if (oldest !== undefined && open.size >= limit) open.delete(oldest);
      const id = randomUUID();
      open.set(id, { repository, chunks: [], length: 0 });
      return id;
    },
    lengthOf: (repository, id) => find(repository, id)?.length,
    append: (repository, id, chunk) => {
      const upload = find(repository, id);
      if (upload === undefined) return;
      upload.chunks.push(chunk);
      upload.length += chunk.length;
    },
    take: (repository, id) => {
      const upload = find(repository, id);
      open.delete(upload ? id : '');
      return Buffer.concat(upload?.chunks ?? [], upload?.length ?? 0);
    },
  };
}
