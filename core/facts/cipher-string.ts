import { FORMER_SELECTORS, SELECTORS, STRENGTH_WORDS } from './cipher-selectors';
import { CIPHER_SUITES, type CipherSuite, OPENSSL_SUITES, suiteByName, TLS13_SUITES } from './cipher-suites';
import { nearest } from './nearest';

export interface CipherString {
  readonly members: readonly CipherStringMember[];
  /** What can be negotiated, most preferred first: switched on and allowed by the security level. */
  readonly enabled: readonly CipherSuite[];
  /** OpenSSL rejects the whole text: it breaks the grammar, or no known suite is left. */
  readonly refused: boolean;
  /** Set by `@SECLEVEL=n`; otherwise the built-in level of Debian and most distributions. */
  readonly securityLevel: number;
}

export interface CipherStringMember {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `exclusion`: starts with `!` or `-`; `command`: starts with `@` or `+`. Suites of older OpenSSL are `suite` too. */
  readonly role: 'suite' | 'selector' | 'exclusion' | 'command' | 'unknown';
  /**
   * What the member names and no other member takes away. A selector of which something can be negotiated tells only
   * that; a suite or a selector that is all dead weight (`aNULL`, `RC4`) tells what it would switch on where it could.
   */
  readonly suites: readonly CipherSuite[];
  /** OpenSSL gives up here and rejects the whole text. */
  readonly invalid: boolean;
  readonly nearest: string | undefined;
}

interface Item {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly operator: '' | '!' | '-' | '+' | '@';
  readonly words: readonly string[];
  /** Found by OpenSSL 3.0, so that it takes effect. */
  readonly known: boolean;
  readonly invalid: boolean;
}

interface Entry {
  readonly suite: CipherSuite;
  readonly active: boolean;
}

type Test = (suite: CipherSuite) => boolean;

const DEFAULT_LEVEL = 2;
const CURRENT: ReadonlySet<CipherSuite> = new Set(OPENSSL_SUITES);
const SEPARATORS = ': ;,';

/** Reads a list as OpenSSL 3.0 does: `openssl` is the language of openssl-ciphers(1), `tls1.3` the plain list of suites. */
export function parseCipherString(text: string, dialect: 'openssl' | 'tls1.3'): CipherString {
  return dialect === 'tls1.3' ? parseTls13(text) : parseOpenssl(text);
}

function parseOpenssl(text: string): CipherString {
  const suiteB = parseSuiteB(text);
  if (suiteB) return suiteB;
  const items = itemsOf(text);
  let list: readonly Entry[] = [
    ...OPENSSL_SUITES,
    ...CIPHER_SUITES.filter((s) => s.since !== 'tlsv1.3' && !CURRENT.has(s)),
  ].map((suite) => ({ suite, active: false }));
  let securityLevel = DEFAULT_LEVEL;
  for (const item of items) {
    list = applyItem(list, item);
    if (item.text.startsWith('@SECLEVEL=') && !item.invalid) securityLevel = Number(item.text.charAt(10));
  }
  const active = list.filter((entry) => entry.active).map((entry) => entry.suite);
  const listed = active.filter((suite) => CURRENT.has(suite));
  const enabled = listed.filter((suite) => allowed(suite, securityLevel));
  const refused = listed.length === 0 || items.some((item) => item.invalid);
  const usable = new Set(enabled);
  // A list may name the same word many times over, and looking one up is not cheap.
  const seen = new Map<string, Judged>();
  const members = items.map((item) => {
    const key = isDefault(item) ? 'DEFAULT at the start' : item.text;
    const judged = seen.get(key) ?? judgeItem(item, active, usable);
    seen.set(key, judged);
    return { text: item.text, start: item.start, end: item.end, invalid: item.invalid, ...judged };
  });
  return { members, enabled: refused ? [] : enabled, refused, securityLevel };
}

/** The four words of RFC 6460 replace whatever follows them. */
function parseSuiteB(text: string): CipherString | undefined {
  const word = /^(?:SUITEB128ONLY|SUITEB128C2|SUITEB128|SUITEB192)/.exec(text)?.[0];
  if (word === undefined) return undefined;
  const [weak, strong] = ['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-ECDSA-AES256-GCM-SHA384'];
  const names = word === 'SUITEB128ONLY' ? [weak] : word === 'SUITEB128' ? [weak, strong] : [strong];
  const enabled = OPENSSL_SUITES.filter((suite) => names.includes(suite.name)).sort(
    (a, b) => names.indexOf(a.name) - names.indexOf(b.name),
  );
  const member = { text: word, start: 0, end: word.length, role: 'selector', suites: enabled, invalid: false } as const;
  return { members: [{ ...member, nearest: undefined }], enabled, refused: false, securityLevel: DEFAULT_LEVEL };
}

/** `ssl_cipher_process_rulestr` of OpenSSL 3.0, which also takes `HIGH!aNULL` without a separator. */
function itemsOf(text: string): Item[] {
  const items: Item[] = [];
  let at = 0;
  if (text.startsWith('DEFAULT')) {
    items.push({ start: 0, end: 7, text: 'DEFAULT', operator: '', words: ['DEFAULT'], known: true, invalid: false });
    at = 7;
  }
  while (at < text.length) {
    if (SEPARATORS.includes(text.charAt(at))) {
      at++;
      continue;
    }
    const item = itemAt(text, at);
    items.push(item);
    at = item.end;
  }
  return items;
}

function itemAt(text: string, start: number): Item {
  const operator = /^[!+@-]?/.exec(text.slice(start, start + 1))?.[0] as Item['operator'];
  const from = start + operator.length;
  const body = /^[A-Za-z0-9.=-]*(?:\+[A-Za-z0-9.=-]+)*/.exec(text.slice(from))?.[0] ?? '';
  const whole = /^[^:;, ]*/.exec(text.slice(from))?.[0] ?? '';
  const words = body.split('+');
  const known = operator !== '@' && words.every((word) => SELECTORS.has(word) || isCurrent(word));
  // After a word OpenSSL takes a separator or the next operator, nothing else.
  const dangling = known && !/^[:;, !@]?$/.test(text.charAt(from + body.length));
  const invalid = body === '' || dangling || (operator === '@' && !/^(STRENGTH|SECLEVEL=[0-5])$/.test(firstWord(body)));
  const end = from + (known && !invalid ? body.length : Math.max(whole.length, body.length));
  const spelled = known ? words : whole.split('+');
  return { start, end, text: text.slice(start, end), operator, words: spelled, known, invalid };
}

function firstWord(body: string): string {
  return body.split('+')[0] ?? body;
}

/** A name that OpenSSL 3.0 takes as one suite; it knows the 3DES names with `EDH-` as words without any suite. */
function isCurrent(word: string): boolean {
  const suite = suiteByName(word);
  if (suite === undefined) return false;
  return (CURRENT.has(suite) && suite.name === word) || /^EDH-(RSA|DSS)-DES-CBC3-SHA$/.test(word);
}

function applyItem(list: readonly Entry[], item: Item): readonly Entry[] {
  if (isDefault(item)) {
    const [add, remove] = [testOf(['ALL']), testOf(['COMPLEMENTOFDEFAULT'])];
    return list
      .filter(({ suite }) => !remove(suite) && suite.encryption !== 'none')
      .map((e) => (add(e.suite) ? { ...e, active: CURRENT.has(e.suite) } : e));
  }
  if (item.operator === '@') return item.text.startsWith('@STRENGTH') ? byStrength(list) : list;
  return apply(list, item.operator, testOf(item.words));
}

/** Additions and `+` go to the end, `-` parks at the front, `!` removes for good. */
function apply(list: readonly Entry[], operator: Item['operator'], matches: Test): readonly Entry[] {
  const hit = ({ suite, active }: Entry) => matches(suite) && active === (operator !== '');
  if (operator === '!') return list.filter(({ suite }) => !matches(suite));
  if (!list.some(hit)) return list;
  const moved = list.filter(hit).map(({ suite }) => ({ suite, active: operator !== '-' }));
  const rest = list.filter((entry) => !hit(entry));
  return operator === '-' ? [...moved, ...rest] : [...rest, ...moved];
}

function byStrength(list: readonly Entry[]): readonly Entry[] {
  const active = list.filter((entry) => entry.active).sort((a, b) => strengthBits(b.suite) - strengthBits(a.suite));
  return [...list.filter((entry) => !entry.active), ...active];
}

function strengthBits({ encryption }: CipherSuite): number {
  if (encryption === 'none') return 0;
  if (encryption === 'ChaCha20') return 256;
  if (encryption === '3DES') return 112;
  const bits = /-(\d+)$/.exec(encryption)?.[1];
  return bits === undefined ? (encryption === 'DES' ? 56 : 128) : Number(bits);
}

/** All suites that every word of a `+` combination takes in. */
function testOf(words: readonly string[]): Test {
  if (words.filter((word) => STRENGTH_WORDS.has(word)).length > 1) return () => false;
  const tests = words.map((word): Test => {
    const selector = SELECTORS.get(word) ?? FORMER_SELECTORS.get(word);
    const named = suiteByName(word);
    return selector ?? ((suite) => suite === named && (suite.name === word || !CURRENT.has(suite)));
  });
  return (suite) => tests.every((matches) => matches(suite));
}

/** `ssl_security_default_callback` of OpenSSL 3.0. */
function allowed(suite: CipherSuite, level: number): boolean {
  if (level === 0) return true;
  const minimum = [80, 112, 128, 192, 256][level - 1] ?? 256;
  if (strengthBits(suite) < minimum || suite.authentication === 'anon' || suite.mac === 'md5') return false;
  if (minimum > 160 && suite.mac === 'sha1') return false;
  return level < 3 || suite.keyExchange === 'ecdhe' || suite.keyExchange === 'dhe';
}

type Judged = Pick<CipherStringMember, 'role' | 'suites' | 'nearest'>;

function judgeItem(item: Item, active: readonly CipherSuite[], enabled: ReadonlySet<CipherSuite>): Judged {
  const role = roleOf(item);
  if (role === 'unknown') return { role, suites: [], nearest: nearestOpenssl(item.text) };
  if (role !== 'suite' && role !== 'selector') return { role, suites: [], nearest: undefined };
  const named = active.filter(isDefault(item) ? (suite) => CURRENT.has(suite) : testOf(item.words));
  const usable = named.filter((suite) => enabled.has(suite));
  const suites = role === 'selector' && usable.length > 0 ? usable : preferCurrent(named);
  return { role, suites, nearest: undefined };
}

function preferCurrent(suites: readonly CipherSuite[]): readonly CipherSuite[] {
  const current = suites.filter((suite) => CURRENT.has(suite));
  return current.length > 0 ? current : suites;
}

/** `DEFAULT` means something at the very start only. */
function isDefault({ text, start }: Item): boolean {
  return start === 0 && text === 'DEFAULT';
}

function roleOf(item: Item): CipherStringMember['role'] {
  const { operator, words, known, invalid } = item;
  if (operator === '!' || operator === '-') return 'exclusion';
  if (operator !== '') return 'command';
  if (isDefault(item)) return 'selector';
  const [word = ''] = words;
  if (invalid) return 'unknown';
  if (words.length === 1 && isSuiteName(word)) return 'suite';
  const meaningful =
    known || words.every((each) => FORMER_SELECTORS.has(each) || SELECTORS.has(each) || isSuiteName(each));
  return meaningful ? 'selector' : 'unknown';
}

/** An OpenSSL name up to TLS 1.2, of this release or an older one. */
function isSuiteName(word: string): boolean {
  const suite = suiteByName(word);
  return suite !== undefined && suite.since !== 'tlsv1.3' && suite.iana !== word;
}

function nearestOpenssl(text: string): string | undefined {
  const suite = suiteByName(text) ?? suiteByName(text.toUpperCase());
  if (suite) return CURRENT.has(suite) ? suite.name : undefined;
  return nearest(text, [...OPENSSL_SUITES.map(({ name }) => name), ...SELECTORS.keys()]);
}

/** `set_ciphersuites` of OpenSSL 3.0: split at colons, blanks around names dropped, unknown names passed over. */
function parseTls13(text: string): CipherString {
  const members: CipherStringMember[] = [];
  for (const match of text.matchAll(/[^:]+/g)) {
    const name = match[0].trim();
    if (name === '') continue;
    const start = match.index + match[0].indexOf(name);
    const suite = ianaSuite(name);
    const near = suite
      ? undefined
      : nearest(
          name,
          TLS13_SUITES.map((each) => each.name),
        );
    const role = suite ? 'suite' : 'unknown';
    members.push({
      text: name,
      start,
      end: start + name.length,
      role,
      suites: suite ? [suite] : [],
      invalid: false,
      nearest: near,
    });
  }
  const listed = [...new Set(members.flatMap((member) => member.suites))];
  const enabled = listed.filter((suite) => allowed(suite, DEFAULT_LEVEL));
  return { members, enabled, refused: text !== '' && listed.length === 0, securityLevel: DEFAULT_LEVEL };
}

/** OpenSSL looks the name up among all IANA names, not only those of TLS 1.3. */
function ianaSuite(name: string): CipherSuite | undefined {
  const suite = suiteByName(name);
  if (suite?.iana !== name) return undefined;
  return suite.since === 'tlsv1.3' || CURRENT.has(suite) ? suite : undefined;
}
