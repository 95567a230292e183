const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** The blocks of a PEM text whose label matches, in order, each with one line end; what stands between them is dropped. */
export function pemBlocks(text: string, label: RegExp): readonly string[] {
  return Array.from(text.matchAll(BLOCK))
    .filter(([, found]) => found !== undefined && label.test(found))
    .map(([block]) => `${block}\n`);
}

/** The certificates of a PEM text, in order. */
export function certificateBlocks(text: string): readonly string[] {
  return pemBlocks(text, /^CERTIFICATE$/);
}

/** One certificate in PEM, from its DER. */
export function certificateToPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** The DER of the first block in a PEM text; empty if there is none. */
export function pemToDer(pem: string): Buffer {
  const body = /-----BEGIN [A-Z0-9 ]+-----([^-]*)-----END/.exec(pem)?.[1] ?? '';
  return Buffer.from(body, 'base64');
}
