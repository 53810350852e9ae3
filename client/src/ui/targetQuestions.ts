import { type Message, t } from '../../../core/facts/message';
import { isSecure, parseTarget, urlOf } from '../../../core/probe';
import { activeBrokerDocument, type ListenerPlace } from '../brokerDocument';
import type { Services } from '../extension';
import { type Job, type Plan, type Question, restoredPlan } from '../report/plan';
import { secretOf } from '../report/secretQuestions';
import { credentialSteps, type WithTarget } from './credentialQuestions';
import { type ListenerTarget, listenerTargets } from './listenerTargets';
import { mannerSteps, roundtripSteps } from './mannerQuestions';
import { type Choice, choose, enter } from './prompts';
import { askInTurn, mapReply, type Step } from './steps';
import { say } from './text';

/** What the user wants to know; everything else of a comparison goes without saying. */
type Purpose = Exclude<Question, 'comparison'>;

interface Answers extends WithTarget {
  readonly typed: boolean;
  readonly job: Pick<Job, 'label' | 'listener'>;
  readonly forbiddenTopic: string;
}

const TITLES: Readonly<Record<Purpose, Message>> = {
  connection: t('Test Connection'),
  scan: t('Scan TLS'),
  refusals: t('Check What the Broker Refuses'),
};

/**
 * Asks what to test and with which credentials; undefined where the user leaves. A listener that is given already is
 * not asked for.
 */
export async function askForPlan(
  services: Services,
  purpose: Purpose,
  place?: ListenerPlace,
): Promise<Plan | undefined> {
  const open = await activeBrokerDocument(place);
  const all = open ? listenerTargets(open) : [];
  const listeners = purpose === 'scan' ? all.filter(({ target }) => isSecure(target)) : all;
  const [chosen] = place ? listeners : [];
  const saved = services.targets.list();
  const steps: readonly Step<Answers>[] = [
    ...(chosen ? [] : [whichBroker(services, purpose, listeners)]),
    address,
    ...(purpose === 'connection' ? mannerSteps<Answers>() : []),
    ...(purpose === 'scan' ? [] : credentialSteps<Answers>(services)),
    ...(purpose === 'connection' ? roundtripSteps<Answers>() : []),
    ...(purpose === 'refusals' ? [forbiddenTopic] : []),
  ];
  const answers = await askInTurn(TITLES[purpose], steps, {
    target: chosen?.target,
    job: chosen ? jobOf(chosen) : {},
    saved: false,
    typed: listeners.length + saved.length === 0,
    forbiddenTopic: '',
  });
  if (answers?.target === undefined) return undefined;
  const plan = { questions: [purpose], jobs: [{ ...answers.job, target: answers.target }] };
  return answers.forbiddenTopic === '' ? plan : { ...plan, forbiddenTopic: answers.forbiddenTopic };
}

function jobOf({ label, listener }: ListenerTarget): Answers['job'] {
  return { label, listener };
}

type Picked = Pick<Answers, 'target' | 'typed' | 'saved' | 'job'>;

/** Saved brokers first, then the listeners of the file in front of the user. Undefined of a choice: the user left. */
function whichBroker(services: Services, purpose: Purpose, listeners: readonly ListenerTarget[]): Step<Answers> {
  return {
    ask: async (answers, frame) => {
      const choices = [...savedChoices(services, purpose), ...listeners.map(listenerChoice), otherChoice(answers)];
      const reply = await choose(frame, { prompt: t('Broker to test'), choices });
      if (typeof reply === 'string') return reply;
      const picked = await reply.value();
      return picked === undefined ? 'cancel' : { value: { ...answers, ...picked } };
    },
    applies: ({ typed, target }) => !typed || target !== undefined,
  };
}

type PickedChoice = Choice<() => Promise<Picked | undefined>>;

function savedChoices(services: Services, purpose: Purpose): readonly PickedChoice[] {
  const { targets } = services;
  return targets.list().map(({ name, target }) => ({
    label: `$(bookmark) ${name}`,
    description: name === urlOf(target) ? '' : urlOf(target),
    remove: () => targets.remove(name),
    value: async () => {
      // A scan signs in nowhere.
      const stored = purpose === 'scan' ? { ...target, secrets: [] } : target;
      const plan = { questions: [purpose], jobs: [{ target: stored }] };
      const restored = await restoredPlan(plan, secretOf(services));
      return restored && { target: restored.jobs[0]?.target, typed: false, saved: true, job: {} };
    },
  }));
}

function listenerChoice(listener: ListenerTarget): PickedChoice {
  const { label, target } = listener;
  return {
    label: `$(broadcast) ${label}`,
    description: urlOf(target),
    value: async () => ({ target, typed: false, saved: false, job: jobOf(listener) }),
  };
}

function otherChoice({ typed, target }: Answers): PickedChoice {
  const picked = { target: typed ? target : undefined, typed: true, saved: false, job: {} };
  return { label: `$(edit) ${say(t('Other address…'))}`, value: async () => picked };
}

const address: Step<Answers> = {
  applies: ({ typed }) => typed,
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t('Address of the broker'),
      value: answers.target ? urlOf(answers.target) : 'mqtts://localhost:8883',
      check: (url) => {
        const parsed = parseTarget(url);
        return parsed.ok ? undefined : parsed.reason;
      },
    });
    return mapReply(reply, (url) => {
      const parsed = parseTarget(url);
      return { ...answers, target: parsed.ok ? parsed.target : undefined };
    });
  },
};

const forbiddenTopic: Step<Answers> = {
  ask: async (answers, frame) => {
    const reply = await enter(frame, {
      prompt: t(
        'Topic that this client must neither read nor write (empty: not tried); an empty message is sent to it',
      ),
      value: answers.forbiddenTopic,
    });
    return mapReply(reply, (topic) => ({ ...answers, forbiddenTopic: topic.trim() }));
  },
};

/** How a comparison is asked for: one listener or all, and with which credentials. */
export async function askForComparison(
  services: Services,
  given: { readonly place?: ListenerPlace; readonly all: boolean },
): Promise<Plan | undefined> {
  const open = await activeBrokerDocument(given.place);
  const listeners = open ? listenerTargets(open) : [];
  const chosen = given.all ? listeners : given.place ? listeners.slice(0, 1) : await whichListeners(listeners);
  // Where some have TLS, its questions are asked.
  const first = chosen.find(({ target }) => isSecure(target)) ?? chosen[0];
  if (first === undefined) return undefined;
  const answers = await askInTurn<WithTarget>(t('Compare File with Broker'), credentialSteps(services), {
    target: first.target,
    saved: false,
  });
  if (answers?.target === undefined) return undefined;
  const { username, password, cert, key, passphrase, p12, ca } = answers.target;
  const own = { username, password, cert, key, passphrase, p12 };
  // Where the user has chosen none, each listener has that of its own lines.
  const authority = ca === first.target.ca ? {} : { ca };
  const jobs = chosen.map((listener) => ({
    ...jobOf(listener),
    target: { ...listener.target, ...own, ...(isSecure(listener.target) ? authority : {}) },
  }));
  return { questions: ['connection', 'comparison'], jobs };
}

/** None where the user leaves, or where there is none. */
async function whichListeners(listeners: readonly ListenerTarget[]): Promise<readonly ListenerTarget[]> {
  if (listeners.length < 2) return listeners;
  const frame = { title: t('Compare File with Broker'), step: 1, totalSteps: 1, canGoBack: false };
  const every: Choice<readonly ListenerTarget[]> = {
    label: `$(list-unordered) ${say(t('All listeners of this file'))}`,
    value: listeners,
  };
  const each = listeners.map(
    (listener): Choice<readonly ListenerTarget[]> => ({
      label: `$(broadcast) ${listener.label}`,
      description: urlOf(listener.target),
      value: [listener],
    }),
  );
  const reply = await choose(frame, { prompt: t('Listener to compare with its broker'), choices: [...each, every] });
  return typeof reply === 'string' ? [] : reply.value;
}
