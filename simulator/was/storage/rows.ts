/** Columns of a row, checked as they are read. */
export type Row = Readonly<Record<string, unknown>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`STORAGE_COLUMN: ${column} is not text`);
  return value;
}

export function integer(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`STORAGE_COLUMN: ${column} is not an integer`);
  return value;
}

export function bytes(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`STORAGE_COLUMN: ${column} is not a blob`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
