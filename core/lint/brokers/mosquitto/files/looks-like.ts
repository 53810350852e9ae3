const SEARCHED_LINES = 200;

/** Nearly every line begins with a word of an access list, and one of them tells of a topic. */
export function looksLikeAcl(text: string): boolean {
  const lines = contentLines(text);
  const known = lines.filter((line) => /^\s*(?:topic|pattern|user)(?:\s|$)/i.test(line));
  const telling = known.some((line) =>
    /^\s*(?:(?:topic|pattern)\s+(?:read|write|readwrite|deny)\s+\S|topic\s+\S*[/#]|user\s+\S)/i.test(line),
  );
  const topics = known.some((line) => !/^\s*user/i.test(line));
  return telling && topics && known.length * 10 >= lines.length * 9;
}

/** Most lines hold a hash as `mosquitto_passwd` writes it; `name:text` alone is found in too many kinds of files. */
export function looksLikePasswords(text: string): boolean {
  const lines = contentLines(text);
  return isMost(lines, /^[^:]+:\$(?:6|7|argon2id)\$/);
}

export function looksLikePsk(text: string): boolean {
  return isMost(contentLines(text), /^[^:]+:[\da-f]{8,}\s*$/i);
}

function isMost(lines: readonly string[], pattern: RegExp): boolean {
  const known = lines.filter((line) => pattern.test(line));
  return known.length > 0 && known.length * 2 > lines.length;
}

function contentLines(text: string): readonly string[] {
  return text.split('\n', SEARCHED_LINES).filter((line) => !/^\s*(?:#|$)/.test(line));
}
