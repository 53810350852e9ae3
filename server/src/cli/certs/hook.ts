import { CRON_LINE, deployHook, HOOK_DEFAULTS, systemdUnits } from '../../../../core/certs';
import { t } from '../../../../core/facts/message';
import { oneOf, readArguments } from '../arguments';
import { EXIT, type Io, say, UsageError } from '../io';

export const HELP = t(`Usage: mqtt-security certs hook certbot|systemd|cron [options]

  Prints a document for you to review and install; nothing is changed.

  --broker mosquitto|emqx   whom the certificates are for (default mosquitto)
  --name NAME               only this certificate of certbot's
  --directory DIR           where the broker's configuration expects the files
  --chain FILE --key FILE   their names there (default fullchain.pem, privkey.pem)
  --owner ACCOUNT           the account that the broker runs as (default mosquitto or emqx)`);

const OPTIONS = {
  broker: { type: 'string', default: 'mosquitto' },
  name: { type: 'string' },
  directory: { type: 'string' },
  chain: { type: 'string', default: 'fullchain.pem' },
  key: { type: 'string', default: 'privkey.pem' },
  owner: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `certs hook certbot|systemd|cron`: what renews certificates of Let's Encrypt and hands them to the broker. */
export async function hook(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readArguments(args, OPTIONS);
  const [kind, ...excess] = positionals;
  if (values.help) {
    io.out(`${say(io, HELP)}\n`);
    return EXIT.clean;
  }
  if (kind === undefined || excess.length > 0) throw new UsageError(t('say certs hook certbot|systemd|cron'));
  io.out(documentOf(oneOf('certs hook', kind, ['certbot', 'systemd', 'cron']), values));
  return EXIT.clean;
}

function documentOf(
  kind: 'certbot' | 'systemd' | 'cron',
  values: { broker: string; name?: string; directory?: string; chain: string; key: string; owner?: string },
): string {
  if (kind === 'cron') return CRON_LINE;
  if (kind === 'systemd') {
    const { service, timer } = systemdUnits();
    return `${service}\n${timer}`;
  }
  const broker = oneOf('--broker', values.broker, ['mosquitto', 'emqx']);
  const { directory = HOOK_DEFAULTS[broker].directory, owner = HOOK_DEFAULTS[broker].owner, chain, key } = values;
  if (!/^[a-z_][a-z0-9_-]*$/i.test(owner)) throw new UsageError(t('“{owner}” is no account name', { owner }));
  if ([chain, key].some((name) => name.includes('/') || name === '')) {
    throw new UsageError(t('--chain and --key are names in the directory, without a slash'));
  }
  return deployHook({ broker, certificateName: values.name, directory, files: { chain, key }, owner });
}
