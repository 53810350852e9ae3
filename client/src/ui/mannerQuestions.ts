import { t } from '../../../core/facts/message';
import { awsTarget, isSecure, type Target, wrongTopicPrefix } from '../../../core/probe';
import { type WithTarget, withTarget } from './credentialQuestions';
import { choose, enter } from './prompts';
import { type Frame, mapReply, type Reply, type Step } from './steps';
import { say } from './text';

interface Typed extends WithTarget {
  readonly typed: boolean;
}

type Manner = 'usual' | 'mqtt5' | 'aws' | 'names';

/** How to speak to a broker whose address was typed; a listener of a file is spoken to as the file says. */
export function mannerSteps<Answers extends Typed>(): readonly Step<Answers>[] {
  return [{ ...withTarget<Answers>(manner), applies: ({ typed, saved }) => typed && !saved }];
}

async function manner(target: Target, frame: Frame): Promise<Reply<Target>> {
  const tls: readonly Manner[] = isSecure(target) ? ['aws', 'names'] : [];
  const choices = (['usual', 'mqtt5', ...tls] as const).map((value) => ({ ...WORDS[value](), value }));
  const reply = await choose<Manner>(frame, { prompt: t('How to speak to the broker'), choices });
  if (typeof reply === 'string') return reply;
  const { alpn: _, servername: __, ...plain } = target;
  const usual: Target = { ...plain, mqttVersion: 4 };
  switch (reply.value) {
    case 'usual':
      return { value: usual };
    case 'mqtt5':
      return { value: { ...usual, mqttVersion: 5 } };
    case 'aws':
      // The certificate is asked for later, and AWS wants one unless a password is given.
      return { value: { ...awsTarget(usual), port: 443, alpn: ['x-amzn-mqtt-ca'] } };
    case 'names':
      return names(usual, frame);
  }
}

const WORDS: Readonly<Record<Manner, () => { readonly label: string; readonly detail: string }>> = {
  usual: () => ({ label: 'MQTT 3.1.1', detail: say(t('What every broker speaks')) }),
  mqtt5: () => ({ label: 'MQTT 5', detail: say(t('The broker tells its limits and the reasons of its refusals')) }),
  aws: () => ({ label: 'AWS IoT Core', detail: say(t('Port 443 with the application protocol x-amzn-mqtt-ca')) }),
  names: () => ({
    label: say(t('Other names…')),
    detail: say(t('Another server name (SNI) or application protocol (ALPN)')),
  }),
};

async function names(target: Target, frame: Frame): Promise<Reply<Target>> {
  const name = await enter(frame, { prompt: t('Server name to ask and verify for (empty: that of the address)') });
  if (typeof name === 'string') return name;
  const protocols = await enter(frame, { prompt: t('Application protocols to offer, with commas (empty: none)') });
  return mapReply(protocols, (text) => {
    const alpn = text.split(',').map((each) => each.trim());
    return {
      ...target,
      ...(name.value.trim() === '' ? {} : { servername: name.value.trim() }),
      ...(text.trim() === '' ? {} : { alpn }),
    };
  });
}

/** How far to go; nothing is published without being asked for, and nothing outside the topic that was agreed on. */
export function roundtripSteps<Answers extends WithTarget>(): readonly Step<Answers>[] {
  return [withTarget<Answers>(roundtrip)];
}

async function roundtrip(target: Target, frame: Frame): Promise<Reply<Target>> {
  const reply = await choose<'connect' | 'own' | 'other'>(frame, {
    prompt: t('How far to go'),
    choices: [
      { label: say(t('Connect')), detail: say(t('Sign in and leave; nothing is published')), value: 'connect' },
      {
        label: say(t('Connect and send messages')),
        detail: say(t('Publish and receive below mqtt-security-test/, with QoS 0, 1 and 2')),
        value: 'own',
      },
      { label: say(t('Connect and send messages below another topic…')), value: 'other' },
    ],
  });
  if (typeof reply === 'string') return reply;
  const { topicPrefix: _, ...plain } = target;
  if (reply.value !== 'other') return { value: { ...plain, roundtrip: reply.value === 'own' } };
  const prefix = await enter(frame, {
    prompt: t('Topic below which to publish'),
    value: 'mqtt-security-test',
    check: wrongTopicPrefix,
  });
  return mapReply(prefix, (topicPrefix) => ({ ...plain, roundtrip: true, topicPrefix }));
}
