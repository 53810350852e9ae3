import { isIP } from 'node:net';
import { t } from '../../facts/message';
import { topicPrefixOf } from '../target';
import { closed, knownMismatch, notTls } from './closed';
import { atOption, type Entry, type Explanation } from './entry';
import type { Situation } from './situation';

/** No connection, or one that broke without a reason given. */
export const connectionEntries: readonly Entry[] = [
  {
    codes: ['WRONG_VERSION_NUMBER', 'PACKET_LENGTH_TOO_LONG', 'HTTP_REQUEST'],
    texts: ['wrong version number', 'packet length too long', 'http request'],
    explain: (situation) => knownMismatch(situation) ?? notTls(situation),
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'CLOSED_BEFORE_CONNACK', 'ECONNABORTED'],
    texts: [
      'before secure TLS connection was established',
      'ECONNRESET',
      'connection reset by peer',
      'socket hang up',
      'closed before connack',
      'alert close notify',
      'alert number 0',
    ],
    explain: (situation) => knownMismatch(situation) ?? closed(situation),
  },
  {
    codes: ['ECONNREFUSED'],
    texts: ['ECONNREFUSED', 'connection refused'],
    explain: refused,
  },
  { codes: ['ENOTFOUND'], texts: ['ENOTFOUND'], explain: nameUnknown },
  {
    codes: ['EAI_AGAIN'],
    texts: ['EAI_AGAIN'],
    explain: () => ({
      cause: t('The name server does not answer, so the name could not be resolved.'),
      advice: t('Check the network and the name server (DNS); in a container, that the name is on the same network.'),
    }),
  },
  {
    codes: ['ETIMEDOUT', 'ESOCKETTIMEDOUT'],
    texts: ['connack timeout', 'ETIMEDOUT', 'timed out'],
    explain: timedOut,
  },
  {
    codes: ['EHOSTUNREACH', 'EHOSTDOWN'],
    texts: ['EHOSTUNREACH', 'no route to host'],
    explain: () => ({
      cause: t(
        'Nobody answers at the address: the machine is off, the address is wrong, or a router or firewall on the way says that it cannot be reached.',
      ),
      advice: t(
        'Check that the machine is on and has this address, that the VPN is up, and that no firewall on the way rejects the connection.',
      ),
    }),
  },
  {
    // A blackhole route of Linux makes connect() fail with EINVAL (ip-route(8)).
    codes: ['ENETUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN', 'EINVAL'],
    texts: ['ENETUNREACH', 'network is unreachable'],
    explain: () => ({
      cause: t('No route leads to the address: another network, a VPN that is down, or IPv6 without a connection.'),
      advice: t('Check the address and the network; try the IPv4 address if the name stands for an IPv6 address too.'),
    }),
  },
  {
    codes: ['EACCES', 'EPERM'],
    texts: [],
    explain: () => ({
      cause: t('This computer does not permit the connection: a firewall or sandbox forbids it.'),
      advice: t('Allow the connection in the local firewall, or test from another machine.'),
    }),
  },
  {
    codes: ['CANCELLED', 'ABORT_ERR'],
    texts: [],
    explain: () => ({ cause: t('The test was cancelled.'), advice: t('Start it again when you are ready.') }),
  },
];

function refused({ target, addresses }: Situation): Explanation {
  if (target === undefined) {
    return {
      cause: t('Nothing listens on this address and port.'),
      advice: t(
        'Start the broker, and check its listener lines; Mosquitto 2 without a listener is reachable from its own machine only.',
      ),
    };
  }
  const { host, port } = target;
  const tried = addresses?.join(', ') ?? host;
  if (isLocal(host)) {
    return {
      cause: t('Nothing listens on port {port} of this computer (tried {tried}).', { port, tried }),
      advice: t(
        'Start the broker, check that its configuration has a listener on port {port}, and in a container that the port is published.',
        { port },
      ),
      ...atOption('listener'),
    };
  }
  return {
    ...atOption('listener'),
    cause: t('{host} refuses connections to port {port} (tried {tried}): nothing listens there.', {
      host,
      port,
      tried,
    }),
    advice: t(
      'Add a line "listener {port}" for all interfaces: Mosquitto 2 without a listener is reachable from its own machine only. In a container, publish the port.',
      { port },
    ),
  };
}

function nameUnknown({ target }: Situation): Explanation {
  const host = target?.host ?? '';
  if (/\/\//.test(host)) {
    return {
      cause: t('"{host}" holds a protocol where only the host name belongs.', { host }),
      advice: t('Leave the protocol out of the host field.'),
    };
  }
  if (/:\d+$/.test(host) && isIP(host) === 0) {
    return {
      cause: t('"{host}" holds a port where only the host name belongs.', { host }),
      advice: t('Write the port into the port field.'),
    };
  }
  return {
    cause: t('The name "{host}" is not known to the name server (DNS).', { host }),
    advice: t(
      'Correct the name; a container or .local name is known only inside its own network. An IP address works without a name server.',
    ),
  };
}

function timedOut(situation: Situation): Explanation {
  const { stage, target } = situation;
  const seconds = (target?.timeoutMs ?? 0) / 1000;
  const mismatch = knownMismatch(situation);
  if (mismatch !== undefined) return mismatch;
  switch (stage) {
    case 'dns':
      return {
        cause: t('The name server (DNS) gave no answer within {seconds} s.', { seconds }),
        advice: t('Check the network and the name server, or use the IP address of the broker.'),
      };
    case 'tcp':
      return {
        cause: t(
          'No answer from the address within {seconds} s: a firewall drops the packets, or the address is wrong.',
          { seconds },
        ),
        advice: t('Open port {port} in the firewalls on the way (host, cloud, router), and check the address.', {
          port: target?.port ?? 0,
        }),
      };
    case 'tls':
      return {
        cause: t('The server accepted the connection but did not answer the TLS handshake within {seconds} s.', {
          seconds,
        }),
        advice: t(
          'Check that this is the TLS port of the broker, and that the broker does not expect the PROXY protocol (enable_proxy_protocol).',
        ),
      };
    case 'websocket':
      return {
        cause: t('The connection is open, but nobody answered the request for a WebSocket within {seconds} s.', {
          seconds,
        }),
        advice: t(
          'Check that this is the WebSocket port of the broker; a port that speaks MQTT directly waits for ever.',
        ),
      };
    case 'mqtt':
      return {
        cause: t(
          'The connection is open, but no CONNACK came within {seconds} s: another service answers here, or the broker waits for the PROXY protocol or for its login database.',
          { seconds },
        ),
        advice: t("Check the port, enable_proxy_protocol, and the broker's log."),
      };
    case 'roundtrip':
      return roundtripTimedOut(situation, seconds);
    default:
      return noAnswer(seconds);
  }
}

function noAnswer(seconds: number): Explanation {
  return {
    cause: t(
      'No answer came in time ({seconds} s): a firewall drops the packets, the address is wrong, or another service answers there.',
      { seconds },
    ),
    advice: t('Open the port in the firewalls on the way, and check address and port.'),
  };
}

/** MQTT 3.1.1 has no way to refuse a PUBLISH: a broker that forbids it acknowledges and drops (section 3.3.5). */
function roundtripTimedOut({ subscribed, target }: Situation, seconds: number): Explanation {
  if (subscribed !== true) {
    return {
      cause: t('The broker did not answer SUBSCRIBE within {seconds} s.', { seconds }),
      advice: t("Look into the broker's log; some brokers drop what the ACL forbids."),
    };
  }
  return {
    cause: t(
      'The subscription was granted, but the message did not come back within {seconds} s: the ACL forbids this user to write to or read from the topic.',
      { seconds },
    ),
    advice: t(
      'Allow reading and writing {topic} for this user in the ACL, and test again; with MQTT 5 the broker can say which is forbidden.',
      { topic: `${topicPrefixOf(target ?? {})}/#` },
    ),
    ...atOption('acl_file'),
  };
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
