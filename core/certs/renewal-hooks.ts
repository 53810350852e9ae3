/** Documents for the administrator to review: nothing here is run or installed by this program. */
export interface HookOptions {
  readonly broker: 'mosquitto' | 'emqx';
  /** The name of the certificate as `certbot certificates` lists it; absent: every renewed one. */
  readonly certificateName?: string;
  /** Where the broker's configuration expects the files. */
  readonly directory: string;
  /** Names of the files there. */
  readonly files: { readonly chain: string; readonly key: string };
  /** The account and group that the broker runs as. */
  readonly owner: string;
}

/** What the packages of both brokers use. */
export const HOOK_DEFAULTS = {
  mosquitto: { directory: '/etc/mosquitto/certs', owner: 'mosquitto' },
  emqx: { directory: '/etc/emqx/certs', owner: 'emqx' },
} as const;

/**
 * A deploy hook for certbot (`/etc/letsencrypt/renewal-hooks/deploy/`): copies the full chain and the key to where the
 * broker can read them, complete before they get their names, and has the broker read them again. POSIX sh.
 */
export function deployHook(options: HookOptions): string {
  const { broker, certificateName, directory, files, owner } = options;
  const skip =
    certificateName === undefined
      ? []
      : [
          '# certbot runs every hook for every certificate; this one is for a single broker.',
          `[ "$(basename "$RENEWED_LINEAGE")" = ${quoted(certificateName)} ] || exit 0`,
          '',
        ];
  return [
    '#!/bin/sh',
    `# Gives renewed certificates to ${broker === 'mosquitto' ? 'Mosquitto' : 'EMQX'}. Put it, executable, into`,
    '# /etc/letsencrypt/renewal-hooks/deploy/ and try it with: certbot renew --dry-run --run-deploy-hooks',
    'set -eu',
    '',
    '# Set by certbot: the directory of the renewed certificate.',
    ': "${RENEWED_LINEAGE:?run by certbot, or set it to /etc/letsencrypt/live/NAME}"',
    ...skip,
    `directory=${quoted(directory)}`,
    `owner=${quoted(owner)}`,
    '',
    '# Each file is complete, with owner and mode, before it gets its name: the broker never sees half of one.',
    'deploy() {',
    '  temporary=$(mktemp "$directory/.deploy.XXXXXX")',
    '  trap \'rm -f "$temporary"\' EXIT',
    '  cat "$1" > "$temporary"',
    '  chown "$owner:$owner" "$temporary"',
    '  chmod "$3" "$temporary"',
    '  mv -f "$temporary" "$directory/$2"',
    '  trap - EXIT',
    '}',
    '',
    'install -d -m 0755 "$directory"',
    '# fullchain.pem, not cert.pem: clients need the intermediate certificate too.',
    `deploy "$RENEWED_LINEAGE/fullchain.pem" ${quoted(files.chain)} 0644`,
    `deploy "$RENEWED_LINEAGE/privkey.pem" ${quoted(files.key)} 0600`,
    '',
    ...RELOAD[broker],
    '',
  ].join('\n');
}

const RELOAD = {
  mosquitto: [
    '# Mosquitto reads certfile and keyfile again on SIGHUP; connections stay.',
    'systemctl reload mosquitto',
  ],
  emqx: ['# EMQX takes the new files for new connections within two minutes; nothing to restart.'],
} as const;

/** A systemd service and timer that renew twice a day, for where certbot's package brings none. */
export function systemdUnits(): { readonly service: string; readonly timer: string } {
  return {
    service: [
      '# /etc/systemd/system/certbot-renew.service',
      '[Unit]',
      'Description=Renew certificates that are about to expire',
      'After=network-online.target',
      'Wants=network-online.target',
      '',
      '[Service]',
      'Type=oneshot',
      'ExecStart=/usr/bin/certbot renew --quiet',
      '',
    ].join('\n'),
    timer: [
      '# /etc/systemd/system/certbot-renew.timer',
      '[Unit]',
      'Description=Renew certificates twice a day',
      '',
      '[Timer]',
      'OnCalendar=*-*-* 00,12:00:00',
      'RandomizedDelaySec=1h',
      'Persistent=true',
      '',
      '[Install]',
      'WantedBy=timers.target',
      '',
    ].join('\n'),
  };
}

/** The same as a line for /etc/cron.d; the minute is not the full hour, when everyone asks. */
export const CRON_LINE = '17 3,15 * * * root /usr/bin/certbot renew --quiet\n';

/** One word for a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
