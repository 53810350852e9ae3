/** Does the path (with `/`) match the glob? `**`, `*`, `?` and `{a,b}` as in VS Code's `filenamePatterns`. */
export function matchesGlob(glob: string, path: string): boolean {
  return globMatcher([glob])(path);
}

/** → does the path match one of the globs? For many paths: the globs are compiled once. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const compiled = globs.map(compile);
  return (path) => {
    const rooted = path.startsWith('/') ? path : `/${path}`;
    return compiled.some((pattern) => pattern.test(rooted));
  };
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
