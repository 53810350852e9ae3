import type { TlsVersion } from '../../../../facts/tls';
import type { AddressRules, Handshake, Listener, Setting } from '../../../model';
import type { Edit, Span } from '../../../source';
import type { Entry } from '../../../tree';
import { isTemplated } from '../references';
import { isOn, setting, spanOf, textOf, type View, write } from './view';

/** How a listener of 4.x conducts handshakes; what it has no option for is left as Erlang has it. */
export function flatHandshake(
  view: View,
  name: string,
  entry: Entry,
  at: Span,
  versions: readonly TlsVersion[],
): Handshake {
  const flag = (option: string): Setting<boolean> => {
    const key = `${name}.${option}`;
    const value = textOf(view, key) === undefined || isTemplated(textOf(view, key) ?? '') || isOn(view, key);
    return setting(view, key, value, at, (wanted) => write(view, key, wanted ? 'on' : 'off', entry));
  };
  const renegotiation = view.options.get(`${name}.secure_renegotiate`);
  return {
    serverOrder: flag('honor_cipher_order'),
    secureRenegotiation: flag('secure_renegotiate'),
    clientRenegotiation: setting(view, `${name}.client_renegotiation`, false, at),
    timeout: setting(view, `${name}.handshake_timeout`, seconds(textOf(view, `${name}.handshake_timeout`)), at),
    depth: setting(view, `${name}.depth`, whole(textOf(view, `${name}.depth`)), at),
    partialChain: setting<'no' | 'rotation' | 'yes'>(view, `${name}.partial_chain`, 'no', at),
    purposes: undefined,
    dhParameters: view.options.has(`${name}.dhfile`),
    ticketsWithoutSeed: undefined,
    unused:
      renegotiation && versions.every((version) => version === 'tlsv1.3')
        ? [{ at: spanOf(view, renegotiation), option: 'secure_renegotiate', needs: 'TLS 1.2' }]
        : [],
  };
}

/** `15s`, `1m30s`. */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return 15;
  if (!/^(?:\d+(?:ms|[smh]))+$/.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return [...text.matchAll(/(\d+)(ms|[smh])/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (units[unit] ?? 1),
    0,
  );
}

function whole(text: string | undefined): number | undefined {
  return text === undefined ? 10 : /^\d+$/.test(text) ? Number(text) : undefined;
}

/** `access.1 = allow 10.0.0.0/8`; they count in the order of their numbers. */
export function flatAddressRules(view: View, name: string): AddressRules | undefined {
  const entries = [...view.options.values()]
    .filter(({ path }) => path.slice(0, -1).join('.') === `${name}.access`)
    .sort((one, other) => Number(one.path.at(-1)) - Number(other.path.at(-1)));
  const [first] = entries;
  if (!first) return undefined;
  const rules = entries.map(({ path }) => /^(allow|deny)\s+(\S+)$/.exec(textOf(view, path.join('.')) ?? ''));
  // What cannot be read might be the rule that decides.
  if (rules.some((match) => match === null || isTemplated(match[0]))) return undefined;
  const last = entries.at(-1);
  const next = `${name}.access.${Number(last?.path.at(-1)) + 1}`;
  return {
    at: spanOf(view, first),
    rules: rules.map((match) => ({
      permission: match?.[1] === 'deny' ? 'deny' : 'allow',
      range: match?.[2] === 'all' ? undefined : match?.[2],
    })),
    refuseOthers: (): readonly Edit[] => (/NaN$/.test(next) ? [] : write(view, next, 'deny all', last)),
  };
}

/** The user name or client id is taken from the certificate. */
export function flatIdentity(view: View, name: string, at: Span): Setting<boolean>[] {
  return ['peer_cert_as_username', 'peer_cert_as_clientid'].flatMap((option) =>
    view.options.has(`${name}.${option}`) ? [setting(view, `${name}.${option}`, true, at)] : [],
  );
}

/** What the zone of the listener leaves out: the plugins that know users, or the access list. */
export function flatBypasses(view: View, name: string): NonNullable<Listener['bypasses']> {
  const zone = textOf(view, `${name}.zone`);
  const plugins = view.options.get(`zone.${zone}.bypass_auth_plugins`);
  const list = view.options.get(`zone.${zone}.enable_acl`);
  return [
    ...(plugins && isOn(view, `zone.${zone}.bypass_auth_plugins`)
      ? [{ at: spanOf(view, plugins), what: 'authentication' as const }]
      : []),
    ...(list && /^(?:off|false)$/.test(textOf(view, `zone.${zone}.enable_acl`) ?? '')
      ? [{ at: spanOf(view, list), what: 'authorization' as const }]
      : []),
  ];
}
