import type { HoconNode } from './hocon-node';

/** The merged value as JSON, as EMQX's parser returns it: numbers of any size, `null` kept; undefined where it has none. */
export function toJson(node: HoconNode, indent = '  '): string | undefined {
  return isWhole(node) ? json(node, '\n', indent) : undefined;
}

function isWhole(node: HoconNode): boolean {
  return node.kind !== 'unknown' && [...node.children.values(), ...node.items].every(isWhole);
}

function json(node: HoconNode, line: string, indent: string): string {
  const deeper = line + indent;
  if (node.kind === 'array')
    return enclose(
      '[',
      node.items.map((item) => json(item, deeper, indent)),
      ']',
      line,
      deeper,
    );
  if (node.kind === 'object') {
    const fields = [...node.children].map(([name, child]) => `${JSON.stringify(name)}: ${json(child, deeper, indent)}`);
    return enclose('{', fields, '}', line, deeper);
  }
  if (node.type === 'number') return number(node.text);
  return node.type === 'string' ? JSON.stringify(node.text) : node.type === 'null' ? 'null' : node.text;
}

function enclose(open: string, parts: readonly string[], close: string, line: string, deeper: string): string {
  return parts.length === 0 ? open + close : `${open}${deeper}${parts.join(`,${deeper}`)}${line}${close}`;
}

/** `010` is 10, `+3` is 3, `.5` is 0.5. */
function number(text: string): string {
  const integer = /^([+-]?)0*([0-9]+)$/.exec(text);
  if (!integer) return String(Number(text));
  const digits = integer[2] ?? '0';
  return integer[1] === '-' && digits !== '0' ? `-${digits}` : digits;
}
