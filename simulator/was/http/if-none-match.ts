/** A list member: an optional weakness indicator and an opaque tag (RFC 9110 section 8.8.3); commas may stand inside. */
const ENTITY_TAG = /(?:W\/)?("[\x21\x23-\x7e\x80-\xff]*")/g;

/** Whether an If-None-Match field matches the current tag, by weak comparison (RFC 9110 section 13.1.2, G-24). */
export function matchesIfNoneMatch(field: string | undefined, etag: string): boolean {
  if (field === undefined) return false;
  if (field.trim() === '*') return true;
  const current = etag.replace(/^W\//, '');
  return Array.from(field.matchAll(ENTITY_TAG)).some(([, tag]) => tag === current);
}
