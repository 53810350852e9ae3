import type { Bridge, BridgedTopic } from '../../model';
import { type Line, span, tokens } from './lines';
import { type BlockView, booleanSetting, limitSetting, textSetting } from './settings';
import { atLeast } from './version';

/** What a bridge carries and how it logs in on the other side. */
export function bridgeOf(view: BlockView, peers: readonly string[]): Bridge {
  return {
    peers,
    userName: textSetting(view, 'remote_username'),
    password: textSetting(view, 'remote_password'),
    clientId: textSetting(view, 'remote_clientid'),
    packetSize: atLeast(view.version, '2.0.0')
      ? limitSetting(view, 'bridge_max_packet_size', (value) => value <= 0)
      : undefined,
    marksItself: booleanSetting(view, 'try_private', true),
    topics: view.block.lines.flatMap((line) => (line.name === 'topic' && line.live ? topicOf(line) : [])),
  };
}

/** `topic PATTERN [out|in|both] [QOS] [LOCAL] [REMOTE]`; a prefix of `""` is none. */
function topicOf(line: Line): BridgedTopic[] {
  const words = tokens(line);
  // After the direction a word that starts with # begins a comment.
  const comment = words.findIndex(({ text }, index) => index > 1 && text.startsWith('#'));
  const [pattern, direction, , local, remote] = comment < 0 ? words : words.slice(0, comment);
  if (!pattern) return [];
  const word = direction?.text.toLowerCase();
  const known = word === 'in' || word === 'both' || word === 'out' ? word : undefined;
  if (direction && !known) return [];
  const given = (prefix: { text: string } | undefined): boolean => prefix !== undefined && prefix.text !== '""';
  return [
    {
      at: span(line, { start: pattern.start, end: (direction ?? pattern).end }),
      pattern: pattern.text,
      direction: known ?? 'out',
      remapped: given(local) || given(remote),
    },
  ];
}
