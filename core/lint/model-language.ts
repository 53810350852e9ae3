/** Rules that report what a broker’s own reading of the text finds wrong. */
export type LanguageRule =
  | 'syntax-error'
  | 'unknown-directive'
  | 'unavailable-directive'
  | 'ignored-root'
  | 'duplicate-directive'
  | 'deprecated-directive'
  | 'misplaced-directive'
  | 'misplaced-tls-option'
  | 'invalid-value'
  | 'required-missing'
  | 'unitless-duration'
  | 'bind-invalid'
  | 'crl-check-incomplete'
  | 'dashboard-http-enable-ignored'
  | 'ocsp-stapling-incomplete'
  | 'ocsp-wrong-listener';
