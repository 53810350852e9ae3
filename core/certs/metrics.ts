import type { CertFacts } from '../facts/certificate';

/** A certificate that is looked after, and where it is used. */
export interface WatchedCertificate {
  readonly path: string;
  readonly facts: CertFacts;
  /** Listeners and connections that use it, e.g. `mosquitto.conf: listener 8883`. */
  readonly usedBy: readonly string[];
}

const NOT_AFTER = 'mqtt_certificate_not_after_timestamp_seconds';
const NOT_BEFORE = 'mqtt_certificate_not_before_timestamp_seconds';
const PROBLEMS = 'mqtt_certificate_read_errors';

/**
 * Metrics in the text format of Prometheus (exposition format 0.0.4), for the textfile collector of the node exporter.
 * `unreadable`: paths of files that were named and could not be read.
 */
export function prometheusText(certificates: readonly WatchedCertificate[], unreadable: readonly string[]): string {
  const seconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));
  return [
    ...family(NOT_AFTER, 'End of the validity of a certificate, as Unix time.'),
    ...certificates.map((each) => `${NOT_AFTER}${labels(each)} ${seconds(each.facts.notAfter)}`),
    ...family(NOT_BEFORE, 'Begin of the validity of a certificate, as Unix time.'),
    ...certificates.map((each) => `${NOT_BEFORE}${labels(each)} ${seconds(each.facts.notBefore)}`),
    ...family(PROBLEMS, 'Whether a certificate file cannot be read (1) or holds no certificate (1).'),
    ...unreadable.map((file) => `${PROBLEMS}{path="${escaped(file)}"} 1`),
    '',
  ].join('\n');
}

/** Alerting rules for these metrics, as YAML; days before the end for a warning and for a page. */
export function alertRules(days: { readonly warning: number; readonly critical: number }): string {
  const rule = (name: string, expression: string, severity: string, summary: string) => [
    `      - alert: ${name}`,
    `        expr: ${expression}`,
    '        for: 15m',
    '        labels:',
    `          severity: ${severity}`,
    '        annotations:',
    `          summary: "${summary}"`,
    '          description: "{{ $labels.path }}: {{ $labels.subject }}, issued by {{ $labels.issuer }}"',
  ];
  const left = (count: number) => `(${NOT_AFTER} - time()) < ${count} * 86400`;
  return [
    'groups:',
    '  - name: mqtt-certificates',
    '    rules:',
    ...rule(
      'MqttCertificateExpiring',
      `${left(days.warning)} > 0`,
      'warning',
      'MQTT certificate ends in {{ $value | humanizeDuration }}',
    ),
    ...rule(
      'MqttCertificateExpiringSoon',
      `${left(days.critical)} > 0`,
      'critical',
      'MQTT certificate ends in {{ $value | humanizeDuration }}',
    ),
    ...rule('MqttCertificateExpired', left(0), 'critical', 'MQTT certificate has expired'),
    '      - alert: MqttCertificateUnreadable',
    `        expr: ${PROBLEMS} > 0`,
    '        for: 15m',
    '        labels:',
    '          severity: warning',
    '        annotations:',
    '          summary: "MQTT certificate cannot be read"',
    '          description: "{{ $labels.path }}"',
    '',
  ].join('\n');
}

function family(name: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
}

function labels({ path, facts, usedBy }: WatchedCertificate): string {
  const { subject, issuer, serial } = facts;
  const pairs = { path, subject, issuer, serial, used_by: usedBy.join(', ') };
  return `{${Object.entries(pairs)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',')}}`;
}

/** The three escapes of a label value. */
function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
