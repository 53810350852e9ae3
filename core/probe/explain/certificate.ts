import { isIP } from 'node:net';
import type { CertFacts } from '../../facts/certificate';
import { t } from '../../facts/message';
import { notAnAuthority } from './authority';
import { atOption, day, type Explanation } from './entry';
import type { Situation } from './situation';

export function nameMismatch({ chain, target }: Situation): Explanation {
  const leaf = chain?.[0];
  const host = target?.servername ?? target?.host;
  if (leaf === undefined || host === undefined) {
    return {
      cause: t('The broker certificate is not made out to the name or address used.'),
      advice: t('Connect by a name that the certificate lists, or issue it again with this name.'),
    };
  }
  const wanted = isIP(host) === 0 ? `DNS:${host}` : `IP:${host}`;
  const names = leaf.sans.map(({ type, value }) => `${type.toUpperCase()}:${value}`).join(', ');
  if (names === '') {
    return {
      cause: t('The broker certificate lists no names (subjectAltName), so it does not cover {host}.', { host }),
      advice: t('Issue the certificate again with the name {wanted}; the common name does not count.', { wanted }),
      action: { kind: 'regenerate-with-san', names: [host] },
    };
  }
  return {
    cause: t('The broker certificate is made out to {names}, not to {host}.', { names, host }),
    advice: t('Connect by a listed name, or issue the certificate again with the name {wanted}.', { wanted }),
    action: { kind: 'regenerate-with-san', names: [...leaf.sans.filter(isHost).map(({ value }) => value), host] },
  };
}

function isHost({ type }: CertFacts['sans'][number]): boolean {
  return type === 'dns' || type === 'ip';
}

export function expired({ chain, ca, now, failure }: Situation): Explanation {
  const all = [...(chain ?? []), ...(ca?.certificates ?? [])];
  const old = now === undefined ? undefined : all.find(({ notAfter }) => notAfter < now);
  const advice = t(
    'Renew it. If the file on the broker is already new, the broker still serves the old one: reload Mosquitto with kill -HUP, or restart the broker.',
  );
  if (old === undefined || now === undefined) {
    return {
      cause: t('A certificate in the chain has expired, or the clock of this computer is wrong ({text}).', {
        text: failure.text,
      }),
      advice,
      ...atOption('certfile'),
    };
  }
  return {
    ...atOption('certfile'),
    cause: t('The certificate "{subject}" (serial {serial}) expired on {end}; today is {today} on this computer.', {
      subject: old.subject,
      serial: old.serial,
      end: day(old.notAfter),
      today: day(now),
    }),
    advice,
  };
}

export function notYetValid({ chain, ca, now }: Situation): Explanation {
  const advice = t('Set the clock; devices without a battery-backed clock need the time from the network first.');
  const young =
    now === undefined
      ? undefined
      : [...(chain ?? []), ...(ca?.certificates ?? [])].find(({ notBefore }) => notBefore > now);
  if (young === undefined || now === undefined) {
    return { cause: t('A certificate is not valid yet: a clock is wrong, or it was issued just now.'), advice };
  }
  return {
    cause: t('The certificate "{subject}" is valid from {start}; today is {today} on this computer.', {
      subject: young.subject,
      start: new Date(young.notBefore).toISOString(),
      today: new Date(now).toISOString(),
    }),
    advice,
  };
}

/** Of the broker's certificate, or of one above it. */
export function wrongPurpose({ chain = [] }: Situation): Explanation {
  const [leaf, ...issuers] = chain;
  const unfit = chain.find(
    ({ extendedKeyUsage }) => extendedKeyUsage !== undefined && !servesServers(extendedKeyUsage),
  );
  const advice = t('Issue the broker certificate with the extended key usage serverAuth.');
  const usages = unfit?.extendedKeyUsage?.join(', ');
  if (unfit === undefined || usages === undefined) {
    if (issuers.some(({ isCa, selfSigned }) => isCa === false && !selfSigned)) return notAnAuthority();
    return { cause: t('The broker certificate is not meant for servers.'), advice };
  }
  if (unfit === leaf) {
    return {
      cause: t('The broker certificate is meant for {usages}, not for servers (serverAuth).', { usages }),
      advice,
    };
  }
  return {
    cause: t('The authority "{subject}" may sign for {usages} only, not for servers (serverAuth).', {
      subject: unfit.subject,
      usages,
    }),
    advice: t('Have the broker certificate signed by an authority that may sign for servers.'),
  };
}

/** anyExtendedKeyUsage allows all (RFC 5280, section 4.2.1.12). */
function servesServers(usages: readonly string[]): boolean {
  return usages.includes('serverAuth') || usages.includes('2.5.29.37.0');
}

/** BoringSSL, which VS Code's window and many phones use, insists on RFC 5280 here where OpenSSL does not. */
export function wrongKeyUsage({ chain }: Situation): Explanation {
  const advice = t(
    'Issue the certificate again with the key usage digitalSignature, or without key usages; RSA key exchange needs keyEncipherment as well.',
  );
  const usages = chain?.[0]?.keyUsage;
  if (usages === undefined) {
    return { cause: t('The certificate does not permit its key to be used as this handshake does.'), advice };
  }
  return {
    cause: t(
      'The key usage of the broker certificate permits only {usages}, not the signature or key exchange of this handshake; some clients overlook that, this one does not.',
      { usages: usages.join(', ') },
    ),
    advice,
    ...atOption('certfile'),
  };
}
