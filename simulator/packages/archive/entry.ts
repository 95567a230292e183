/** One member of an archive, as the archive will name it. */
export type Entry =
  | { readonly type: 'file'; readonly path: string; readonly content: Uint8Array; readonly mode?: number }
  | { readonly type: 'symlink' | 'link'; readonly path: string; readonly target: string }
  | { readonly type: 'character-device' | 'fifo'; readonly path: string };

export const fileEntry = (path: string, text: string, mode?: number): Entry => ({
  type: 'file',
  path,
  content: Buffer.from(text),
  ...(mode !== undefined && { mode }),
});
