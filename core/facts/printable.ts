/**
 * For a terminal, a log or a page: text of files and of other machines can neither steer it nor change the direction of
 * writing, nor hide in it. Line ends and tabs go too.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** For the text and the quoted attributes of HTML and XML; control characters, which XML forbids, are replaced. */
export function escapeMarkup(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
