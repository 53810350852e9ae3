import { t } from '../../../facts/message';
import { write } from '../../hocon-edits';
import { childOf, isTrue, textOf } from '../../hocon-view';
import type { HoconNode } from '../../syntax/hocon-resolve';
import { isTemplated } from './references';
import { type Issue, invalid } from './schema-check';

/** What every release of EMQX checks beyond the types of single fields. */
export function validate(root: HoconNode): Issue[] {
  const all = listeners(root);
  return [
    ...all.flatMap(checkListener),
    ...checkPacketSizes(root),
    ...checkWatermarks(root),
    ...chains([root, ...all]).flatMap(checkHttpAuthenticator),
  ];
}

/** The same of one release only. */
export function validateFor(root: HoconNode, version: string): Issue[] {
  return checkCookie(root, version);
}

function members(node: HoconNode | undefined): HoconNode[] {
  return node ? [...node.children.values(), ...node.items] : [];
}

function listeners(root: HoconNode): HoconNode[] {
  return members(childOf(root, 'listeners')).flatMap(members);
}

function checkListener(listener: HoconNode): Issue[] {
  const options = childOf(listener, 'ssl_options');
  const isSsl = listener.path[1] === 'ssl';
  return [
    ...members(childOf(listener, 'access_rules')).flatMap(checkAccessRule),
    ...checkKeepalive(childOf(listener, 'tcp_options', 'keepalive')),
    ...(isSsl && options ? [...checkRevocation(options), ...checkStapling(options)] : []),
  ];
}

function checkAccessRule(rule: HoconNode): Issue[] {
  const text = textOf(rule);
  if (
    text === undefined ||
    isTemplated(text) ||
    /^\s*(?:allow|deny)\s+(?:all|[0-9a-f.:]+(?:\/[0-9]+)?)\s*$/i.test(text)
  )
    return [];
  return [
    invalid(rule, t('“{rule}” is no access rule: write allow or deny, and all or an address range', { rule: text })),
  ];
}

function checkKeepalive(node: HoconNode | undefined): Issue[] {
  const text = textOf(node);
  if (!node || text === undefined || /^(?:none|[0-9]+\s*,\s*[0-9]+\s*,\s*[0-9]+)$/.test(text)) return [];
  return [
    invalid(
      node,
      t('“{value}” is not taken here: write none, or idle time, interval and probes as in 240,30,5', { value: text }),
    ),
  ];
}

function checkRevocation(options: HoconNode): Issue[] {
  const check = childOf(options, 'enable_crl_check');
  if (!check || !isTrue(check) || textOf(childOf(options, 'verify')) === 'verify_peer') return [];
  const message = t('“enable_crl_check = true” needs “verify = verify_peer”, and EMQX does not start without it');
  return [{ ...invalid(check, message), rule: 'crl-check-incomplete' }];
}

const STAPLING_STUBS: Readonly<Record<string, string>> = {
  responder_url: '"http://ocsp.example.com"',
  issuer_pem: '"/etc/emqx/certs/issuer.pem"',
};

function checkStapling(options: HoconNode): Issue[] {
  const enable = childOf(options, 'ocsp', 'enable_ocsp_stapling');
  if (!enable || !isTrue(enable)) return [];
  const missing = ['responder_url', 'issuer_pem'].filter((name) => childOf(options, 'ocsp', name) === undefined);
  if (missing.length === 0) return [];
  const names = missing.join(', ');
  const issue = invalid(enable, t('OCSP stapling needs {names} too, and EMQX does not start without it', { names }));
  const ocsp = childOf(options, 'ocsp');
  const edits = ocsp
    ? write(
        ocsp,
        missing.map((name) => ({ path: [name], text: STAPLING_STUBS[name] ?? '""' })),
      )
    : [];
  const fixes = edits.length > 0 ? [{ title: t('Add {names}', { names }), edits, safe: false }] : [];
  return [{ rule: 'ocsp-stapling-incomplete', draft: { ...issue.draft, fixes } }];
}

/** MQTT's own limit of a packet (MQTT 5.0 section 1.5.5). */
const LARGEST_PACKET = 268_435_455;
const UNITS: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };

function checkPacketSizes(root: HoconNode): Issue[] {
  const owners = [childOf(root, 'mqtt'), ...members(childOf(root, 'zones')).map((zone) => childOf(zone, 'mqtt'))];
  return owners.flatMap((owner) => {
    const node = childOf(owner, 'max_packet_size');
    const size = /^([0-9]+)(b|kb|mb|gb)?$/i.exec(textOf(node) ?? '');
    if (!node || !size || Number(size[1]) * (UNITS[(size[2] ?? '').toLowerCase()] ?? 1) <= LARGEST_PACKET) return [];
    return [invalid(node, t('larger than an MQTT packet can be: at most {limit} bytes', { limit: LARGEST_PACKET }))];
  });
}

/** Low and high water marks with their defaults in percent (`emqx_schema`, 5.8 to 6.3). */
const WATERMARKS = [
  { path: ['sysmon', 'os'], low: ['cpu_low_watermark', 60], high: ['cpu_high_watermark', 80] },
  { path: ['sysmon', 'vm'], low: ['process_low_watermark', 60], high: ['process_high_watermark', 80] },
] as const;

function checkWatermarks(root: HoconNode): Issue[] {
  return WATERMARKS.flatMap(({ path, low, high }) => {
    const block = childOf(root, ...path);
    const [lowNode, highNode] = [childOf(block, low[0]), childOf(block, high[0])];
    const [lowValue, highValue] = [percent(lowNode, low[1]), percent(highNode, high[1])];
    const at = lowNode ?? highNode;
    if (!at || lowValue === undefined || highValue === undefined || lowValue < highValue) return [];
    return [
      invalid(
        at,
        t('“{low}” must be below “{high}”, and EMQX does not start otherwise', { low: low[0], high: high[0] }),
      ),
    ];
  });
}

function percent(node: HoconNode | undefined, fallback: number): number | undefined {
  if (!node) return fallback;
  const match = /^([0-9]+(?:\.[0-9]+)?)%$/.exec(textOf(node) ?? '');
  return match ? Number(match[1]) : undefined;
}

/** Accepted up to 5.10. */
function checkCookie(root: HoconNode, version: string): Issue[] {
  const node = childOf(root, 'node', 'cookie');
  if (!node || textOf(node) !== '' || !version.startsWith('6.')) return [];
  return [invalid(node, t('EMQX 6 does not start with an empty cookie'))];
}

function chains(owners: readonly HoconNode[]): HoconNode[] {
  return owners.flatMap((owner) => {
    const chain = childOf(owner, 'authentication');
    return chain?.kind === 'array' ? chain.items : chain ? [chain, ...members(chain)] : [];
  });
}

function checkHttpAuthenticator(node: HoconNode): Issue[] {
  const url = childOf(node, 'url');
  const isHttps = textOf(childOf(node, 'backend')) === 'http' && (textOf(url) ?? '').startsWith('https://');
  if (!url || !isHttps || isTrue(childOf(node, 'ssl', 'enable'))) return [];
  return [invalid(url, t('an https:// address needs “ssl.enable = true”, and EMQX does not start without it'))];
}
