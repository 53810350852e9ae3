import { t } from '../../facts/message';
import { topicPrefixOf } from '../target';
import { atOption, type Explanation } from './entry';
import type { Situation } from './situation';

/** The port speaks another protocol than the client, and a second look has shown which. */
export function knownMismatch(situation: Situation): Explanation | undefined {
  const { plainAnswer, speaksTls, expectsProxy, target } = situation;
  const port = target?.port ?? 0;
  if (expectsProxy === true) {
    return {
      cause: t(
        'Port {port} expects the PROXY protocol: it answers only after a header that load balancers send and clients do not.',
        { port },
      ),
      advice: t(
        'Connect through the load balancer, or switch the PROXY protocol off for this listener (Mosquitto: enable_proxy_protocol, EMQX and nginx: proxy_protocol).',
      ),
      ...atOption('enable_proxy_protocol'),
    };
  }
  if (plainAnswer === 'mqtt') {
    return {
      cause: t('Port {port} speaks plain MQTT, not TLS: it answered an unencrypted CONNECT.', { port }),
      advice: t(
        'Set up TLS on this listener (certfile, keyfile), or use the TLS port, usually 8883. For a test without encryption write mqtt://.',
      ),
      ...atOption('certfile'),
    };
  }
  if (plainAnswer === 'http') {
    return {
      cause: t('Port {port} speaks plain HTTP, not TLS: a web page, a dashboard or a WebSocket listener without TLS.', {
        port,
      }),
      advice: t('Use the MQTT port over TLS, usually 8883, or ws:// if this is the WebSocket listener.'),
    };
  }
  if (speaksTls === true) {
    return {
      cause: t('Port {port} speaks TLS, but the connection was attempted without encryption.', { port }),
      advice: t('Use mqtts:// (over WebSocket wss://) with this port.'),
    };
  }
  return undefined;
}

export function notTls({ target }: Situation): Explanation {
  if (target === undefined) {
    return {
      cause: t(
        'One side speaks TLS and the other does not: a plaintext client, an HTTP probe or a health check on a TLS port, or the reverse.',
      ),
      advice: t('Make both sides use TLS, or both plain text.'),
    };
  }
  return {
    cause: t('What answers on port {port} does not speak TLS.', { port: target.port }),
    advice: t('Use the TLS port of the broker, usually 8883, or mqtt:// if the port is meant to be plain text.'),
  };
}

export function closed(situation: Situation): Explanation {
  const { stage, target } = situation;
  const secure = target?.protocol === 'mqtts' || target?.protocol === 'wss';
  if (stage === 'tls' && situation.tlsVersion === 'TLSv1.3' && situation.clientCertificate === undefined) {
    return {
      cause: t(
        'The server closed the connection right after the TLS handshake; with TLS 1.3 this is how a missing client certificate often looks.',
      ),
      advice: t(
        "Give a client certificate and its key (--cert, --key) if the broker requires one; otherwise look into the broker's log.",
      ),
    };
  }
  if (stage === 'tls' && target?.port === 443 && target.alpn === undefined) {
    return {
      cause: t(
        'The server closed the connection during the TLS handshake; on port 443 brokers usually expect an application protocol (ALPN).',
      ),
      advice: t('Offer one (--alpn): x-amzn-mqtt-ca for AWS IoT, mqtt elsewhere.'),
    };
  }
  if (stage === 'tls' || (stage === undefined && secure)) {
    return {
      cause: t(
        'The server closed the connection during the TLS handshake without saying why: it cannot read its certificate or key, wants a client certificate, or a firewall stands between.',
      ),
      advice: t(
        "Look into the broker's log, check that the broker can read certfile and keyfile, and that the port is its TLS port.",
      ),
    };
  }
  if (stage === 'mqtt' || stage === 'websocket') return closedBeforeConnack(situation);
  if (stage === 'roundtrip' && situation.qos === 2) {
    return {
      cause: t(
        'The broker closed the connection at a message of QoS 2; some brokers, such as AWS IoT Core, have QoS 0 and 1 only.',
      ),
      advice: t('Use QoS 1 with this broker; otherwise look into its log.'),
    };
  }
  if (stage === 'roundtrip') {
    return {
      cause: t(
        'The broker closed the connection during the round trip; some brokers do this when the ACL forbids a topic.',
      ),
      advice: t('Allow the topic {topic} for this user in the ACL, or test without the round trip.', {
        topic: `${topicPrefixOf(target ?? {})}/#`,
      }),
      ...atOption('acl_file'),
    };
  }
  return {
    cause: t(
      'The connection was closed without a reason: TLS spoken to a plaintext port or the reverse, a firewall, or a broker that refuses this client.',
    ),
    advice: t("Check that port and protocol belong together (mqtt 1883, mqtts 8883), then look into the broker's log."),
  };
}

function closedBeforeConnack({ target }: Situation): Explanation {
  if (target?.protocol === 'ws' || target?.protocol === 'wss') {
    return {
      cause: t(
        'The server closed the connection instead of answering over WebSocket; the port probably speaks MQTT directly.',
      ),
      advice: t('Use mqtt:// or mqtts:// with this port, or the WebSocket port of the broker.'),
    };
  }
  return {
    cause: t(
      'The broker closed the connection instead of answering CONNECT: it may expect WebSocket or the PROXY protocol here, not know this MQTT version, or have reached a limit.',
    ),
    advice: t(
      "Check the listener's protocol and enable_proxy_protocol, try the other MQTT version, and look into the broker's log.",
    ),
  };
}
