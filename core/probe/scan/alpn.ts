import { type Asking, type Lane, questionFor } from './lane';
import type { Answer } from './line';
import { openQuestion } from './open';

/** The protocols that an MQTT server may speak: plain MQTT, AWS IoT's own, and what carries a WebSocket. */
export const PROTOCOLS: readonly string[] = ['mqtt', 'x-amzn-mqtt-ca', 'http/1.1', 'h2'];

/** The application protocols (RFC 7301) that the server takes, its favourite first; `first` has answered to all of them. */
export async function askAlpn(asking: Asking, lane: Lane, first?: Answer): Promise<readonly string[]> {
  const ask = alpnQuestion(asking, lane);
  const found: string[] = [];
  while (found.length < PROTOCOLS.length) {
    const alpn = PROTOCOLS.filter((word) => !found.includes(word));
    const answer = (found.length === 0 ? first : undefined) ?? (await ask(alpn));
    const chosen = answer.kind === 'hello' ? answer.flight.alpn : undefined;
    if (chosen === undefined || !alpn.includes(chosen)) break;
    found.push(chosen);
  }
  return found;
}

function alpnQuestion(asking: Asking, lane: Lane): (alpn: readonly string[]) => Promise<Answer> {
  if (lane.version === 'tls1.3') {
    const ask = openQuestion(asking, lane);
    return (alpn) => ask({ alpn });
  }
  const { offer, ...rest } = questionFor(asking, lane.version, lane.suites);
  return (alpn) => asking.line.ask({ offer: { ...offer, alpn }, ...rest });
}
