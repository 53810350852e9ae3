// The one script of the report's panel. It runs in the panel's page, where the rest of the program has no business, so it
// is plain JavaScript: shows what the extension has rendered, and tells it which button was pressed.
const api = acquireVsCodeApi();
const main = document.getElementById('report');
const status = document.getElementById('status');

document.addEventListener('click', ({ target }) => {
  const link = target instanceof Element ? target.closest('button, a') : null;
  if (!link) return;
  const { action, reveal, remedy } = link.dataset;
  if (action) api.postMessage({ type: 'action', action });
  if (reveal) api.postMessage({ type: 'reveal', place: reveal });
  if (remedy) api.postMessage({ type: 'remedy', part: remedy });
  // VS Code scrolls there by itself; the keyboard is to go on there, too.
  if (link.hash) document.querySelector(link.hash)?.focus();
});

addEventListener('message', ({ data }) => {
  if (data.html !== undefined) show(data.html);
  if (data.state !== undefined) api.setState(data.state);
  if (data.status !== undefined) status.textContent = data.status;
  if (data.running !== undefined) setRunning(data.running);
});

/** Puts the new content in place of the old one; what was unfolded, focused and scrolled to stays so. */
function show(html) {
  const unfolded = [...main.querySelectorAll('details[open]')].map(({ id }) => id);
  const focused = main.contains(document.activeElement) ? nameOf(document.activeElement) : undefined;
  const { scrollTop } = document.documentElement;
  main.innerHTML = html;
  for (const id of unfolded) document.getElementById(id)?.setAttribute('open', '');
  // Where that is gone, the keyboard goes on at the report rather than at the top of the page.
  if (focused !== undefined) (focusable().find((it) => nameOf(it) === focused) ?? main).focus({ preventScroll: true });
  document.documentElement.scrollTop = scrollTop;
}

function focusable() {
  return [...main.querySelectorAll('a, button, summary, [tabindex]')];
}

/** What an element has in every rendering of the report, whatever comes before it. */
function nameOf(element) {
  const { remedy, reveal } = element.dataset;
  if (remedy) return `remedy ${remedy}`;
  return element.id || reveal || element.hash || element.parentElement.id;
}

/** Only one of “Run Again” and “Cancel” makes sense at a time; the focus goes from one to the other. */
function setRunning(running) {
  main.setAttribute('aria-busy', String(running));
  const [run, cancel, ...others] = document.querySelectorAll('[data-action]');
  for (const button of others) button.disabled = running;
  const [leaving, coming] = running ? [run, cancel] : [cancel, run];
  const hadFocus = leaving === document.activeElement;
  coming.hidden = false;
  leaving.hidden = true;
  if (hadFocus) coming.focus({ preventScroll: true });
}

api.postMessage({ type: 'ready' });
