import type { Section, SectionReader } from '../../sections';
import { parseLines } from '../../syntax/line';
import type { Comment, Entry } from '../../tree';
import { findDirective } from './directives';

/** Options that concern their own listener alone, whatever their value. */
const LOCAL = new Set([
  'listener_auto_id_prefix',
  'max_connections',
  'max_qos',
  'max_topic_alias',
  'max_topic_alias_broker',
  'mount_point',
  'use_identity_as_username',
  'use_subject_as_username',
]);

/** Options by whose value one listener differs from another one for the broker as a whole: where and how it is open. */
const SHAPING = new Set([
  'accept_protocol_versions',
  'bind_interface',
  'enable_proxy_protocol',
  'protocol',
  'proxy_protocol_v2_require_tls',
  'socket_domain',
  'use_username_as_clientid',
  'websockets_origin',
]);

/** Options of one listener that name files or switch on what few listeners of a file have. */
const APART = new Set([
  'cafile',
  'capath',
  'certfile',
  'ciphers',
  'ciphers_tls1.3',
  'crlfile',
  'dhparamfile',
  'disable_client_cert_date_checks',
  'http_dir',
  'keyfile',
  'require_certificate',
  'tls_engine',
  'tls_engine_kpass_sha1',
  'tls_keyform',
  'tls_version',
]);

/** They concern the default listener, which may collide with any other one, or other files. */
const WHOLE = new Set(['listener', 'port', 'bind_address', 'include_dir']);

/** A `listener` line and what follows it up to the next one. Every number of a port is written in one way only. */
export const mosquittoSections: SectionReader = {
  heading: 'listener ',
  claimed: ['1883'],
  read(text, isHead) {
    const { entries, comments, errors } = parseLines('', text);
    const heading = isHead ? undefined : /^listener ([1-9]\d{0,4})((?: [\w.:-]+)?) *\r?(?:\n|$)/.exec(text);
    const options = isHead ? entries : entries.slice(1);
    return {
      length: text.length,
      kind: isHead || heading ? kindOf(options, comments, errors.length > 0) : 'whole',
      shape: [heading?.[2]?.trim(), ...options.filter(shapes).map(settingText)].join('\n'),
      claims: heading?.[1] === undefined ? [] : [heading[1]],
      reaches: comments.some(isIgnore),
    };
  },
};

function kindOf(entries: readonly Entry[], comments: readonly Comment[], odd: boolean): Section['kind'] {
  const names = entries.map(nameOf);
  if (names.some((name) => WHOLE.has(name))) return 'whole';
  if (comments.some(({ text }) => text.startsWith('mqtt-security-ignore-file'))) return 'whole';
  if (comments.some(isIgnore) || !names.every(isOfOneListener)) return 'wide';
  return odd || !names.every((name) => LOCAL.has(name) || SHAPING.has(name)) ? 'apart' : 'local';
}

/** A name that the broker does not know belongs to nothing. */
function isOfOneListener(name: string): boolean {
  return LOCAL.has(name) || SHAPING.has(name) || APART.has(name) || !findDirective(name);
}

function isIgnore({ text }: Comment): boolean {
  return text.startsWith('mqtt-security-ignore');
}

function shapes(entry: Entry): boolean {
  return SHAPING.has(nameOf(entry));
}

function settingText({ path, value }: Entry): string {
  return `${path[0]} ${value.kind === 'scalar' ? value.text : ''}`;
}

function nameOf({ path }: Entry): string {
  return path[0] ?? '';
}
