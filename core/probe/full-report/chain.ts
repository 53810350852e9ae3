import type { CertFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import type { TrustFacts } from '../event';
import { certificateRows } from '../fact-rows';
import type { ReportPart } from './data';
import { element, type Markup } from './markup';
import { factList, folded, type Place, section } from './parts';

interface Chain {
  /** As the server sent it, its own certificate first. */
  readonly certificates: readonly CertFacts[];
  readonly problems: readonly { readonly certificate: string; readonly message: Message }[];
  /** As the connection test found it; absent where there was none. */
  readonly trust: TrustFacts | undefined;
}

/** The chains that the server presented, from the authority to the server. */
export function chainSection(part: ReportPart, place: Place): Markup {
  const chains = chainsOf(part).filter(({ certificates }) => certificates.length > 0);
  if (chains.length === 0) return [];
  const lists = chains.map((chain, index) => chainList(chain, { ...place, id: `${place.id}-chain-${index + 1}` }));
  return section(place, 'chain', t('Certificate chain'), ...lists);
}

/** The scan saw one for each kind of key; the connection test one, and what the client has to trust it by. */
function chainsOf({ scan, events }: ReportPart): readonly Chain[] {
  const tested = events.flatMap((event) => (event.name === 'tls' ? [event.facts] : []));
  const [trust] = tested.map((facts) => facts.trust);
  if (scan?.ok) {
    return scan.result.certificates.map(({ chain, problems }) => ({ certificates: chain, problems, trust }));
  }
  return tested.map(({ chain, warnings }) => ({ certificates: chain, problems: warnings, trust }));
}

/** Of a chain without end, which a server can send, what lies between is folded up. */
const SHOWN = 4;

/** A box for each certificate, the authority on top, each signing the one below it. */
function chainList(chain: Chain, place: Place): Markup {
  const { say, id } = place;
  const boxes = [...missingIssuer(chain, place), ...chain.certificates.map(sentBox(chain, place)).reverse()];
  const attributes = { class: 'chain', 'aria-label': say(t('Certificate chain, from the authority to the broker')) };
  if (boxes.length <= 2 * SHOWN) return element('ol', attributes, ...boxes);
  const between = boxes.slice(SHOWN, -SHOWN);
  const more = [say(t('{count} more certificates', { count: between.length }))];
  return element(
    'ol',
    attributes,
    ...boxes.slice(0, SHOWN),
    element('li', {}, folded(`${id}-more`, more, element('ol', { class: 'chain' }, ...between))),
    ...boxes.slice(-SHOWN),
  );
}

function sentBox({ problems }: Chain, { say, id }: Place) {
  return (facts: CertFacts, index: number): Markup => {
    const own = problems.filter(({ certificate }) => certificate === facts.subject);
    const { type, curve, bits } = facts.key;
    const key = [type, curve ?? bits].filter((part) => part !== undefined).join(' ');
    const until = say(t('valid until {end}', { end: day(facts.notAfter) }));
    const name = facts.subject === '' ? say(t('without a subject')) : facts.subject;
    const rows = certificateRows(facts).map((row) => ({ name: say(row.name), value: row.value }));
    const summary = [say(t('Facts')), element('span', { class: 'hidden' }, ` ${name}`)];
    return box(
      own.length > 0 ? 'faulty' : 'sent',
      name,
      element('p', {}, `${until} · ${key}`),
      ...own.map(({ message }) => element('p', {}, `▲ ${say(message)}`)),
      folded(`${id}-${index + 1}`, summary, factList(rows)),
    );
  };
}

/** An issuer that was not sent is shown, since the client must bring it. */
function missingIssuer({ certificates, trust }: Chain, { say }: Place): readonly Markup[] {
  const top = certificates.at(-1);
  if (top === undefined || top.selfSigned) return [];
  return [box('missing', top.issuer, element('p', {}, say(issuerWords(top.issuer, trust))))];
}

function box(kind: 'sent' | 'missing' | 'faulty', name: string, ...content: readonly Markup[]): Markup {
  return element('li', { class: kind }, element('p', { class: 'name' }, name), ...content);
}

/** Who brings along the authority that the server has not sent. */
function issuerWords(issuer: string, trust: TrustFacts | undefined): Message {
  if (trust?.anchor?.subject === issuer) {
    return trust.source === 'file'
      ? t('not sent by the server; the CA file of the test holds it')
      : t('not sent by the server; this system trusts it');
  }
  return trust?.missing === issuer
    ? t('▲ neither sent by the server nor known to the client')
    : t('not sent by the server: the client must have it');
}

function day(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : '?';
}
