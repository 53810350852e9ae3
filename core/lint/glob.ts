import { ANYTHING, FOLDERS, follows, literally, ONE_OF_NAME, type Step, WITHIN_NAME } from './wildcards';

/** Does the path (with `/`) match the glob? `**`, `*`, `?` and `{a,b}` as in VS Code's `filenamePatterns`. */
export function matchesGlob(glob: string, path: string): boolean {
  return globMatcher([glob])(path);
}

/** → does the path match one of the globs? For many paths: the globs are taken apart once. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap(alternatives).map(stepsOf);
  return (path) => {
    const rooted = path.startsWith('/') ? path : `/${path}`;
    return patterns.some((steps) => follows(rooted, steps));
  };
}

/** Braces multiply; more alternatives than these nobody writes. */
const MOST_ALTERNATIVES = 200;

/** One glob for each choice of its braces; a brace without its other half stands for itself. */
function alternatives(glob: string): readonly string[] {
  let globs = [glob];
  while (globs.length <= MOST_ALTERNATIVES) {
    const next = globs.flatMap(chosen);
    if (next.length === globs.length && next.every((each, at) => each === globs[at])) return globs;
    globs = next;
  }
  return [];
}

/** The innermost braces first. */
function chosen(glob: string): readonly string[] {
  const [whole, inside = ''] = /\{([^{}]*)\}/.exec(glob) ?? [];
  return whole === undefined ? [glob] : inside.split(',').map((choice) => glob.replace(whole, () => choice));
}

function stepsOf(glob: string): readonly Step[] {
  const steps = (glob.match(/\*\*\/|\*\*|[*?]|[^*?]+/g) ?? []).flatMap((piece) => STEPS[piece] ?? literally(piece));
  return glob.startsWith('**/') ? steps : [FOLDERS, ...steps];
}

const STEPS: Readonly<Record<string, Step>> = {
  '**/': FOLDERS,
  '**': ANYTHING,
  '*': WITHIN_NAME,
  '?': ONE_OF_NAME,
};
