import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Message, t } from '../../facts/message';
import { within } from '../deadline';
import { acceptsVersion } from '../scan/lane';
import { openLine } from '../scan/line';
import type { MqttSession } from '../stages/mqtt';
import { plainAnswer } from '../stages/plain';
import { connectTcp } from '../stages/tcp';
import { servernameOf } from '../stages/tls';
import { hasCertificate, isSecure, type Target } from '../target';
import { type Attempt, attempt, isSilent, type Place, withoutCredentials } from './attempt';
import type { NegativeOptions, NegativeResult, NegativeTestId, Stranger } from './result';

/** One thing that a broker must refuse. */
export interface NegativeTest {
  readonly id: NegativeTestId;
  readonly title: Message;
  /** Needs a proof that the same client is let in otherwise: a broker that takes nobody refuses nothing. */
  readonly needsControl: boolean;
  /** Why it does not apply; undefined where it does. */
  skip(target: Target, options: NegativeOptions): Message | undefined;
  run(target: Target, place: Place, options: NegativeOptions): Promise<Ended>;
}

export type Ended = Omit<NegativeResult, 'id' | 'title'>;

export const TESTS: readonly NegativeTest[] = [
  {
    id: 'no-client-certificate',
    title: t('connect without a client certificate'),
    needsControl: true,
    skip: withoutCertificate,
    run: (target, place, options) =>
      connecting(withoutCredentials(target), place, options, {
        accepted: t('the broker let a client in that showed no certificate'),
        advice: t('demand one: require_certificate true in Mosquitto, fail_if_no_peer_cert = true in EMQX'),
      }),
  },
  {
    id: 'foreign-client-certificate',
    title: t('connect with a certificate of another authority'),
    needsControl: true,
    skip: (target, options) => withoutCertificate(target) ?? withoutStranger(options.foreign),
    run: (target, place, options) =>
      connecting(
        target,
        place,
        options,
        {
          accepted: t('the broker let a client in whose certificate another authority has signed'),
          advice: t('let the broker trust your own authority alone: cafile in Mosquitto, cacertfile in EMQX'),
        },
        options.foreign,
      ),
  },
  {
    id: 'expired-client-certificate',
    title: t('connect with an expired client certificate'),
    needsControl: true,
    skip: (target, options) => withoutCertificate(target) ?? withoutStranger(options.expired),
    run: (target, place, options) =>
      connecting(
        target,
        place,
        options,
        {
          accepted: t('the broker let a client in whose certificate has expired'),
          advice: t(
            'have the dates looked at: remove disable_client_cert_date_checks in Mosquitto; set the clock of the broker',
          ),
        },
        options.expired,
      ),
  },
  {
    id: 'anonymous',
    title: t('connect without user name and password'),
    needsControl: true,
    skip: (target) =>
      target.username === undefined && hasCertificate(target)
        ? t('the certificate stands for the user name')
        : undefined,
    run: (target, place, options) =>
      connecting({ ...target, username: undefined, password: undefined }, place, options, {
        accepted: t('the broker let a client in that did not say who it is'),
        advice: t('forbid it: allow_anonymous false in Mosquitto, an authentication chain in EMQX'),
      }),
  },
  {
    id: 'wrong-password',
    title: t('connect with a wrong password'),
    needsControl: true,
    skip: ({ username }) => (username === undefined ? t('no user name is part of this test') : undefined),
    run: (target, place, options) =>
      connecting({ ...target, password: randomBytes(12).toString('hex') }, place, options, {
        accepted: t('the broker let the user in with a password made up at random'),
        advice: t('let passwords be checked: password_file in Mosquitto, an authentication chain in EMQX'),
      }),
  },
  versionTest('tls1.0', 'TLS 1.0'),
  versionTest('tls1.1', 'TLS 1.1'),
  {
    id: 'plaintext',
    title: t('speak MQTT without TLS to the TLS port'),
    needsControl: false,
    skip: withoutTls,
    run: plaintext,
  },
  {
    id: 'forbidden-topic',
    title: t('read and write a forbidden topic'),
    needsControl: true,
    skip: (_, { forbiddenTopic }) => (forbiddenTopic === undefined ? t('no forbidden topic was named') : undefined),
    run: forbiddenTopic,
  },
];

function withoutTls(target: Target): Message | undefined {
  return isSecure(target) ? undefined : t('there is no TLS here');
}

function withoutCertificate(target: Target): Message | undefined {
  if (!isSecure(target)) return withoutTls(target);
  return hasCertificate(target) ? undefined : t('no client certificate is part of this test');
}

function withoutStranger(stranger: Stranger | undefined): Message | undefined {
  return stranger === undefined ? t('there is no such certificate to try') : undefined;
}

interface Accepted {
  readonly accepted: Message;
  readonly advice: Message;
}

async function connecting(
  target: Target,
  place: Place,
  { signal }: NegativeOptions,
  { accepted, advice }: Accepted,
  stranger?: Stranger,
): Promise<Ended> {
  const ended = await attempt(target, place, signal, async () => undefined, stranger);
  if (ended.kind === 'accepted') return { outcome: 'accepted', detail: accepted, advice, ms: ended.ms };
  return refusal(ended);
}

function refusal({ failure, ms }: Extract<Attempt<unknown>, { readonly kind: 'refused' }>): Ended {
  const { code } = failure;
  return isSilent(failure)
    ? { outcome: 'undecided', detail: t('no answer ({code})', { code }), ms }
    : { outcome: 'refused', detail: t('refused ({code})', { code }), ms };
}

function versionTest(id: 'tls1.0' | 'tls1.1', version: string): NegativeTest {
  const run = async (target: Target, { address }: Place, { signal }: NegativeOptions): Promise<Ended> => {
    const started = performance.now();
    const { port, timeoutMs } = target;
    const servername = servernameOf(target);
    // A line has made its next connection already, and keeps it until it is ended.
    const done = new AbortController();
    const isAccepted = await within(timeoutMs * 2, signal, async (inner) => {
      const ending = AbortSignal.any([inner, done.signal]);
      const line = openLine({ address, port, concurrency: 1, timeoutMs, signal: ending });
      return acceptsVersion({ line, ...(servername === undefined ? {} : { servername }) }, id);
    }).finally(() => done.abort());
    const ms = Math.round(performance.now() - started);
    if (isAccepted === null) return { outcome: 'undecided', detail: t('no answer in time'), ms };
    if (!isAccepted) return { outcome: 'refused', detail: t('refused in the handshake'), ms };
    return {
      outcome: 'accepted',
      detail: t('{version} is accepted, which is retired (RFC 8996)', { version }),
      advice: t('set TLS 1.2 as the lowest version: tls_version tlsv1.2 in Mosquitto, versions in EMQX'),
      ms,
    };
  };
  return { id, title: t('connect with {version}', { version }), needsControl: false, skip: withoutTls, run };
}

async function plaintext({ port, timeoutMs }: Target, { address }: Place, { signal }: NegativeOptions): Promise<Ended> {
  const started = performance.now();
  const answer = await within(timeoutMs, signal, async (inner) => {
    return plainAnswer(await connectTcp(address, port, inner), inner);
  });
  const ms = Math.round(performance.now() - started);
  if (answer === 'mqtt') {
    return {
      outcome: 'accepted',
      detail: t('the port answers MQTT without encryption'),
      advice: t('the listener serves plaintext: give it a certificate and key, and restart the broker'),
      ms,
    };
  }
  return answer === 'silent'
    ? { outcome: 'undecided', detail: t('no answer in time'), ms }
    : { outcome: 'refused', detail: t('refused'), ms };
}

/**
 * Subscribes and publishes there. Brokers grant subscriptions and hold the messages back (Mosquitto), and MQTT 3.1.1
 * acknowledges what is then dropped: so only a message that arrives, or one that MQTT 5 takes, shows an open topic.
 */
async function forbiddenTopic(target: Target, place: Place, options: NegativeOptions): Promise<Ended> {
  const topic = options.forbiddenTopic ?? '';
  const advice = t('forbid it in the access list of the broker');
  const ended = await attempt(target, place, options.signal, (session) => touch(session, topic, target));
  if (ended.kind === 'refused') return refusal(ended);
  const { value, ms } = ended;
  if (value === 'arrived') {
    return { outcome: 'accepted', detail: t('a message to {topic} was taken and delivered', { topic }), advice, ms };
  }
  if (value === 'taken') {
    return { outcome: 'accepted', detail: t('the broker took a message to {topic}', { topic }), advice, ms };
  }
  return { outcome: 'refused', detail: t('no message to {topic} arrived', { topic }), ms };
}

const PATIENCE_MS = 500;

async function touch(
  session: MqttSession,
  topic: string,
  { mqttVersion }: Target,
): Promise<'arrived' | 'taken' | 'held'> {
  const message = session.message(topic).then(
    () => true,
    () => false,
  );
  await session.subscribe(topic, 0);
  // A filter cannot be published to; what is refused here is refused with a reason.
  if (/[+#]/.test(topic)) return 'held';
  await session.publish(topic, '', 1);
  if (mqttVersion === 5) return 'taken';
  const arrived = await Promise.race([message, sleep(PATIENCE_MS, false)]);
  return arrived ? 'arrived' : 'held';
}
