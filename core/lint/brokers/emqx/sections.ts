import { hoconIncludes } from '../../hocon-includes';
import type { Section, SectionReader } from '../../sections';
import { parseHocon } from '../../syntax/hocon';
import { isSubstitution, piecesOf } from '../../syntax/hocon-tree';
import type { Comment, Entry, ObjectValue, Tree, Value } from '../../tree';
import { parseBind } from './bind';
import { hasPlaceholders } from './flavour';

/** Options that concern their own listener alone, as `shapeOf` writes them. */
const OWN =
  /^(?:acceptors|access_rules|bind|bytes_rate|enable|enabled|enable_authn|max_conn_rate|max_connections|messages_rate|mountpoint|proxy_protocol|proxy_protocol_timeout|zone|(?:tcp_options|websocket)\..+|ssl_options\.(?:ciphers|client_renegotiation|depth|fail_if_no_peer_cert|handshake_timeout|hibernate_after|honor_cipher_order|log_level|reuse_sessions|secure_renegotiate|verify|versions))$/;

/** Usual values of options that differ from listener to listener, and mean the same to all others. */
const USUAL: Readonly<Partial<Record<string, RegExp>>> = {
  acceptors: /^[1-9][0-9]*$/,
  max_connections: /^[1-9][0-9]*$/,
  mountpoint: /^[\w-]+(?:\/[\w-]+)*\/$/,
  'ssl_options.depth': /^[0-9]+$/,
};

/** `listeners.ssl.NAME {`, as `END_OF_VALUE` knows what may follow a value in a broken file too. */
const HEADING = /^listeners\.(?:tcp|ssl|ws|wss|quic)\.[A-Za-z0-9][\w-]*[ \t]*(?:[=:][ \t]*)?\{/;

/** A line that starts a listener, and what follows it up to the next one. */
export const emqxSections: SectionReader = {
  heading: 'listeners.',
  // Ports of listeners that EMQX opens by itself, and the dashboard's.
  claimed: ['1883', '8883', '8083', '8084', '14567', '18083', '18084'],
  read(text, isHead) {
    const { tree, entries, isClosed } = parsePart(text);
    const [first] = isHead || !HEADING.test(text) ? [] : entries;
    const others = isHead ? entries : entries.slice(1);
    const listener = first && listenerOf(first);
    const options = listener && optionsOf(listener.block, '');
    const bind = parseBind(options?.get('bind')?.join() ?? '');
    const isBroken = tree.errors.length > 0;
    const isPart = isClosed && isAlone(tree, others) && (isHead ? !isBroken : listener !== undefined);
    return {
      length: text.length,
      kind: isPart ? kindOf(tree, options, others) : 'whole',
      shape: options ? [first?.path[1], bind?.address, ...shapeOf(options)].join('\n') : '',
      claims: [
        ...(listener ? [listener.name] : []),
        ...(bind && others.length === 0 ? [String(bind.port)] : numbersIn(text)),
      ],
      // What is wrong at the end of a section is said in terms of what follows it.
      reaches: isBroken || tree.comments.some(isIgnore),
    };
  },
};

/** What comes behind every section but the last one. */
const FOLLOWER = '\nlisteners.tcp.follower { }\n';

/** `isClosed`: what follows the text is read as if it stood alone. */
function parsePart(text: string) {
  const tree = parseHocon('', text + FOLLOWER);
  const { key, value } = tree.entries.at(-1) ?? {};
  const isFollower = key?.start === text.length + 1 && value?.kind === 'object' && value.entries.length === 0;
  const isClosed = isFollower && tree.errors.every(({ range }) => range.end <= text.length);
  return { tree, entries: tree.entries.slice(0, -1), isClosed };
}

/** Of all listeners alike, and each listener that has no use for it is named there (`certificate-identity-unused`). */
const OF_EACH = /\bpeer_cert_as_/;

/** Nothing comes into it from elsewhere, and no other section has a part of it. */
function isAlone(tree: Tree, others: readonly Entry[]): boolean {
  if (OF_EACH.test(tree.text)) return false;
  if (hasPlaceholders(tree.text) || hoconIncludes(tree).length > 0) return false;
  if (tree.comments.some(({ text }) => text.startsWith('mqtt-security-ignore-file'))) return false;
  return others.every(({ path }) => path[0] !== 'listeners') && !tree.entries.some(({ value }) => substitutes(value));
}

function kindOf(
  { text, comments, errors }: Tree,
  options: Options | undefined,
  others: readonly Entry[],
): Section['kind'] {
  if (!options || others.length > 0 || comments.some(isIgnore)) return 'wide';
  // Where another section is broken, a fix looks at what follows the value, but not far (`standsAlone`).
  const isDense = !/\s{200}/.test(text) && comments.reduce((sum, comment) => sum + comment.text.length, 0) < 200;
  const isPlain = [...options].every(([name, values]) => OWN.test(name) && values.length === 1);
  // EMQX opens listeners `default` by itself; a variable keeps the root of its name from being called unknown.
  const isNamed = !/^listeners\.\w+\.default\b/.test(text) && !text.includes('${');
  return errors.length === 0 && isDense && isPlain && isNamed && parseBind(options.get('bind')?.join() ?? '')
    ? 'local'
    : 'apart';
}

interface ListenerBlock {
  readonly name: string;
  readonly block: ObjectValue;
}

function listenerOf({ path, value }: Entry): ListenerBlock | undefined {
  return value.kind === 'object' && !value.parts ? { name: path.join('.'), block: value } : undefined;
}

/** Every value of an option, by its path. */
type Options = ReadonlyMap<string, readonly string[]>;

function optionsOf({ entries }: ObjectValue, above: string, found = new Map<string, string[]>()): Options {
  for (const { path, value } of entries) {
    const name = above + path.join('.');
    if (value.kind === 'object' && value.entries.length > 0) optionsOf(value, `${name}.`, found);
    else found.set(name, [...(found.get(name) ?? []), textOf(value)]);
  }
  return found;
}

function textOf(value: Value): string {
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'array') return `[${value.items.map(textOf).join(', ')}]`;
  return value.kind === 'object' ? `{${shapeOf(optionsOf(value, '')).join(', ')}}` : '';
}

function shapeOf(options: Options): readonly string[] {
  return [...options].map(([name, values]) => {
    const text = values.join(' ');
    return name === 'bind' || USUAL[name]?.test(text) ? name : `${name} = ${text}`;
  });
}

function substitutes(value: Value): boolean {
  return piecesOf(value).some((piece) => {
    if (piece.kind === 'object') return piece.entries.some((entry) => substitutes(entry.value));
    return piece.kind === 'array' ? piece.items.some(substitutes) : isSubstitution(piece);
  });
}

/** Any of them may be a port. */
function numbersIn(text: string): readonly string[] {
  return [...new Set((text.match(/[0-9]+/g) ?? []).map((digits) => String(Number(digits))))];
}

function isIgnore({ text }: Comment): boolean {
  return text.startsWith('mqtt-security-ignore');
}
