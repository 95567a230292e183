import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import { isJsonObject, type JsonObject } from '../../protocol/json.ts';

/** Styles of YAML that say the same as the plain one; which is taken depends on the deployment. */
const STYLES: readonly ((document: JsonObject) => string)[] = [
  // JSON is YAML: flow style, everything quoted.
  (document) =>
    new Document(document, { aliasDuplicateObjects: false }).toString({
      collectionStyle: 'flow',
      defaultStringType: 'QUOTE_DOUBLE',
      defaultKeyType: 'QUOTE_DOUBLE',
      lineWidth: 60,
    }),
  // Single quotes, deep indentation, document markers and comments.
  (document) =>
    `# Deployment\n---\n${new Document(document, { aliasDuplicateObjects: false }).toString({ indent: 6, defaultStringType: 'QUOTE_SINGLE', lineWidth: 0 })}# end\n...\n`,
  // Block style with flow leaves, members in the opposite order, directive and marker.
  (document) => `%YAML 1.2\n---\n${mixed(document).toString({ lineWidth: 0, indentSeq: false })}`,
];

function mixed(value: JsonObject): Document {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Map: (_key, node) => {
      node.items.reverse();
      node.flow = node.items.every((pair) => isPair(pair) && isScalar(pair.value));
    },
    Seq: (_key, node) => {
      if (isSeq(node) && node.items.every((item) => !isMap(item) && !isSeq(item))) node.flow = true;
    },
  });
  return document;
}

/** Writes an ApplicationDeployment in another style than its neighbour, and in the same one each time. */
export function contraryYaml(document: JsonObject): string {
  const id = idOf(document);
  const style = STYLES[id.charCodeAt(0) % STYLES.length];
  return style?.(document) ?? '';
}

/** In 2024 the id was an annotation. */
function idOf({ id, metadata }: JsonObject): string {
  const annotations = isJsonObject(metadata) ? metadata['annotations'] : undefined;
  return String(id ?? (isJsonObject(annotations) ? annotations['id'] : undefined));
}
