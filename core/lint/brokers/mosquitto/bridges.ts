import { exposureOf } from '../../../facts/exposure';
import type { Outgoing, Setting } from '../../model';
import type { Edit } from '../../source';
import { bridgeOf } from './bridged-topics';
import { type Block, integerOf, type Line, lastOf, span, type Token, tokens } from './lines';
import { type BlockView, fixedSetting, headingOf } from './settings';
import { bridgeTls } from './tls';

/** The connections that the broker makes; a bridge with several addresses is as exposed as the worst of them. */
export function outgoingOf(
  bridges: readonly Block[],
  context: Pick<BlockView, 'version' | 'files'>,
): readonly Outgoing[] {
  return bridges.flatMap((block) => {
    const at = headingOf(block);
    if (!at) return [];
    const addresses = addressesOf(lastOf(block.lines, 'address'));
    const reach = addresses.map(({ host }) => exposureOf(host));
    const view: BlockView = { ...context, block, at };
    const label = `connection ${block.header ? (tokens(block.header)[0]?.text ?? '') : ''}`.trim();
    const exposure =
      reach.find((one) => one === 'public') ?? reach.find((one) => one === 'private') ?? reach[0] ?? 'public';
    const bridge = bridgeOf(
      view,
      addresses.map(({ at: { text } }) => text),
    );
    return [{ label, at, port: portSetting(view, addresses[0]), exposure, tls: bridgeTls(view), bridge }];
  });
}

export interface Address {
  readonly host: string;
  /** As written; undefined where the host stands alone. */
  readonly port: Token | undefined;
  readonly at: Token;
  readonly line: Line;
}

/** Words up to one that starts with `#`; the last colon separates the port, in IPv6 addresses too. */
export function addressesOf(line: Line | undefined): readonly Address[] {
  if (!line) return [];
  const words = tokens(line);
  const comment = words.findIndex(({ text }) => text.startsWith('#'));
  return words.slice(0, comment < 0 ? words.length : comment).map((at) => {
    const colon = at.text.lastIndexOf(':');
    if (colon < 0) return { host: at.text, port: undefined, at, line };
    const port = { text: at.text.slice(colon + 1), start: at.start + colon + 1, end: at.end };
    return { host: at.text.slice(0, colon), port, at, line };
  });
}

function portSetting({ at }: BlockView, address: Address | undefined): Setting<number | undefined> {
  if (!address) return fixedSetting<number | undefined>(undefined, at);
  const { line, port } = address;
  const range = port ?? { start: address.at.end, end: address.at.end };
  const set = (value: number | undefined): readonly Edit[] =>
    value === undefined ? [] : [{ span: span(line, range), text: port ? String(value) : `:${value}` }];
  // `atoi` in every version.
  const value = port ? integerOf(port.text, '1.6.0') : 1883;
  return { value, span: span(line, port ?? address.at), explicit: port !== undefined, set };
}
