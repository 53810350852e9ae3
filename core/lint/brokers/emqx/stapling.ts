import { t } from '../../../facts/message';
import { removal } from '../../hocon-edits';
import { childOf, isTrue, nameSpan, setting, textOf, valueSpan } from '../../hocon-view';
import type { FileReference, Setting, Stapling } from '../../model';
import type { HoconNode } from '../../syntax/hocon-resolve';
import type { Issue } from './schema-check';
import { option, optionSpan, type ServerTlsPlace } from './tls';

/**
 * Only `ssl` listeners, and those of gateways, look at revocation lists and staple OCSP answers. EMQX fetches the lists
 * that the certificates themselves name, so there is no file.
 */
export function revocationOf(place: ServerTlsPlace): Setting<FileReference | undefined> {
  const check = option(place, 'enable_crl_check');
  // Without `verify_peer` it is `crl-check-incomplete`.
  const on = isTrue(check) && textOf(option(place, 'verify')) === 'verify_peer';
  return setting<FileReference | undefined>(undefined, optionSpan(place, check), on);
}

export function staplingOf(place: ServerTlsPlace): Stapling | undefined {
  const ocsp = option(place, 'ocsp');
  const enable = childOf(ocsp, 'enable_ocsp_stapling');
  if (!enable) return undefined;
  const responder = childOf(ocsp, 'responder_url');
  return {
    enabled: setting(isTrue(enable), valueSpan(enable), true),
    responder: setting(textOf(responder), valueSpan(responder ?? enable), responder !== undefined),
  };
}

/** `ocsp` and `enable_crl_check` where the listener has no such thing, and EMQX refuses them. */
export function misplacedRevocation(owner: HoconNode, name: string, node: HoconNode): Issue | undefined {
  const rule = RULES[name];
  if (!rule || owner.path.at(-1) !== 'ssl_options' || !owner.path.includes('listeners')) return undefined;
  const listener = owner.path.slice(0, -1).join('.');
  const message =
    name === 'ocsp'
      ? t('{listener} staples no OCSP answers: only “ssl” listeners do, and EMQX does not start with “{name}” here', {
          listener,
          name,
        })
      : t(
          '{listener} checks no revocation lists: only “ssl” listeners do, and EMQX does not start with “{name}” here',
          {
            listener,
            name,
          },
        );
  return { rule, draft: { at: nameSpan(node), message, kind: 'fatal', fixes: removeFix(node) } };
}

const RULES: Readonly<Record<string, Issue['rule']>> = {
  ocsp: 'ocsp-wrong-listener',
  enable_crl_check: 'crl-check-incomplete',
};

/** EMQX does not run with the option, so nobody loses anything with it. */
function removeFix(node: HoconNode) {
  const [source, second] = node.sources;
  if (!source?.entry || second || node.copied || node.replaced.length > 0) return [];
  return [{ title: t('Delete it'), edits: [removal(source.tree, source.entry)], safe: true }];
}
