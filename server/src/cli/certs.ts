import { t } from '../../../core/facts/message';
import { EXIT, type Io, say, UsageError } from './io';

type Action = (args: readonly string[], io: Io) => Promise<number>;

/** Each is loaded when it is asked for. */
const ACTIONS: Readonly<Record<string, () => Promise<Action>>> = {
  create: async () => (await import('./certs/create')).create,
  renew: async () => (await import('./certs/renew')).renew,
  revoke: async () => (await import('./certs/revoke')).revoke,
  crl: async () => (await import('./certs/revoke')).crl,
  request: async () => (await import('./certs/request')).request,
  import: async () => (await import('./certs/request')).importCertificate,
  status: async () => (await import('./certs/status')).status,
  alerts: async () => (await import('./certs/status')).alerts,
  hook: async () => (await import('./certs/hook')).hook,
  show: async () => (await import('./certs/show')).show,
};

/** `certs ACTION …`; the arguments are those after `certs`. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    (name === undefined ? io.err : io.out)(`${say(io, HELP)}\n`);
    return name === undefined ? EXIT.usage : EXIT.clean;
  }
  const load = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (load === undefined)
    throw new UsageError(t('there is no “certs {name}”; see mqtt-security certs --help', { name }));
  const action = await load();
  return action(rest, io);
}

const HELP = t(`Usage: mqtt-security certs ACTION …

  create ca|intermediate|server|client|set
                                         make keys and certificates
  renew FILE.crt …                       the same again with a new validity and a new key
  revoke FILE.crt                        put a certificate on the list of revoked ones
  crl DIR                                renew that list before it runs out
  request server|client                  a request (CSR) for an outside authority
  import FILE …                          what the outside authority has sent back
  status PATH …                          when certificates end, and which listener uses them
  alerts                                 alerting rules for Prometheus
  hook certbot|systemd|cron              what renews certificates of Let's Encrypt
  show FILE                              what a file holds, without secrets

  ACTION --help                          the options of an action

Exit code: 0 done, 2 wrong usage or an unusable file.`);
