/**
 * What XML 1.0 allows in a document (section 2.2, Char). A character outside of it cannot be escaped
 * either: a single one makes the whole report unreadable.
 */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const REPLACEMENT = '\ufffd';

/** Replaces what XML 1.0 forbids, lone surrogates included, and bounds the length. */
export function xmlText(text: string, max: number): string {
  const bounded = text.length > max ? `${text.slice(0, max)}\n… ${text.length - max} more characters` : text;
  return bounded.toWellFormed().replace(FORBIDDEN, REPLACEMENT);
}

/** For a CDATA section: junit-report-builder splits only the first end mark in a text, so none is left in. */
export function cdataText(text: string, max: number): string {
  return xmlText(text, max).replaceAll(']]>', ']] >');
}
