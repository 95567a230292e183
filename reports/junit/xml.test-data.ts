import { readFile } from 'node:fs/promises';
import { memoryPages, validateXML } from 'xmllint-wasm';

/** The complaints of a schema under `readers/`; empty where the document is valid. */
export async function complaints(xml: string, reader: 'jenkins' | 'gitlab'): Promise<readonly string[]> {
  const schema = await readFile(new URL(`readers/${reader}.xsd`, import.meta.url), 'utf8');
  const { errors } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    schema: [{ fileName: 'reader.xsd', contents: schema }],
    maxMemoryPages: 64 * memoryPages.MiB,
  });
  return errors.map((error) => error.message);
}

/** The string value of an XPath expression, as an XML parser sees it. */
export async function xpath(xml: string, expression: string): Promise<string> {
  const { normalized } = await validateXML({
    xml: [{ fileName: 'junit.xml', contents: xml }],
    normalization: 'format',
    maxMemoryPages: 64 * memoryPages.MiB,
    modifyArguments: () => ['--xpath', `string(${expression})`, 'junit.xml'],
  });
  return normalized.replace(/\n$/, '');
}
