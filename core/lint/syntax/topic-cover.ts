/** Does every topic that `other` names belong to `filter` too (MQTT 5.0 section 4.7)? `#` and `+` leave out topics with `$` in front. */
export function coversFilter(filter: string, other: string): boolean {
  const [wide, narrow] = [filter.split('/'), other.split('/')];
  if (/^[#+]$/.test(wide[0] ?? '') && (narrow[0] ?? '').startsWith('$')) return false;
  for (const [index, level] of wide.entries()) {
    if (level === '#') return true;
    const against = narrow[index];
    if (against === undefined || against === '#') return false;
    if (level !== '+' && level !== against) return false;
  }
  return wide.length === narrow.length;
}
