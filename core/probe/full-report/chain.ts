import type { CertFacts } from '../../facts/certificate';
import { type Message, t } from '../../facts/message';
import type { TrustFacts } from '../event';
import { certificateRows } from '../fact-rows';
import type { ReportPart } from './data';
import { element, type Markup } from './markup';
import { factList, type Place, section } from './parts';

interface Chain {
  /** As the server sent it, its own certificate first. */
  readonly certificates: readonly CertFacts[];
  readonly problems: readonly { readonly certificate: string; readonly message: Message }[];
  /** As the connection test found it; absent where there was none. */
  readonly trust: TrustFacts | undefined;
}

/** The chains that the server presented, each as a picture and in words. */
export function chainSection(part: ReportPart, place: Place): Markup {
  const chains = chainsOf(part).filter(({ certificates }) => certificates.length > 0);
  if (chains.length === 0) return [];
  const figures = chains.map((chain, index) => chainFigure(chain, { ...place, id: `${place.id}-chain-${index + 1}` }));
  return section(place, 'chain', t('Certificate chain'), ...figures);
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

const WIDTH = 560;
const HEIGHT = 64;
const GAP = 40;

/** A box for each certificate, the authority on top, with an arrow from the signer to the signed. */
function chainFigure(chain: Chain, place: Place): Markup {
  const { say, id } = place;
  const boxes = boxesOf(chain, place);
  const height = boxes.length * HEIGHT + (boxes.length - 1) * GAP + 4;
  const sentence = boxes.map(({ title, lines }) => [title, ...lines].join(', ')).join('; ');
  const picture = element(
    'svg',
    { viewBox: `0 0 ${WIDTH + 4} ${height}`, role: 'img', 'aria-labelledby': `${id}-title ${id}-text`, class: 'chain' },
    element('title', { id: `${id}-title` }, say(t('Certificate chain, from the authority to the broker'))),
    element('desc', { id: `${id}-text` }, sentence),
    ...boxes.map((box, index) => boxPicture(box, index)),
    ...boxes.slice(1).map((_, index) => arrow(index, say(t('signs')))),
  );
  const details = chain.certificates.map((facts, index) => certificateDetails(facts, index, chain, place));
  return element('figure', {}, picture, element('figcaption', {}, ...details));
}

interface Box {
  readonly kind: 'sent' | 'missing' | 'faulty';
  readonly title: string;
  readonly lines: readonly string[];
}

/** From the authority down. An issuer that was not sent is shown, since the client must bring it. */
function boxesOf({ certificates, problems, trust }: Chain, { say }: Place): readonly Box[] {
  const sent = certificates.map((facts): Box => {
    const isFaulty = problems.some(({ certificate }) => certificate === facts.subject);
    const { type, curve, bits } = facts.key;
    const key = [type, curve ?? bits].filter((part) => part !== undefined).join(' ');
    const until = say(t('valid until {end}', { end: day(facts.notAfter) }));
    return {
      kind: isFaulty ? 'faulty' : 'sent',
      title: facts.subject === '' ? say(t('without a subject')) : facts.subject,
      lines: [`${until} · ${key}`, ...(isFaulty ? [`▲ ${say(t('see below'))}`] : [])],
    };
  });
  const top = certificates.at(-1);
  if (top === undefined || top.selfSigned) return [...sent].reverse();
  const missing: Box = { kind: 'missing', title: top.issuer, lines: [say(issuerWords(top.issuer, trust))] };
  return [missing, ...[...sent].reverse()];
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

function boxPicture({ kind, title, lines }: Box, index: number): Markup {
  const top = 2 + index * (HEIGHT + GAP);
  const text = (y: number, content: string, style: string) =>
    element('text', { x: 16, y, class: style }, shortened(content));
  return element(
    'g',
    {},
    element('rect', { x: 2, y: top, width: WIDTH, height: HEIGHT, rx: 6, class: kind }),
    text(top + 26, title, 'name'),
    text(top + 48, lines.join(' · '), 'fact'),
  );
}

function arrow(index: number, word: string): Markup {
  const top = 2 + index * (HEIGHT + GAP) + HEIGHT;
  const middle = WIDTH / 2;
  return element(
    'g',
    {},
    element('path', {
      d: `M${middle} ${top + 2}V${top + GAP - 3}m-6 -8l6 8l6 -8`,
      class: 'arrow',
    }),
    element('text', { x: middle + 14, y: top + GAP / 2 + 5, class: 'fact' }, word),
  );
}

/** What the picture says, with everything that does not fit into it. */
function certificateDetails(facts: CertFacts, index: number, { certificates, problems }: Chain, { say }: Place) {
  const number = t('certificate {number} of {count}', { number: index + 1, count: certificates.length });
  const own = problems.filter(({ certificate }) => certificate === facts.subject);
  return element(
    'details',
    {},
    element('summary', {}, `${say(number)}: ${facts.subject}`),
    ...(own.length > 0 ? [element('ul', {}, ...own.map(({ message }) => element('li', {}, `▲ ${say(message)}`)))] : []),
    factList(certificateRows(facts).map(({ name, value }) => ({ name: say(name), value }))),
  );
}

/** What fits into a box; the details have the whole. */
function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= 70 ? text : `${characters.slice(0, 69).join('')}…`;
}

function day(time: number): string {
  return Number.isFinite(time) ? new Date(time).toISOString().slice(0, 10) : '?';
}
