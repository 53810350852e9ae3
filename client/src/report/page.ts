import { type Message, t } from '../../../core/facts/message';
import { escapeMarkup } from '../../../core/facts/printable';
import { REPORT_STYLE } from '../../../core/probe/full-report';

/** What the buttons of the panel ask for. */
export const ACTIONS = ['run', 'cancel', 'copy', 'save-html', 'save-json', 'save-target'] as const;

export type Action = (typeof ACTIONS)[number];

const TITLES: Readonly<Record<Action, Message>> = {
  run: t('Run Again'),
  cancel: t('Cancel'),
  copy: t('Copy as Markdown'),
  'save-html': t('Save as HTML…'),
  'save-json': t('Save as JSON…'),
  'save-target': t('Save Target…'),
};

export interface PageOptions {
  /** Fresh for each page: what bears it may run or style, and nothing else. */
  readonly nonce: string;
  /** Address of the script among the extension's own files. */
  readonly script: string;
  readonly language: string;
  readonly say: (message: Message) => string;
}

/** The panel's page before its content arrives. Nothing in it comes from outside. */
export function panelPage({ nonce, script, language, say }: PageOptions): string {
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  const buttons = ACTIONS.map(
    (action) =>
      `<button type="button" data-action="${action}"${action === 'cancel' ? ' hidden' : ''}>${escapeMarkup(say(TITLES[action]))}</button>`,
  );
  return [
    '<!doctype html>',
    `<html lang="${escapeMarkup(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(say(t('MQTT Security Report')))}</title>`,
    `<style nonce="${nonce}">${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    `<header class="toolbar">${buttons.join('')}<p id="status" role="status" aria-live="polite"></p></header>`,
    '<main id="report" tabindex="-1" aria-busy="true"></main>',
    `<script nonce="${nonce}" src="${escapeMarkup(script)}"></script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
