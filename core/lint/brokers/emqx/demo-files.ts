/** Where EMQX's packages put a set of certificates and keys that is the same in each of them. */
const PACKAGED =
  /(?:^|\/)etc\/(?:emqx\/)?certs\/(?:cert|key|cacert)\.pem$|^\$\{EMQX_ETC_DIR\}\/certs\/(?:cert|key|cacert)\.pem$/;

export function isPackaged(path: string): boolean {
  return PACKAGED.test(path);
}
