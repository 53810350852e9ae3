/** Does the path (with `/`) match the glob? `**`, `*`, `?` and `{a,b}` as in VS Code's `filenamePatterns`. */
export function matchesGlob(glob: string, path: string): boolean {
  return compile(glob).test(path.startsWith('/') ? path : `/${path}`);
}

function compile(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|[*?{},.+^$()|[\]\\]/g, (token) => TRANSLATED[token] ?? `\\${token}`);
  return new RegExp(`${glob.startsWith('**/') ? '^' : '(?:^|/)'}${source}$`);
}

const TRANSLATED: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  ',': '|',
  '}': ')',
};
