import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Uri } from 'vscode';
import { t } from '../../../core/facts/message';
import type { Listener } from '../../../core/lint';
import { isSecure, parseTarget, type Target, targetOfListener, urlOf } from '../../../core/probe';
import { activeBrokerDocument, type BrokerDocument, type ListenerPlace } from '../brokerDocument';
import type { Services } from '../extension';
import { type Choice, choose, chooseFile, enter } from './prompts';
import { askInTurn, type Frame, mapReply, type Reply, type Step } from './steps';
import { say } from './text';

interface Answers {
  /** Undefined until one is picked or typed. */
  readonly target: Target | undefined;
  readonly typed: boolean;
}

/**
 * Asks what to test and with which credentials; undefined where the user leaves. A listener that is given already is
 * not asked for.
 */
export async function askForTarget(services: Services, place?: ListenerPlace): Promise<Target | undefined> {
  const open = await activeBrokerDocument(place);
  const listeners = open ? endpoints(open.analysis.model.listeners, open) : [];
  const chosen = place && listeners[0]?.target;
  const steps = [
    ...(chosen ? [] : [whichListener(listeners)]),
    address,
    username,
    password(services),
    authority,
    clientCertificate,
    roundtrip,
  ];
  const answers = await askInTurn(t('Test Connection'), steps, {
    target: chosen,
    typed: listeners.length === 0,
  });
  return answers?.target;
}

interface Endpoint {
  readonly label: string;
  readonly target: Target;
}

/** Those that a client can reach, the one at the cursor first. */
function endpoints(
  listeners: readonly Listener[],
  { document, offset }: Pick<BrokerDocument, 'document' | 'offset'>,
): readonly Endpoint[] {
  const file = document.uri.toString();
  const found = listeners
    .filter(({ enabled }) => enabled)
    .flatMap((listener) => {
      const { label, port, address: bind, protocol, tls } = listener;
      const ca = tls.ca.value?.target?.file;
      const endpoint = { port: port.value, address: bind.value, tls: tls.active, protocol };
      const target = targetOfListener(ca === undefined ? endpoint : { ...endpoint, ca: Uri.parse(ca).fsPath });
      return target ? [{ label, target, at: listener.at, implicit: listener.implicit }] : [];
    });
  // A listener that no line opens has no place of its own.
  const above = found.filter(({ at, implicit }) => !implicit && at.file === file && at.start <= offset);
  const here = above.sort((a, b) => a.at.start - b.at.start).at(-1);
  return here ? [here, ...found.filter((other) => other !== here)] : found;
}

function whichListener(listeners: readonly Endpoint[]): Step<Answers> {
  return {
    applies: () => listeners.length > 0,
    ask: async (answers, frame) => {
      const other: Choice<Answers> = {
        label: `$(edit) ${say(t('Other address…'))}`,
        value: { target: answers.typed ? answers.target : undefined, typed: true },
      };
      const choices = listeners.map(
        ({ label, target }): Choice<Answers> => ({
          label: `$(broadcast) ${label}`,
          description: urlOf(target),
          value: { target, typed: false },
        }),
      );
      return choose(frame, { prompt: t('Listener to test'), choices: [...choices, other] });
    },
  };
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

const username: Step<Answers> = withTarget(async (target, frame) => {
  const reply = await enter(frame, { prompt: t('User name (empty: none)'), value: target.username });
  return mapReply(reply, (name) => ({ ...target, username: name === '' ? undefined : name, password: undefined }));
});

function password({ passwords }: Services): Step<Answers> {
  const step = withTarget(async (target, frame) => {
    const { host, port, username: name = '' } = target;
    const remembered = await passwords.get({ host, port, username: name });
    const prompt =
      remembered === undefined
        ? t('Password of {name} (empty: none)', { name })
        : t('Password of {name} (empty: the remembered one)', { name });
    const reply = await enter(frame, { prompt, secret: true });
    return mapReply(reply, (text) => ({ ...target, password: text || remembered }));
  });
  return { ...step, applies: ({ target }) => target?.username !== undefined };
}

const authority: Step<Answers> = forTls(async (target, frame) => {
  const known: Choice<'known'>[] =
    target.ca === undefined ? [] : [{ label: path.basename(target.ca), description: target.ca, value: 'known' }];
  const reply = await choose<'known' | 'system' | 'file'>(frame, {
    prompt: t('Authority that the broker’s certificate must come from'),
    choices: [
      ...known,
      { label: say(t('Public authorities')), description: say(t('those of this system')), value: 'system' },
      { label: `$(folder-opened) ${say(t('Choose a file…'))}`, value: 'file' },
    ],
  });
  if (typeof reply === 'string') return reply;
  if (reply.value === 'known') return { value: target };
  if (reply.value === 'system') return { value: { ...target, ca: undefined } };
  const file = await chooseFile(t('Certificate of the authority'), startOf(target));
  return file ? { value: { ...target, ca: file.fsPath } } : 'cancel';
});

const clientCertificate: Step<Answers> = forTls(async (target, frame) => {
  const pairs = await pairsBeside(target.ca);
  const reply = await choose<Pair | 'none' | 'files'>(frame, {
    prompt: t('Certificate that the client shows'),
    choices: [
      { label: say(t('None')), value: 'none' },
      ...pairs.map((pair): Choice<Pair> => ({ label: path.basename(pair.cert), description: pair.cert, value: pair })),
      { label: `$(folder-opened) ${say(t('Choose files…'))}`, value: 'files' },
    ],
  });
  if (typeof reply === 'string') return reply;
  if (reply.value === 'none') return { value: { ...target, cert: undefined, key: undefined } };
  const pair = reply.value === 'files' ? await choosePair(target) : reply.value;
  return pair ? { value: { ...target, ...pair } } : 'cancel';
});

const roundtrip: Step<Answers> = withTarget(async (target, frame) => {
  const reply = await choose(frame, {
    prompt: t('How far to go'),
    choices: [
      { label: say(t('Connect')), detail: say(t('Sign in and leave; nothing is published')), value: false },
      {
        label: say(t('Connect and send a message')),
        detail: say(t('Subscribe to a topic below mqtt-security-test/, publish there and wait for the message')),
        value: true,
      },
    ],
  });
  return mapReply(reply, (wanted) => ({ ...target, roundtrip: wanted }));
});

interface Pair {
  readonly cert: string;
  readonly key: string;
}

async function choosePair(target: Target): Promise<Pair | undefined> {
  const cert = await chooseFile(t('Client certificate'), startOf(target));
  const key = cert && (await chooseFile(t('Private key of the client'), cert));
  return cert && key && { cert: cert.fsPath, key: key.fsPath };
}

/** Certificates with their keys in the folder of the authority, as this extension writes them. */
async function pairsBeside(ca: string | undefined): Promise<readonly Pair[]> {
  if (ca === undefined) return [];
  const folder = path.dirname(ca);
  const names = await readdir(folder).catch((): string[] => []);
  return names
    .filter((name) => /\.key$/.test(name) && !/^(?:ca|server)\.key$/.test(name))
    .map((name) => name.replace(/\.key$/, ''))
    .filter((stem) => names.includes(`${stem}.crt`))
    .map((stem) => ({ cert: path.join(folder, `${stem}.crt`), key: path.join(folder, `${stem}.key`) }));
}

function startOf({ ca }: Target): Uri | undefined {
  return ca === undefined ? undefined : Uri.file(path.dirname(ca));
}

function withTarget(ask: (target: Target, frame: Frame) => Promise<Reply<Target>>): Step<Answers> {
  return {
    ask: async (answers, frame) =>
      answers.target ? mapReply(await ask(answers.target, frame), (target) => ({ ...answers, target })) : 'cancel',
  };
}

function forTls(ask: (target: Target, frame: Frame) => Promise<Reply<Target>>): Step<Answers> {
  return { ...withTarget(ask), applies: ({ target }) => target !== undefined && isSecure(target) };
}
