import { foreignClient } from '../../../core/certs/strangers';
import { isPrivateAddress } from '../../../core/facts/address';
import type { ListenerExpectation } from '../../../core/facts/expectation';
import { t } from '../../../core/facts/message';
import { type Analysis, expectationOf, type Listener } from '../../../core/lint/index';
import {
  compareLive,
  hasCertificate,
  isFaulty,
  liveJson,
  liveJunit,
  liveMarkdown,
  liveText,
  observeListener,
  parseTarget,
  type Target,
  targetOfListener,
  urlOf,
  type VerifiedListener,
} from '../../../core/probe';
import { pathIds } from '../fileIds';
import { nodeHost } from '../host';
import { oneOf, readArguments } from './arguments';
import { CREDENTIAL_OPTIONS, type CredentialValues, credentials, refuseSecretArguments, seconds } from './credentials';
import { EXIT, type Io, UsageError } from './io';
import { lintTargets, namer } from './lintRun';
import { findTargets } from './targets';

/** `verify CONFIG|URL …`: is the live broker as its file says, and does it refuse what it must? */
export async function run(args: readonly string[], io: Io): Promise<number> {
  refuseSecretArguments(args);
  const { values, positionals } = readArguments(args, OPTIONS);
  const [place, ...excess] = positionals;
  if (values.help || place === undefined) {
    (values.help ? io.out : io.err)(USAGE);
    return values.help ? EXIT.clean : EXIT.usage;
  }
  if (excess.length > 0) throw new UsageError(t('"{word}" is one argument too many', { word: excess[0] ?? '' }));
  const form = oneOf('--format', values.format, ['text', 'json', 'markdown', 'junit']);
  const given = await credentials(values, io);
  const subjects = /^[a-z]+:\/\//i.test(place) ? [urlSubject(place)] : await fileSubjects(place, values, io);
  const verified: VerifiedListener[] = [];
  for (const subject of subjects) verified.push(await verifyOne(subject, given, values));
  const locate = subjects[0]?.locate ?? (() => '');
  const options = { catalogue: io.catalogue, locate };
  if (form === 'json') io.out(`${JSON.stringify(liveJson(verified, options), null, 2)}\n`);
  else if (form === 'markdown') io.out(liveMarkdown(verified, options));
  else if (form === 'junit') io.out(liveJunit(verified, options));
  else io.out(liveText(verified, { ...options, ...(io.colours ? { paint: painted } : {}) }));
  return verified.some(isFaulty) ? EXIT.found : EXIT.clean;
}

const USAGE = `Usage: mqtt-security verify CONFIG|URL [options]

  CONFIG                 a broker's configuration: each listener that it opens is looked at
                         live and compared with the file
  URL                    mqtt://, mqtts://, ws:// or wss://: only what a broker must refuse

  --host HOST            where the broker runs, if not at the address in the file
  --listener PORT        only the listener of this port
  --ca FILE              trust this authority instead of the one that the file names
  --cert FILE --key FILE client certificate and its key
  --p12 FILE             both in one PKCS#12 archive
  --passphrase-stdin     read the passphrase of key or archive from standard input
  --username USER        user name
  --password-stdin       read the password from standard input; before the passphrase, a line each
  --forbidden-topic T    a topic that this client must neither read nor write; an empty message
                         is published to it
  --mqtt-version 4|5     4 is MQTT 3.1.1 (4)
  --timeout SECONDS      for each attempt (5)
  --format FORMAT        text, json, markdown or junit (text)
  --yes                  also at an address that is neither of this machine nor of a private network

Tests only brokers that are yours, or whose owner has agreed: connects without a certificate, with one
of another authority, anonymously, with a wrong password, with retired TLS versions and in plaintext.

Exit status: 0 as it should be, 1 a difference or something accepted that must be refused, 2 wrong
arguments or an unusable file.
`;

const OPTIONS = {
  ...CREDENTIAL_OPTIONS,
  host: { type: 'string' },
  listener: { type: 'string' },
  'forbidden-topic': { type: 'string' },
  'mqtt-version': { type: 'string', default: '4' },
  timeout: { type: 'string', default: '5' },
  format: { type: 'string', default: 'text' },
  yes: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

interface Values extends CredentialValues {
  readonly host?: string;
  readonly listener?: string;
  readonly 'forbidden-topic'?: string;
  readonly 'mqtt-version': string;
  readonly timeout: string;
  readonly yes?: boolean;
}

interface Subject {
  readonly label: string;
  readonly target: Target;
  readonly expectation: ListenerExpectation | undefined;
  readonly locate: (place: { readonly file: string; readonly start: number }) => string;
}

function urlSubject(url: string): Subject {
  const parsed = parseTarget(url);
  if (!parsed.ok) throw new UsageError(parsed.reason);
  return { label: urlOf(parsed.target), target: parsed.target, expectation: undefined, locate: () => '' };
}

async function fileSubjects(
  name: string,
  { host: place, listener: port }: Values,
  io: Io,
): Promise<readonly Subject[]> {
  const host = nodeHost({ ids: pathIds, roots: [io.cwd], shortLived: true });
  const { targets, problems } = await findTargets([name], { cwd: io.cwd, host, broker: undefined });
  const options = { broker: undefined, version: undefined, options: undefined, ignoreComments: true };
  const result = await lintTargets(targets, { host, now: Date.now(), ...options });
  const [problem] = [...problems, ...result.problems];
  if (problem !== undefined) throw new UsageError(problem);
  const nameOf = namer(targets, io.cwd);
  const subjects = result.checked.flatMap(({ analysis, target }) =>
    analysis.model.listeners.flatMap((listener) => {
      const found = subjectOf(
        listener,
        place,
        locator(analysis, (file) => nameOf(file, target)),
      );
      return found && (port === undefined || String(found.target.port) === port) ? [found] : [];
    }),
  );
  if (subjects.length > 0) return subjects;
  throw new UsageError(t('{name} opens no listener that a client could connect to', { name }));
}

function subjectOf(listener: Listener, host: string | undefined, locate: Subject['locate']): Subject | undefined {
  const { label, port, address, protocol, tls, enabled } = listener;
  if (!enabled || protocol === 'other') return undefined;
  const ca = tls.ca.value?.target?.file;
  const file = ca === undefined ? undefined : pathIds.path(ca);
  const endpoint = { port: port.value, address: address.value, tls: tls.active, protocol };
  const target = targetOfListener(file === undefined ? endpoint : { ...endpoint, ca: file });
  if (target === undefined) return undefined;
  return {
    label,
    target: host === undefined ? target : { ...target, host },
    expectation: expectationOf(listener),
    locate,
  };
}

function locator({ model }: Analysis, nameOf: (file: string) => string): Subject['locate'] {
  return ({ file, start }) => {
    const tree = model.trees.find((each) => each.file === file);
    const before = tree?.text.slice(0, start) ?? '';
    const line = before.split('\n').length;
    return `${nameOf(file)}:${line}:${before.length - before.lastIndexOf('\n')}`;
  };
}

async function verifyOne(
  { label, target: bare, expectation }: Subject,
  given: Partial<Target>,
  values: Values,
): Promise<VerifiedListener> {
  const target: Target = {
    ...bare,
    ...given,
    mqttVersion: oneOf('--mqtt-version', values['mqtt-version'], ['4', '5']) === '5' ? 5 : 4,
    timeoutMs: seconds(values.timeout),
  };
  const now = Date.now();
  const mayScan = (addresses: readonly string[]) => values.yes === true || addresses.every(isPrivateAddress);
  const observation = await observeListener(target, {
    now,
    mayScan,
    ...(hasCertificate(target) ? { foreign: await foreignClient('mqtt-security-stranger', now) } : {}),
    ...(values['forbidden-topic'] === undefined ? {} : { forbiddenTopic: values['forbidden-topic'] }),
  });
  if (observation.kind === 'not-confirmed') {
    const cause = observation.reason ?? '';
    throw new UsageError(t('{cause} Give --yes if the server is yours, or its owner has agreed.', { cause }));
  }
  const differences = expectation === undefined ? [] : compareLive(expectation, observation);
  return { label, url: urlOf(target), observation, differences, hasFile: expectation !== undefined };
}

/** As terminals understand it (ECMA-48, SGR): red, green, faint. */
function painted(word: string, level: 'bad' | 'good' | 'faint'): string {
  return `\u001b[${{ bad: 31, good: 32, faint: 2 }[level]}m${word}\u001b[0m`;
}
