/**
 * The look of a report, in the panel and in a saved file. Inside VS Code its theme gives the colours; elsewhere the
 * fall-backs do, light or dark as the reader's system. Words and signs never have a colour of low contrast: levels colour
 * borders only. On a light ground the green of VS Code’s themes is too pale for a border (WCAG 1.4.11: 3 to 1).
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --text: var(--vscode-foreground, light-dark(#1f1f1f, #d6d6d6));
  --back: var(--vscode-editor-background, light-dark(#ffffff, #1f1f1f));
  --soft: var(--vscode-textCodeBlock-background, light-dark(#f0f0f0, #2b2b2b));
  --line: var(--vscode-contrastBorder, var(--vscode-panel-border, light-dark(#cecece, #454545)));
  --link: var(--vscode-textLink-foreground, light-dark(#005fb8, #4daafc));
  --focus: var(--vscode-focusBorder, light-dark(#005fb8, #4daafc));
  --good: light-dark(#2e7d32, var(--vscode-testing-iconPassed, #73c991));
  --hint: var(--vscode-editorInfo-foreground, light-dark(#1a85ff, #59a4f9));
  --warning: var(--vscode-editorWarning-foreground, light-dark(#a8720a, #cca700));
  --error: var(--vscode-editorError-foreground, light-dark(#c72e0f, #f14c4c));
}
:root:has(body.vscode-dark, body.vscode-high-contrast) { color-scheme: dark; }
:root:has(body.vscode-light, body.vscode-high-contrast-light) { color-scheme: light; }
* { box-sizing: border-box; }
body {
  margin: 0;
  padding: 0;
  color: var(--text);
  background: var(--back);
  font: var(--vscode-font-size, 14px)/1.5 var(--vscode-font-family, system-ui, sans-serif);
}
main { max-width: 72rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; overflow-wrap: anywhere; }
main:focus, h2:focus { outline: none; }
main[aria-busy='true'] .provisional { display: none; }
h1 { font-size: 1.6em; font-weight: 600; line-height: 1.25; margin: 0.5rem 0 0.25rem; }
.part > h2 { font-size: 1.25em; font-weight: 600; margin: 2.5rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); }
.section > :first-child { font-size: 1.1em; font-weight: 600; margin: 1.75rem 0 0.5rem; }
h1, h2, h3, summary, li, button { scroll-margin-top: 4rem; }
a { color: var(--link); }
p { margin: 0.25rem 0; }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
code { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); color: inherit; background: none; padding: 0; font-size: 0.95em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.note { display: block; font-weight: normal; }
.advice, .versions, .stages, .chain { list-style: none; padding: 0; }
.versions { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin: 0.5rem 0; }
.advice li { display: flex; gap: 0.5em; align-items: baseline; margin: 0.5rem 0; }
.stages { margin: 0.5rem 0; border-top: 1px solid var(--line); }
.stages > li { border-bottom: 1px solid var(--line); }
.stages details { margin: 0; }
.stages summary { display: flex; flex-wrap: wrap; gap: 0.15rem 0.75rem; align-items: baseline; padding: 0.35rem 0.25rem; }
.stages summary::before { content: '▸'; content: '▸' / ''; width: 0.75em; }
.stages [open] > summary::before { content: '▾'; content: '▾' / ''; }
.stages .stage { min-width: 6em; font-weight: 600; }
.stages .stage::first-letter { text-transform: uppercase; }
.stages .badge { min-width: 6em; }
.stages .what { flex: 1 1 14rem; }
.stages dl, .problem { margin: 0 0 0.75rem 1.75rem; }
.problem { padding: 0.5rem 1rem; background: var(--soft); border: 1px solid var(--line); border-left: 4px solid var(--error); border-radius: 3px; }
.problem button { margin-top: 0.25rem; }
.badge {
  display: inline-block;
  padding: 0 0.5em;
  border: 1px solid var(--line);
  border-left-width: 4px;
  border-radius: 3px;
  font-weight: 600;
  white-space: nowrap;
}
.badge.good { border-color: var(--good); }
.badge.hint { border-color: var(--hint); }
.badge.warning { border-color: var(--warning); }
.badge.error { border-color: var(--error); }
.badge.none { font-weight: normal; }
.grade { display: flex; gap: 1.25rem; align-items: center; margin: 0.75rem 0; padding: 0.75rem 1rem; background: var(--soft); border: 1px solid var(--line); border-left: 6px solid var(--line); border-radius: 4px; }
.grade .letter { font-size: 3em; font-weight: 700; line-height: 1.1; min-width: 2em; text-align: center; }
.grade .note { font-size: 0.33em; line-height: 1.5; }
.grade-a { border-left-color: var(--good); }
.grade-b { border-left-color: var(--warning); }
.grade-c, .grade-f { border-left-color: var(--error); }
/* Positioned, so that what is hidden in it for the eye alone is cut off with the rest. */
.scroll { position: relative; overflow-x: auto; margin: 0.5rem 0; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); }
td, tbody th { font-variant-numeric: tabular-nums; }
thead th { vertical-align: bottom; font-weight: 600; min-width: 4.5rem; }
tbody th { font-weight: normal; }
tbody th code { white-space: nowrap; }
tbody td:last-child { min-width: 14rem; }
thead th::first-letter, dt::first-letter { text-transform: uppercase; }
dl { margin: 0.25rem 0 0.75rem; }
dl div { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: 1rem; padding: 0.15rem 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; padding: 0.15rem 0; }
.chain { max-width: 40rem; margin: 0.5rem 0 1rem; }
.chain > li[class] { position: relative; padding: 0.5rem 1rem; background: var(--soft); border: 1px solid var(--text); border-radius: 6px; }
.chain > li + li { margin-top: 2rem; }
.chain > li + li::before { content: '↓'; content: '↓' / ''; position: absolute; top: -1.85rem; left: 1.5rem; line-height: 1.7rem; }
.chain > li:not([class]) { position: relative; padding-left: 1rem; }
.chain .chain { margin-left: -1rem; }
.chain > li.missing { background: none; border-style: dashed; }
.chain > li.faulty { border: 3px solid var(--error); }
.chain .name { font-weight: 600; }
button {
  font: inherit;
  padding: 0.25rem 0.75rem;
  color: var(--vscode-button-secondaryForeground, var(--text));
  background: var(--vscode-button-secondaryBackground, var(--soft));
  border: 1px solid var(--vscode-button-border, var(--line));
  border-radius: 2px;
  cursor: pointer;
}
button:hover { background: var(--vscode-button-secondaryHoverBackground, var(--soft)); }
button.primary { color: var(--vscode-button-foreground, var(--text)); background: var(--vscode-button-background, var(--soft)); }
button.primary:hover { background: var(--vscode-button-hoverBackground, var(--vscode-button-background, var(--soft))); }
button:disabled { opacity: 0.5; cursor: default; }
button.link { padding: 0; border: 0; color: var(--link); background: none; text-decoration: underline; text-align: left; }
.toolbar {
  position: sticky;
  top: 0;
  z-index: 1;
  display: flex;
  flex-wrap: wrap;
  gap: 0.5rem;
  align-items: center;
  padding: 0.5rem 1.5rem;
  background: var(--back);
  border-bottom: 1px solid var(--line);
}
.toolbar [role='status'] { margin-left: auto; }
.toolbar:has(+ [aria-busy='true'])::after { content: ''; position: absolute; bottom: -2px; left: 0; width: 25%; height: 2px; background: var(--vscode-progressBar-background, var(--link)); animation: progress 2s linear infinite; }
@keyframes progress { to { left: 75%; } }
@media (prefers-reduced-motion: reduce) { .toolbar::after { width: 100%; animation: none; } }
body.vscode-reduce-motion .toolbar::after { width: 100%; animation: none; }
@media (max-width: 40rem) {
  main { padding: 0.5rem 1rem 2rem; }
  .toolbar { position: relative; padding: 0.5rem 1rem; }
  .stages dl, .problem { margin-left: 0; }
  tbody th code { white-space: normal; }
}
@media (max-width: 30rem) {
  dl div { grid-template-columns: 1fr; gap: 0; }
  .grade { flex-direction: column; align-items: flex-start; }
}
@media print { .toolbar { display: none; } main { max-width: none; } }
`;
