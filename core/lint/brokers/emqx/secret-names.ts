const SECRET =
  /password|passwd|secret|cookie|token|seed|api_?key|(?:^|_)jwks?_?key|private_key|credentials|account_key/;

/** Names that hold a secret's file, its kind or how long it lives, and no secret. */
const ABOUT = /(?:_file|file|_type|_hash_algorithm|_algorithm|_ttl|_timeout|_expired_time|_expiration|_based)$/;

/** Options whose values are not shown about: by the last names of the path, for an item of a list the list's. */
export function isSecret(path: readonly string[]): boolean {
  const name = path.filter((segment) => !/^(?:[0-9]+|\[\])$/.test(segment)).at(-1) ?? '';
  if (path.at(-2) === 'headers' && /authorization|cookie|key/i.test(name)) return true;
  return (
    (SECRET.test(name) && !ABOUT.test(name) && name !== 'password_hash_algorithm') || path.join('.') === 'license.key'
  );
}
