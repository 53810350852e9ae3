import { t } from '../../facts/message';
import { topicPrefixOf } from '../target';
import { atOption, type Entry, type Explanation } from './entry';
import type { Situation } from './situation';

/** Answers that came as text: from a log, or from something that does not speak MQTT. */
export const answerEntries: readonly Entry[] = [
  {
    codes: [],
    texts: ['refused: bad username or password', 'refused: bad user name or password'],
    explain: badCredentials,
  },
  { codes: [], texts: ['refused: not authori'], explain: notAuthorised },
  {
    codes: [],
    texts: ['invalid header flag bits', 'malformed connack', 'not supported connack', 'unknown packet type'],
    explain: () => ({
      cause: t(
        'What answers does not speak MQTT; it may be a WebSocket or HTTP port, or a TLS port reached without TLS.',
      ),
      advice: t(
        'Use ws:// or wss:// for a WebSocket listener, mqtts:// for a TLS listener, or the MQTT port of the broker.',
      ),
    }),
  },
  {
    codes: ['TOO_MUCH_DATA'],
    texts: [],
    explain: () => ({
      cause: t('What answers sends more than one megabyte and no end; no broker answers like that.'),
      advice: t('Check the port: another service, or a packet of a broken broker, stands behind it.'),
    }),
  },
  {
    codes: [
      'HPE_INVALID_CONSTANT',
      'HPE_INVALID_VERSION',
      'HPE_INVALID_EOF_STATE',
      'HPE_INVALID_STATUS',
      'HPE_INVALID_HEADER_TOKEN',
      'HPE_HEADER_OVERFLOW',
    ],
    texts: ['parse error: expected http', 'invalid http'],
    explain: () => ({
      cause: t(
        'The server does not speak HTTP, so no WebSocket can be opened; the port probably speaks MQTT directly.',
      ),
      advice: t('Use mqtt:// or mqtts:// with this port, or the WebSocket port of the broker.'),
    }),
  },
  {
    codes: [],
    texts: ['server sent no subprotocol', 'server sent an invalid subprotocol'],
    explain: ({ target }) => ({
      cause: t(
        'The server opened a WebSocket on the path {path}, but does not offer the subprotocol mqtt: it is a WebSocket of something else.',
        {
          path: target?.path ?? '/',
        },
      ),
      advice: t('Correct the path (EMQX: /mqtt) and port; a proxy in front must pass Sec-WebSocket-Protocol on.'),
    }),
  },
  {
    codes: [],
    texts: ['unexpected server response', 'invalid sec websocket', 'invalid upgrade header'],
    explain: ({ failure, target }) => ({
      cause: t('The HTTP server refused to open a WebSocket for MQTT on the path {path} ({text}).', {
        path: target?.path ?? '/',
        text: failure.text,
      }),
      advice: t('Correct the path (EMQX: /mqtt), and check that this is the WebSocket port, not the dashboard.'),
    }),
  },
];

/** The broker answered CONNECT, SUBSCRIBE or PUBLISH with a refusal. */
export function explainAnswer(situation: Situation): Explanation | undefined {
  const { code, reasonCode } = situation.failure;
  if (reasonCode === undefined) return undefined;
  const rows = code.startsWith('SUBACK') || code.startsWith('PUBACK') ? topicReasons : connectReasons;
  return rows[reasonCode]?.(situation) ?? otherReason(situation);
}

type Reasons = Readonly<Record<number, (situation: Situation) => Explanation>>;

/** Return codes 1 to 5 of MQTT 3.1.1 (section 3.2.2.3) and reason codes of MQTT 5 (sections 3.2.2.2 and 3.14.2.1). */
const connectReasons: Reasons = {
  1: unsupportedVersion,
  2: badClientId,
  3: unavailable,
  4: badCredentials,
  5: notAuthorised,
  130: () => ({
    cause: t('The broker found the CONNECT packet against the protocol.'),
    advice: t("Look into the broker's log; a proxy in between may alter the stream."),
  }),
  132: unsupportedVersion,
  133: badClientId,
  134: badCredentials,
  135: notAuthorised,
  136: unavailable,
  137: () => ({
    cause: t('The broker is busy and takes no new connections now.'),
    advice: t("Try later, or raise the broker's limits (max_connections)."),
  }),
  138: () => ({
    cause: t('The broker has banned this client, user or address.'),
    advice: t('Lift the ban on the broker; repeated failed logins often cause it.'),
  }),
  139: unavailable,
  140: () => ({
    cause: t(
      'The broker does not offer the authentication method that was asked for, or demands enhanced authentication.',
    ),
    advice: t("Use user name and password, or allow this in the broker's authentication chain."),
  }),
  142: () => ({
    cause: t('Another client connected with the same client id and took the session over.'),
    advice: t('Give every client its own client id.'),
  }),
  149: () => ({
    cause: t('The CONNECT packet is larger than the broker accepts.'),
    advice: t("Shorten client id, user name or password, or raise the broker's maximum packet size."),
  }),
  151: () => ({
    cause: t('A quota of the broker is used up.'),
    advice: t("Raise the broker's limits, or close unused connections."),
  }),
  156: anotherServer,
  157: anotherServer,
  159: () => ({
    cause: t('Too many connections were opened in a short time, and the broker slows them down.'),
    advice: t('Wait and try again, or raise the connection rate limit of the listener.'),
  }),
};

/** Reason codes of SUBACK and PUBACK; 128 is the only one of MQTT 3.1.1. */
const topicReasons: Reasons = {
  128: topicForbidden,
  135: topicForbidden,
  143: topicForbidden,
  144: topicForbidden,
  151: () => ({
    cause: t('A quota of the broker is used up.'),
    advice: t("Raise the broker's limits, or close unused connections."),
  }),
};

function notAuthorised(situation: Situation): Explanation {
  const { usernameSent, clientCertificate } = situation;
  if (usernameSent === false && clientCertificate !== undefined) {
    return {
      cause: t(
        'The broker does not authorise this client certificate: its common name is no known user, or a user name is wanted as well.',
      ),
      advice: t('Check use_identity_as_username and the ACL for the common name, or give a user name and password.'),
    };
  }
  if (usernameSent === false) {
    return {
      cause: t('The broker lets nobody in without a user name, and none was sent.'),
      advice: t('Give a user name and password; to create one for Mosquitto: mosquitto_passwd FILE USER.'),
      ...atOption('password_file'),
    };
  }
  return {
    cause: t(
      'The broker rejected the login: user name or password is wrong (Mosquitto says "not authorised" for that too), or the user may not connect.',
    ),
    advice: t(
      'Check the password; create the user with mosquitto_passwd; with per_listener_settings put password_file under the right listener.',
    ),
    ...atOption('password_file'),
  };
}

function badCredentials({ usernameSent, passwordSent }: Situation): Explanation {
  if (usernameSent === true && passwordSent === false) {
    return {
      cause: t('The broker rejected the login: a user name was sent without a password.'),
      advice: t('Give the password of the user.'),
    };
  }
  return {
    cause: t('The broker rejected the user name or the password.'),
    advice: t(
      'Check both, including blanks and line ends; create the user on the broker (Mosquitto: mosquitto_passwd FILE USER).',
    ),
    ...atOption('password_file'),
  };
}

function unsupportedVersion({ target }: Situation): Explanation {
  if (target?.mqttVersion === 5) {
    return {
      cause: t('The broker does not speak MQTT 5.'),
      advice: t('Test with MQTT 3.1.1 (--mqtt-version 4).'),
    };
  }
  return {
    cause: t('The broker does not speak the MQTT version that was used.'),
    advice: t('Test with the other version (--mqtt-version 5 or 4).'),
  };
}

function badClientId(_: Situation): Explanation {
  return {
    cause: t('The broker does not accept the client id of this test; it may ask for a prefix (clientid_prefixes).'),
    advice: t('Allow client ids that start with "mqttsecurity", or use a listener without this rule.'),
  };
}

function unavailable(_: Situation): Explanation {
  return {
    cause: t(
      'The broker runs but takes no clients: it is starting, shutting down, or its login database does not answer.',
    ),
    advice: t("Try again shortly, and look into the broker's log."),
  };
}

function anotherServer({ failure }: Situation): Explanation {
  return {
    cause: t('The broker sends clients to another server ({text}).', { text: failure.text }),
    advice: t('Connect to that server.'),
  };
}

function topicForbidden({ failure, target }: Situation): Explanation {
  const topic = `${topicPrefixOf(target ?? {})}/#`;
  const advice = t('Allow reading and writing {topic} for this user in the ACL, or test without the round trip.', {
    topic,
  });
  if (failure.code.startsWith('SUBACK')) {
    return {
      cause: t('The broker refused the subscription: the ACL forbids this user to read the topic.'),
      advice,
      ...atOption('acl_file'),
    };
  }
  return {
    cause: t('The broker refused the message: the ACL forbids this user to write to the topic.'),
    advice,
    ...atOption('acl_file'),
  };
}

function otherReason({ failure }: Situation): Explanation {
  return {
    cause: t('The broker refused: {text}.', { text: failure.text }),
    advice: t("Look into the broker's log at the time of this test; it names its side of the failure."),
  };
}
