const HEADER_BYTES = 8;

/** The text in the log of a container: frames of a header (stream, length) and bytes; a terminal's log has no frames. */
export function textOfLog(log: Buffer): string {
  const parts: Buffer[] = [];
  for (let offset = 0; offset + HEADER_BYTES <= log.length; ) {
    const isFrame = log.readUInt32BE(offset) >>> 24 <= 2 && (log.readUInt32BE(offset) & 0xffffff) === 0;
    if (!isFrame) return log.toString();
    const end = offset + HEADER_BYTES + log.readUInt32BE(offset + 4);
    parts.push(log.subarray(offset + HEADER_BYTES, end));
    offset = end;
  }
  return Buffer.concat(parts).toString();
}
