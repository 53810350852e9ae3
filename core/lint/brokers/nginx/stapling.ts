import { type Message, t } from '../../../facts/message';
import type { Draft } from '../../finding';
import type { FileReference, ServerTls } from '../../model';
import { pemOf } from '../../model-queries';
import { directiveSetting } from './edits';
import { type Block, type Directive, effectiveLast, isOn, textOf, wordsSpan } from './scopes';
import { atLeast } from './version';

/** Who is asked for the proof: the responder that is written, else the one in the certificate. */
export function staplingOf(
  block: Block,
  anchor: Directive,
  certificate: FileReference | undefined,
  kind: 'stream' | 'http',
  version: string,
): Pick<ServerTls, 'stapling'> {
  if (kind === 'stream' && !atLeast(version, '1.27.2')) return {};
  const enabled = directiveSetting<boolean>(block, 'ssl_stapling', isOn, (on) => (on ? 'on' : 'off'), anchor);
  const written = effectiveLast(block, 'ssl_stapling_responder');
  const value = textOf(written) ?? pemOf(certificate)?.certificates[0]?.ocspUrls[0];
  const span = written ? wordsSpan(written) : enabled.span;
  return { stapling: { enabled, responder: { value, span, explicit: written !== undefined, set: () => [] } } };
}

/**
 * What keeps nginx from stapling, as ngx_event_openssl_stapling.c decides it; nginx says it only in its log. With
 * `ssl_stapling_verify` alone the issuer in the chain is trusted (OCSP_TRUSTOTHER), so nothing is missing then.
 */
export function* staplingDrafts(
  block: Block,
  fileOf: (at: Directive | undefined) => FileReference | undefined,
): Iterable<Draft> {
  const stapling = effectiveLast(block, 'ssl_stapling');
  const certificate = effectiveLast(block, 'ssl_certificate');
  if (!stapling || !isOn(stapling) || !certificate || effectiveLast(block, 'ssl_stapling_file')) return;
  const message = obstacle(block, fileOf);
  if (message) yield { at: wordsSpan(stapling), message, level: 'warning' };
  else if (asksByName(block, fileOf)) {
    const late = t('the responder’s name is looked up only when nginx starts: set “resolver” to your own name server');
    yield { at: wordsSpan(stapling), message: late, level: 'info' };
  }
}

function obstacle(block: Block, fileOf: (at: Directive | undefined) => FileReference | undefined): Message | undefined {
  const chain = pemOf(fileOf(effectiveLast(block, 'ssl_certificate')))?.certificates;
  const trusted = effectiveLast(block, 'ssl_trusted_certificate');
  const clients = effectiveLast(block, 'ssl_client_certificate');
  const responder = textOf(effectiveLast(block, 'ssl_stapling_responder'));
  const own = chain?.[0];
  if (own && own.ocspUrls.length === 0 && responder === undefined) {
    return t('the certificate names no OCSP responder, so nothing is stapled: switch ssl_stapling off');
  }
  const authorities = [trusted, clients].flatMap((each) => pemOf(fileOf(each))?.certificates ?? []);
  const unread = [trusted, clients].some((each) => each && pemOf(fileOf(each)) === undefined);
  const issuers = [...(chain ?? []).slice(1), ...authorities];
  if (own && !unread && !issuers.some(({ subject }) => subject === own.issuer)) {
    return t(
      'nothing is stapled, for nginx does not find the issuer of the certificate: put it into ssl_certificate behind the certificate, or name it in ssl_trusted_certificate',
    );
  }
  return undefined;
}

/** Without a resolver the address of the start is asked for ever. */
function asksByName(block: Block, fileOf: (at: Directive | undefined) => FileReference | undefined): boolean {
  if (effectiveLast(block, 'resolver')) return false;
  const chain = pemOf(fileOf(effectiveLast(block, 'ssl_certificate')))?.certificates;
  const address = textOf(effectiveLast(block, 'ssl_stapling_responder')) ?? chain?.[0]?.ocspUrls[0];
  return address === undefined || !isNumeric(address);
}

function isNumeric(address: string): boolean {
  return /^https?:\/\/(?:[\d.]+|\[[^\]]*\])(?:[:/]|$)/i.test(address);
}
