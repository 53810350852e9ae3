import { exposureOf } from '../../../facts/exposure';
import type { Listener, Setting } from '../../model';
import type { Edit, Span } from '../../source';
import { anonymousSetting, authenticatingLines, authenticationOf } from './access';
import { accessFilesOf } from './access-files';
import { type AccessLines, accessLines, accessOf } from './authorization';
import { setOption } from './edits';
import { type FallbackState, fallbackState, opensDefault } from './fallback';
import { type Block, integerOf, type Line, lastOf, span, tokens, valueSpan } from './lines';
import { listenerOptions } from './listener-options';
import type { Reading } from './scopes';
import { type BlockView, fixedSetting, headingOf } from './settings';
import { listenerTls } from './tls';
import { atLeast } from './version';

export interface ListenerContext extends Pick<BlockView, 'files'> {
  readonly reading: Reading;
  readonly fragment: boolean;
  /** Lines that let clients of any listener prove who they are. */
  readonly common: readonly Line[];
  readonly access: AccessLines;
  /** The last psk_file. */
  readonly pskFile: Line | undefined;
  /** Where to point for a listener that no line asks for. */
  readonly start: Span;
}

/** Every listener that the broker opens, those that nobody asked for included. */
export function listenersOf(known: Omit<ListenerContext, 'common' | 'access' | 'pskFile'>): readonly Listener[] {
  const { reading, fragment } = known;
  // One line of each name is enough: every listener points at them.
  const common = [...new Map(authenticatingLines(reading.common).map((line) => [line.name, line])).values()];
  const context = { ...known, common, access: accessLines(reading), pskFile: lastOf(reading.lines, 'psk_file') };
  const state = fallbackState(reading, fragment);
  const named = reading.listeners.map((block) => listenerOf(context, block, 'listener'));
  return state === 'none' ? named : [...named, fallbackListener(context, state)];
}

type Kind = 'listener' | Exclude<FallbackState, 'none'>;

function fallbackListener(context: ListenerContext, state: Exclude<FallbackState, 'none'>): Listener {
  const { fallback } = context.reading;
  // In local-only mode the broker forgets what was set on the default listener.
  const block: Block = state === 'local' ? { ...fallback, lines: [] } : fallback;
  return listenerOf(context, block, state);
}

function listenerOf(context: ListenerContext, block: Block, kind: Kind): Listener {
  const { reading, files, start } = context;
  const { version } = reading;
  const opening = kind === 'listener' ? undefined : openingLine(block, version);
  const at = opening ? span(opening) : (headingOf(block) ?? start);
  const view: BlockView = { block, at, version, files };
  const port = portSetting(view, kind);
  const address = addressSetting(view, kind);
  const label = labelOf(port.value, address.value);
  const tls = listenerTls(view, label, pskFileFor(context, block));
  return {
    label,
    at,
    implicit: kind !== 'listener' && kind !== 'named',
    protocol: protocolOf(block),
    enabled: true,
    port,
    address,
    exposure: listenerExposure(view, port.value, address.value),
    proxied: lastOf(block.lines, 'enable_proxy_protocol') !== undefined,
    tls,
    anonymous: anonymousSetting(view, kind, reading),
    authentication: authenticationOf(view, context.common, tls),
    ...accessOf(view, kind, reading, context.access, tls),
    accessFiles: accessFilesOf(view, kind, reading, context.access),
    ...listenerOptions(view),
  };
}

/** What makes the default listener exist. */
function openingLine({ lines }: Block, version: string): Line | undefined {
  const named = lines.find(({ name }) => name === 'port' || name === 'bind_address');
  return named ?? lines.find((line) => opensDefault(line, version));
}

function labelOf(port: number | undefined, address: string | undefined): string {
  if (port === 0) return `listener 0 ${address ?? ''}`.trim();
  return port === undefined ? 'listener' : `listener ${port}`;
}

function portSetting(view: BlockView, kind: Kind): Setting<number | undefined> {
  const { block, at, version } = view;
  const line = kind === 'listener' ? block.header : lastOf(block.lines, 'port');
  const token = line && tokens(line)[0];
  if (!line || !token) return fixedSetting(kind === 'listener' ? undefined : 1883, at);
  const number = integerOf(token.text, version);
  const where = span(line, token);
  return {
    value: number !== undefined && number >= 0 && number <= 65535 ? number : undefined,
    span: where,
    explicit: true,
    set: (value): readonly Edit[] => (value === undefined ? [] : [{ span: where, text: String(value) }]),
  };
}

function addressSetting(view: BlockView, kind: Kind): Setting<string | undefined> {
  const { block, at } = view;
  if (kind === 'listener') return listenerAddress(view);
  if (kind === 'local') return fixedSetting<string | undefined>('127.0.0.1', at);
  const line = lastOf(block.lines, 'bind_address');
  return {
    value: line?.text || undefined,
    span: line ? valueSpan(line) : at,
    explicit: line !== undefined,
    set: (value) => (kind === 'named' ? setOption(block, 'bind_address', value) : []),
  };
}

/** The second word, unless it starts a comment. */
function listenerAddress({ block, at }: BlockView): Setting<string | undefined> {
  const line = block.header;
  const [port, second] = line ? tokens(line) : [];
  const address = second?.text.startsWith('#') ? undefined : second;
  const set = (value: string | undefined): readonly Edit[] => {
    if (!line || !port) return [];
    if (!address)
      return value === undefined ? [] : [{ span: span(line, { start: port.end, end: port.end }), text: ` ${value}` }];
    if (value === undefined) return [{ span: span(line, { start: port.end, end: address.end }), text: '' }];
    return [{ span: span(line, address), text: value }];
  };
  return {
    value: address?.text,
    span: line && address ? span(line, address) : at,
    explicit: address !== undefined,
    set,
  };
}

function protocolOf({ lines }: Block): Listener['protocol'] {
  const line = lastOf(lines, 'protocol');
  const word = line && tokens(line)[0]?.text;
  if (word === 'websockets') return 'websockets';
  return word === 'http_api' ? 'http' : 'mqtt';
}

function listenerExposure(
  view: BlockView,
  port: number | undefined,
  address: string | undefined,
): Listener['exposure'] {
  const { lines } = view.block;
  if (port === 0) return 'unix-socket';
  if (protocolOf(view.block) === 'websockets' && !atLeast(view.version, '2.1.0')) {
    // libwebsockets built with IPv6 does not hear of the address unless the listener is limited to IPv4.
    if (!lastOf(lines, 'socket_domain')?.text.startsWith('ipv4')) return 'public';
  } else if (lastOf(lines, 'bind_interface')?.text === 'lo') return 'loopback';
  return exposureOf(address);
}

/** A psk_file that can only be meant for this listener: its own, or the common one where there is no other listener. */
function pskFileFor({ reading, pskFile }: ListenerContext, block: Block): Line | undefined {
  if (!pskFile || pskFile.block === block) return pskFile;
  const elsewhere = reading.listeners.length > 1 || lastOf(reading.fallback.lines, 'psk_hint') !== undefined;
  return pskFile.block === undefined && !elsewhere && reading.listeners[0] === block ? pskFile : undefined;
}
