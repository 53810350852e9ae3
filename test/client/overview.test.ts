import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileDescription, remaining, worriesText } from '../../client/src/view/labels';
import {
  allFiles,
  brokersUsing,
  type CertificateItem,
  endOf,
  healthOf,
  LONGEST_CHAIN,
  nearest,
  type Overview,
  worries,
  worst,
} from '../../client/src/view/overview';
import { format } from '../../core/facts/message';
import { CERTIFICATE, NOW } from '../features/support';

const DAY = 86_400_000;

function facts(notAfter: number) {
  const known = 'facts' in CERTIFICATE ? CERTIFICATE.facts : undefined;
  const [own] = known?.kind === 'file' ? known.pem.certificates : [];
  if (!own) throw new Error('the certificate of the tests is gone');
  return { ...own, notAfter };
}

function item(name: string, days: number | undefined, changed: Partial<CertificateItem> = {}): CertificateItem {
  return {
    kind: 'file',
    role: 'certificate',
    file: `file:///etc/${name}`,
    path: `certs/${name}`,
    state: 'present',
    certificates: days === undefined ? [] : [facts(NOW + days * DAY)],
    place: { file: 'file:///etc/t.conf', line: 1 },
    expiryDays: 30,
    revoked: false,
    renewable: false,
    revocable: false,
    ...changed,
  };
}

function overview(files: readonly CertificateItem[], enabled = true): Overview {
  const place = { file: 'file:///etc/t.conf', line: 0 };
  const entry = { kind: 'listener', label: 'listener 8883', enabled, broker: 'mosquitto', place, files } as const;
  const broker = { kind: 'broker', broker: 'mosquitto', brokerName: 'Mosquitto', file: place.file } as const;
  return { brokers: [{ ...broker, name: 't.conf', entries: [entry] }], unused: [item('spare.crt', -3)] };
}

test('how a file is: by the end of its certificates and the days of the setting', () => {
  const healths = [-1, 0, 29, 31, undefined].map((days) => healthOf(item('a.crt', days), NOW));
  assert.deepEqual(healths, ['expired', 'expired', 'expiring', 'good', 'good']);
  assert.equal(healthOf(item('a.crt', 100, { revoked: true }), NOW), 'expired');
  assert.equal(healthOf(item('a.crt', undefined, { state: 'missing' }), NOW), 'missing');
  assert.equal(healthOf(item('a.crt', undefined, { state: 'missing', elsewhere: true }), NOW), 'good');
  assert.equal(healthOf(item('a.crt', 20, { expiryDays: 10 }), NOW), 'good');
});

test('a chain ends with its first link, a bundle of many authorities never', () => {
  assert.equal(endOf([facts(5), facts(3), facts(9)]), 3);
  assert.equal(endOf(Array.from({ length: LONGEST_CHAIN + 1 }, () => facts(3))), undefined);
});

test('what is counted: the certificates in use, each once', () => {
  const used = overview([item('a.crt', -1), item('a.crt', -1), item('b.crt', 5), item('c.crt', 400)]);
  assert.deepEqual(worries(used, NOW), { expired: 1, expiring: 1 });
  assert.equal(format(worriesText(used, NOW) ?? assert.fail()), '1 expired, 1 expiring');
  assert.equal(nearest(used)?.item.path, 'certs/a.crt');
  const off = overview([item('a.crt', -1)], false);
  assert.deepEqual([worries(off, NOW), nearest(off)], [{ expired: 0, expiring: 0 }, undefined]);
  assert.equal(worriesText(off, NOW), undefined);
});

test('every file is there once, and each has its brokers', () => {
  const found = overview([item('a.crt', 1), item('a.crt', 1), item('x.crt', 1, { file: undefined })]);
  assert.deepEqual(
    allFiles(found).map(({ path }) => path),
    ['certs/a.crt', 'certs/spare.crt'],
  );
  assert.deepEqual(
    brokersUsing(found, 'file:///etc/a.crt').map(({ name }) => name),
    ['t.conf'],
  );
  assert.deepEqual(brokersUsing(found, 'file:///etc/spare.crt'), []);
});

test('the worst comes first', () => {
  assert.equal(worst([item('a', 400), item('b', 3)], NOW), 'expiring');
  assert.equal(worst([item('a', 3), item('b', undefined, { state: 'missing' }), item('c', -1)], NOW), 'expired');
  assert.equal(worst([], NOW), 'good');
});

test('times are relative, by UTC days', () => {
  const texts = [-2600, -3, -1, 0.5, 1, 20, 3650].map((days) => format(remaining(NOW + days * DAY, NOW)));
  assert.deepEqual(texts, [
    'expired 7 years ago',
    'expired 3 days ago',
    'expired yesterday',
    'expires today',
    'expires tomorrow',
    '20 days left',
    '10 years left',
  ]);
});

test('what stands beside a file', () => {
  const text = (shown: CertificateItem) => format(fileDescription(shown, NOW));
  assert.equal(text(item('a.crt', 20)), '20 days left');
  assert.equal(text(item('ca.crt', 20, { role: 'ca' })), '20 days left, authority');
  assert.equal(text(item('a.key', undefined, { role: 'private-key' })), 'private key');
  assert.equal(text(item('a.key', undefined, { role: 'private-key', state: 'missing' })), 'missing, private key');
  assert.equal(text(item('a.crt', undefined, { state: 'missing', elsewhere: true })), 'not on this machine');
  assert.equal(text(item('a.crt', 20, { revoked: true })), 'revoked');
});
