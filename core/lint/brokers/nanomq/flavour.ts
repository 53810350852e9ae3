import { type Message, t } from '../../../facts/message';
import type { TreeError } from '../../tree';

/**
 * `flat`: `key=value` lines of NanoMQ up to 0.13, which later ones still read with `--old_conf`. `early`: the HOCON of
 * 0.14 to 0.17, with other names.
 */
export type Flavour = 'hocon' | 'flat' | 'early' | 'template';

const FLAT =
  /^[ \t]*(?:url[ \t]*=[ \t]*(?:nmq-|tls\+nmq-)|num_taskq_thread[ \t]*=|(?:tls|websocket)\.(?:enable|url|tls_url|keyfile)[ \t]*=|allow_anonymous[ \t]*=|bridge\.mqtt\.\w+\.\w+[ \t]*=|aws\.bridge\.|auth\.(?:\d+|http)\.|rule\.(?:mysql|repub|sqlite|event)\.|web\.hook\.|rule_option|acl\.rule|enable_acl_cache[ \t]*=)/m;
const EARLY =
  /^(?:(?:authorization|websocket|tls|mqtt\.session|rules\.option)[ \t]*[.{=:]|webhook\.rule\.|bridges\.(?:mqtt|aws)(?:\.nodes|[ \t]*[={]+\s*(?:#[^\n]*\n\s*)*nodes\b)|url[ \t]*=)/m;
const TEMPLATE = /^[^"#\n\r]*(?:\{\{|\{%|<%)/m;

export function flavourOf(text: string): Flavour {
  if (TEMPLATE.test(text)) return 'template';
  if (FLAT.test(text) && !/^[ \t]*(?:listeners|auth)\b[^=\n]*\{/m.test(text)) return 'flat';
  return EARLY.test(text) ? 'early' : 'hocon';
}

/** The one complaint that stands for a text of which nothing else is said. */
export function flavourError(text: string, flavour: Exclude<Flavour, 'hocon'>): TreeError {
  return { range: { start: 0, end: text.length }, message: NOT_CHECKED[flavour], fatal: false };
}

const NOT_CHECKED: Readonly<Record<Exclude<Flavour, 'hocon'>, Message>> = {
  flat: t('this is a file of NanoMQ before 0.14 (“key=value” lines): not checked as a file of 0.18 or later'),
  early: t('this is a file of NanoMQ before 0.18, whose names were others: not checked as a file of 0.18 or later'),
  template: t('this is a template: its text is checked only after it has been rendered'),
};

/** Only NanoMQ has listeners with their address right in the kind, these blocks, and these schemes. */
const EVIDENCE =
  /^[ \t]*"?(?:http_server|exchange_client|listeners\.(?:tcp|ssl|ws|wss)[ \t]*\{\s*(?:#[^\n]*\n\s*)*(?:bind|enable)\b|auth[ \t]*[={]+\s*(?:#[^\n]*\n\s*)*(?:allow_anonymous|no_match|password|http_auth)\b)|"(?:tls\+)?(?:mqtt|nmq)-(?:tcp|quic|ws|wss):\/\/|^(?:url|tls\.url)[ \t]*=[ \t]*(?:tls\+)?nmq-|^listeners[ \t]*\{\s*(?:#[^\n]*\n\s*)*(?:tcp|ssl|ws|wss)[ \t]*\{\s*(?:#[^\n]*\n\s*)*(?:bind|enable)\b/m;

export function looksLikeNanomq(text: string): boolean {
  return EVIDENCE.test(text.slice(0, 200_000));
}
