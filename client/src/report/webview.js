// The one script of the report's panel. It runs in the panel's page, where the rest of the program has no business, so it
// is plain JavaScript: shows what the extension has rendered, and tells it which button was pressed.
const api = acquireVsCodeApi();
const main = document.getElementById('report');
const status = document.getElementById('status');

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  if (!button) return;
  const { action, reveal, remedy } = button.dataset;
  if (action) api.postMessage({ type: 'action', action });
  if (reveal) api.postMessage({ type: 'reveal', place: reveal });
  if (remedy) api.postMessage({ type: 'remedy', part: remedy });
});

addEventListener('message', ({ data }) => {
  if (data.html !== undefined) show(data.html);
  if (data.state !== undefined) api.setState(data.state);
  if (data.status !== undefined) status.textContent = data.status;
  if (data.running !== undefined) setRunning(data.running);
});

/** Puts the new content in place of the old one; what was unfolded, focused and scrolled to stays so. */
function show(html) {
  const focusable = () => [...main.querySelectorAll('button, summary, [tabindex]')];
  const nameOf = (details) => details.querySelector('summary').textContent;
  const unfolded = new Set([...main.querySelectorAll('details[open]')].map(nameOf));
  const focused = focusable().indexOf(document.activeElement);
  const { scrollTop } = document.documentElement;
  main.innerHTML = html;
  for (const details of main.querySelectorAll('details')) details.open = unfolded.has(nameOf(details));
  if (focused >= 0) focusable()[focused]?.focus({ preventScroll: true });
  document.documentElement.scrollTop = scrollTop;
}

function setRunning(running) {
  main.setAttribute('aria-busy', String(running));
  for (const button of document.querySelectorAll('[data-action]')) {
    button.disabled = (button.dataset.action === 'cancel') !== running;
  }
}

api.postMessage({ type: 'ready' });
