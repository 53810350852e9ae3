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
h1 { font-size: 1.6em; font-weight: 600; line-height: 1.25; margin: 0.5rem 0 0.25rem; }
h2 { font-size: 1.25em; font-weight: 600; margin: 2rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.1em; font-weight: 600; margin: 1.75rem 0 0.5rem; }
h1, h2, h3, h4, summary { scroll-margin-top: 4rem; }
h4 { font-size: 1em; font-weight: 600; margin: 1rem 0 0.25rem; }
p { margin: 0.25rem 0; }
ul { margin: 0.25rem 0; padding-left: 1.25rem; }
code { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); color: inherit; background: none; padding: 0; font-size: 0.95em; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.note { display: block; font-weight: normal; }
.advice, .versions { list-style: none; padding: 0; }
.versions { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; margin: 0.5rem 0; }
.advice li { margin: 0.5rem 0; }
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
.scroll { overflow-x: auto; margin: 0.5rem 0; }
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
figure { margin: 0.5rem 0 1rem; }
.chain { width: 100%; max-width: 36rem; height: auto; display: block; }
.chain rect { fill: var(--soft); stroke: var(--text); stroke-width: 1; }
.chain rect.missing { fill: none; stroke-dasharray: 6 4; }
.chain rect.faulty { stroke: var(--error); stroke-width: 3; }
.chain text { fill: var(--text); font-size: 13px; }
.chain .name { font-weight: 600; }
.chain .fact { font-size: 12px; }
.chain .arrow { fill: none; stroke: var(--text); stroke-width: 1.5; }
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
@media (max-width: 40rem) {
  dl div { grid-template-columns: 1fr; gap: 0; }
  .grade { flex-direction: column; align-items: flex-start; }
}
@media print { .toolbar { display: none; } main { max-width: none; } }
`;
