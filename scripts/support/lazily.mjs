/**
 * An esbuild plugin: a package that our code imports at the top of a file is evaluated when one of its functions is first
 * called. Only functions can be imported from it.
 */
export function lazily(name) {
  return {
    name: `lazily ${name}`,
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind, importer }) =>
        kind === 'import-statement' && !importer.includes('node_modules')
          ? { path: name, namespace: 'lazily' }
          : undefined,
      );
      build.onLoad({ filter: new RegExp(`^${name}$`), namespace: 'lazily' }, async () => ({
        contents: wrapper(name, await import(name)),
        resolveDir: import.meta.dirname,
      }));
    },
  };
}

function wrapper(name, exports) {
  const functions = Object.keys(exports).filter((key) => typeof exports[key] === 'function' && key !== 'default');
  return [
    `const load = () => require(${JSON.stringify(name)});`,
    ...functions.map((key) => `export const ${key} = (...args) => load().${key}(...args);`),
  ].join('\n');
}
