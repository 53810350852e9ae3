/**
 * The client names in a pasted list or the first column of a CSV file, each once: one name a line, or a single line with
 * commas between them. Lines that begin with `#` and a heading of the column are left out.
 */
export function clientNamesIn(text: string): readonly string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const filled = lines.filter((line) => line.trim() !== '');
  const names = filled.length === 1 ? fieldsOf(filled[0] ?? '') : filled.map((line) => fieldsOf(line)[0] ?? '');
  const [heading, ...rest] = names;
  const list = heading !== undefined && HEADINGS.has(heading.toLowerCase()) ? rest : names;
  return [...new Set(list.filter((name) => name !== '' && !name.startsWith('#')))];
}

/** What spreadsheets commonly call the column; a client of such a name is given by itself. */
const HEADINGS: ReadonlySet<string> = new Set(['name', 'cn', 'common name', 'client', 'username', 'user', 'user name']);

/** RFC 4180: a field in quotation marks may hold commas, and a doubled mark stands for one. */
function fieldsOf(line: string): readonly string[] {
  const fields = line.matchAll(/\s*(?:"((?:[^"]|"")*)"[^,;\t]*|([^,;\t]*))(?:[,;\t]|$)/g);
  return [...fields].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim());
}
