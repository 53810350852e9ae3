import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CertFacts } from '../../core/facts/certificate';
import { t } from '../../core/facts/message';
import { type FullReport, reportDocument, reportHtml, reportJson, reportMarkdown } from '../../core/probe';
import type { ProblemAction, TrustFacts } from '../../core/probe/event';
import { fullReport } from './full-report-sample';

const html = (report: FullReport) => reportHtml(report, { medium: 'panel' });

test('the page says everything that was found out', () => {
  const page = html(fullReport());
  for (const text of [
    'Report on mqtts://broker.example:8883',
    'TLS grade',
    'The connection works.',
    'TLS 1.0 is accepted, which is retired (RFC 8996); turn it off',
    'The broker took nothing beyond what its file allows.',
    'mosquitto.conf:7',
    'CN=broker.example',
    'not sent by the server: the client must have it',
    'ECDHE-RSA-AES128-SHA',
    'AES128-SHA',
    'no forward secrecy',
    'groups of TLS 1.3',
  ]) {
    assert.ok(page.includes(text), `${text} is missing`);
  }
});

test('the chain says who holds the authority that the server has not sent', () => {
  const [part] = fullReport().parts;
  const issuer = 'CN=Example Root';
  const withTrust = (trust: TrustFacts) => {
    const facts = { chain: [], verified: true, clientCertificate: false, warnings: [], trust };
    const events = [{ name: 'tls' as const, ok: true, ms: 1, facts }];
    return html({ ...fullReport(), parts: part ? [{ ...part, events }] : [] });
  };
  const anchor = { subject: issuer, fingerprint: 'CD', signs: 1 };
  assert.match(withTrust({ source: 'file', authorities: [], anchor }), /the CA file of the test holds it/);
  assert.match(withTrust({ source: 'system', authorities: [], anchor }), /this system trusts it/);
  assert.match(withTrust({ source: 'file', authorities: [], missing: issuer }), /neither sent by the server nor known/);
});

test('a failure with a remedy has its button in the panel, and one for the configuration only where there is one', () => {
  const sample = fullReport();
  const failed = (action: ProblemAction, label?: string): FullReport => {
    const problem = { code: 'X', cause: t('no answer in time'), advice: t('refused'), action };
    const facts = { host: 'h', addresses: [] };
    const events = [{ name: 'dns' as const, ok: false, ms: 1, facts, problem }];
    return {
      ...sample,
      parts: [{ address: { protocol: 'mqtts', host: 'h', port: 1 }, events, ...(label ? { label } : {}) }],
    };
  };
  const button = (report: FullReport) =>
    /<button type="button" class="primary" data-remedy="part-0">([^<]*)</.exec(html(report))?.[1];
  const useCa: ProblemAction = { kind: 'use-ca', file: '/etc/certs/ca.crt' };
  const open: ProblemAction = { kind: 'open-configuration', option: 'cafile' };
  assert.equal(button(failed(useCa)), 'Use ca.crt and Test Again');
  assert.equal(button(failed(open, 'listener 8883')), 'Open cafile in the Configuration');
  assert.equal(button(failed(open)), undefined);
  assert.doesNotMatch(reportDocument(failed(useCa), {}), /<button/);
});

test('without a file to judge it by, what went through counts', () => {
  const sample = fullReport();
  const parts = sample.parts.map(({ differences: _, ...part }) => part);
  assert.match(html({ ...sample, parts }), /The broker took what it must refuse: 1 of 2 attempts\./);
});

/** Twice the same listener, with an overview of both. */
function twice(): FullReport {
  const report = fullReport();
  return { ...report, parts: [...report.parts, ...report.parts] };
}

for (const [name, report] of Object.entries({ one: fullReport(), several: twice() })) {
  test(`${name}: headings go down step by step, tables have scopes, and every reference leads somewhere`, () => {
    const page = html(report);
    const levels = [...page.matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    assert.equal(levels[0], 1);
    for (const [index, level] of levels.entries()) assert.ok(level - (levels[index - 1] ?? 0) <= 1, String(levels));
    for (const [cell] of page.matchAll(/<th\b[^>]*>/g)) assert.match(cell, /scope="(?:col|row)"/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [, names = ''] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      for (const name of names.split(' ')) assert.ok(ids.includes(name), name);
    }
    const targets = [...page.matchAll(/ href="([^"]*)"/g)].map(([, target = '']) => target);
    assert.equal(targets.length, report.parts.length > 1 ? report.parts.length : 0);
    for (const target of targets) assert.ok(target.startsWith('#') && ids.includes(target.slice(1)), target);
  });
}

test('several listeners: the overview has the verdicts of each', () => {
  const overview = /<div class="section" id="report-overview">.*?<\/table>/.exec(html(twice()))?.[0] ?? '';
  const [row = ''] = /<tr><th scope="row">.*?<\/tr>/.exec(overview) ?? [];
  assert.match(row, />listener 8883 · mqtts:\/\/broker\.example:8883<.*ok<.*<td>B<\/td>.*warning: 3<.*note: 4</);
});

test('what stands for a level is a word, with a sign and not in colour alone', () => {
  const badges = [...html(fullReport()).matchAll(/<span class="badge \w+">(.*?)<\/span>(.*?)<\/span>/g)];
  assert.ok(badges.length > 10);
  for (const [, sign = '', word = ''] of badges) {
    assert.match(sign, /aria-hidden="true">\S /);
    assert.match(word, /\p{L}{2}/u);
  }
});

test('places of the configuration are buttons in the panel and text in a file', () => {
  const report = fullReport();
  assert.match(html(report), /<button type="button" class="link" data-reveal="part-0:0">mosquitto\.conf:7<\/button>/);
  const file = reportDocument(report, {});
  assert.doesNotMatch(file, /<button|<script|javascript:| on\w+=| style=|https?:\/\/(?!www\.w3\.org)/);
  assert.match(file, /default-src 'none'; style-src 'sha256-[\w+/=]+'/);
});

/** Every text that another side can choose. */
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  `' onmouseover='alert(1)`,
  '</style><script>alert(1)</script>',
  '&lt;b&gt;',
  '\u202e\u0000\u001b[31m',
  '[x](javascript:alert(1)) | `code` ![i](http://evil/)',
];

test('hostile texts from certificates and brokers stay texts', () => {
  for (const evil of HOSTILE) {
    const sample = fullReport();
    const cert = (facts: CertFacts): CertFacts => ({
      ...facts,
      subject: evil,
      issuer: evil,
      commonName: evil,
      serial: evil,
    });
    const report: FullReport = {
      ...sample,
      parts: sample.parts.map((part) => ({
        ...part,
        label: evil,
        address: { ...part.address, host: evil, path: evil },
        problems: [t('{name}: no encryption at all (RFC 9325 section 4.1)', { name: evil })],
        events: part.events.map((event) =>
          event.name === 'mqtt'
            ? { ...event, facts: { ...event.facts, reasonString: evil, username: evil, properties: { [evil]: evil } } }
            : event.name === 'tls'
              ? { ...event, facts: { ...event.facts, chain: event.facts.chain.map(cert) } }
              : event,
        ),
        differences: part.differences?.map((difference) => ({ ...difference, file: evil })),
        ...(part.scan?.ok
          ? {
              scan: {
                ok: true,
                result: {
                  ...part.scan.result,
                  alpn: [evil],
                  clientCertificate: { requested: true, required: true, authorities: [evil] },
                  certificates: part.scan.result.certificates.map((each) => ({ ...each, chain: each.chain.map(cert) })),
                },
              },
            }
          : {}),
      })),
    };
    for (const page of [html(report), reportDocument(report, {})]) {
      assert.doesNotMatch(page, /<img|<script|<b>|<[^>]*\bon(?:error|mouseover)=['"]?alert/i, evil);
      assert.doesNotMatch(page, /[\u0000-\u0008\u001b\u202a-\u202e]/, evil);
      assert.equal(tagsOf(page), tagsOf(page === html(report) ? html(sample) : reportDocument(sample, {})), evil);
    }
    assert.doesNotMatch(reportMarkdown(report), /(?<!\\)<|(?<!\\)\]\(javascript|[\u0000-\u0008\u001b\u202e]/, evil);
  }
});

/** Which elements a page is made of; texts must not change them. The title bar's facts may add rows, never kinds. */
function tagsOf(page: string): string {
  const tags = [...page.matchAll(/<([a-z0-9]+)[\s>]/g)].map(([, tag]) => tag);
  return [...new Set(tags)].sort().join(' ');
}

test('JSON has the same facts, with words for messages', () => {
  const [part] = JSON.parse(JSON.stringify(reportJson(fullReport()))).parts;
  assert.equal(part.url, 'mqtts://broker.example:8883');
  assert.equal(part.connection.ok, true);
  assert.equal(part.scan.grade.letter, 'B');
  assert.equal(part.refusals[0].outcome, 'accepted');
  assert.equal(typeof part.refusals[0].advice, 'string');
  assert.deepEqual(part.differences[0], {
    id: 'version-wider',
    level: 'warning',
    file: 'mosquitto.conf',
    line: 7,
    message: 'the broker accepts TLS 1.0',
  });
});

test('Markdown has one first heading and the advice first', () => {
  const markdown = reportMarkdown(fullReport());
  assert.equal([...markdown.matchAll(/^# /gm)].length, 1);
  assert.ok(markdown.indexOf('### What to change') < markdown.indexOf('### The configuration and the running broker'));
});
