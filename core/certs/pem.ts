import { latin1 } from './der';

/** One armoured block (RFC 7468); `bytes` is empty where the base64 is none. */
export interface PemBlock {
  readonly label: string;
  /** Header lines of RFC 1421, as old OpenSSL keys have them. */
  readonly headers: string;
  readonly bytes: Uint8Array;
}

/**
 * The blocks in file order; text around them is skipped, as OpenSSL does. A byte order mark before the first BEGIN is
 * tolerated. A block without its own END line is none.
 */
export function readPem(bytes: Uint8Array): readonly PemBlock[] {
  const text = latin1(bytes).replace(/^\u00ef\u00bb\u00bf/, '');
  const blocks: PemBlock[] = [];
  let open: { readonly label: string; readonly start: number } | undefined;
  for (const match of text.matchAll(/^-----(BEGIN|END) ([^\r\n-][^\r\n]*?)-----[ \t]*$/gm)) {
    const [line, edge, label = ''] = match;
    if (edge === 'BEGIN') open = { label, start: match.index + line.length };
    else if (open?.label === label) blocks.push(block(label, text.slice(open.start, match.index)));
    if (edge === 'END') open = undefined;
  }
  return blocks;
}

export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function block(label: string, inside: string): PemBlock {
  const lines = inside.trim().split(/\r?\n|\r/);
  const blank = inside.includes(':') ? lines.findIndex((line) => line.trim() === '') : -1;
  const body = lines
    .slice(blank + 1)
    .join('')
    .replace(/[ \t]/g, '');
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(body);
  return {
    label,
    headers: lines.slice(0, Math.max(0, blank)).join('\n'),
    bytes: isBase64 ? Buffer.from(body, 'base64') : new Uint8Array(),
  };
}
