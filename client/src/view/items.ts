import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, workspace } from 'vscode';
import { type Message, t } from '../../../core/facts/message';
import { certificateFacts } from '../../../core/lint';
import { say } from '../ui/text';
import { fileDescription } from './labels';
import {
  type BrokerItem,
  type CertificateItem,
  type EntryItem,
  type Health,
  healthOf,
  nameOf,
  worst,
} from './overview';
import type { Item, UnusedItem } from './tree';

/** How one row of the view looks. */
export function treeItem(item: Item, now: number): TreeItem {
  if (item.kind === 'broker') return brokerRow(item, now);
  if (item.kind === 'unused') return unusedRow(item, now);
  return item.kind === 'file' ? fileRow(item, now) : entryRow(item, now);
}

function brokerRow({ name, file, brokerName, entries }: BrokerItem, now: number): TreeItem {
  const row = new TreeItem(nameOf(name), TreeItemCollapsibleState.Expanded);
  const files = entries.filter(({ enabled }) => enabled).flatMap((entry) => entry.files);
  const folder = name.slice(0, -nameOf(name).length - 1);
  row.id = file;
  row.description = folder === '' ? brokerName : `${brokerName}, ${folder}`;
  row.tooltip = name;
  row.iconPath = icon('server', worst(files, now));
  row.contextValue = 'broker';
  return row;
}

function entryRow({ kind, label, enabled, files, place }: EntryItem, now: number): TreeItem {
  const { Collapsed, Expanded, None } = TreeItemCollapsibleState;
  // Nothing can be told of files on another machine, so they are no use in sight.
  const away = files.length > 0 && files.every(({ elsewhere }) => elsewhere);
  const row = new TreeItem(label, files.length === 0 ? None : away ? Collapsed : Expanded);
  row.id = `${place.file}:${place.line}:${label}`;
  if (!enabled) row.description = say(t('off'));
  else if (files.length === 0) row.description = say(t('no certificates'));
  else if (away) row.description = say(t('files not on this machine'));
  row.iconPath = icon(kind === 'listener' ? 'broadcast' : 'arrow-swap', enabled ? worst(files, now) : 'good');
  row.contextValue = kind;
  if (files.length === 0) row.command = openCommand({ place });
  return row;
}

function unusedRow({ files }: UnusedItem, now: number): TreeItem {
  const row = new TreeItem(say(t('Not used by a listener')), TreeItemCollapsibleState.Collapsed);
  row.id = 'unused';
  row.description = String(files.length);
  row.tooltip = say(t('Certificates of folders that MQTT Security has made, which no configuration names'));
  row.iconPath = icon('archive', worst(files, now) === 'expired' ? 'expiring' : 'good');
  row.contextValue = 'unused';
  return row;
}

function fileRow(item: CertificateItem, now: number): TreeItem {
  const row = new TreeItem(nameOf(item.path), TreeItemCollapsibleState.None);
  const health = healthOf(item, now);
  row.description = say(fileDescription(item, now));
  row.tooltip = tooltip(item, now);
  // What was not looked at is neither good nor bad.
  const seen = item.state === 'present' || health === 'missing';
  row.iconPath = seen ? icon(TROUBLE[health] ?? ICONS[item.role], health) : UNSEEN;
  row.contextValue = contextOf(item);
  // The place in the configuration; of an unused one what it holds.
  const show = { command: 'mqttSecurity.showCertificate', title: say(t('Show Certificate')), arguments: [item] };
  row.command = item.place ? openCommand(item) : workspace.isTrusted ? show : undefined;
  row.accessibilityInformation = { label: `${nameOf(item.path)}, ${row.description}` };
  return row;
}

const ICONS: Readonly<Record<CertificateItem['role'], string>> = {
  certificate: 'verified',
  'private-key': 'key',
  ca: 'shield',
};

const UNSEEN = new ThemeIcon('circle-outline', new ThemeColor('disabledForeground'));

/** A shape of its own, for whoever does not tell the colours apart. */
const TROUBLE: Readonly<Partial<Record<Health, string>>> = {
  expired: 'error',
  expiring: 'warning',
  missing: 'question',
};

const COLOURS: Readonly<Partial<Record<Health, string>>> = {
  expired: 'list.errorForeground',
  missing: 'list.errorForeground',
  expiring: 'list.warningForeground',
};

function icon(name: string, health: Health): ThemeIcon {
  const colour = COLOURS[health];
  return colour === undefined ? new ThemeIcon(name) : new ThemeIcon(name, new ThemeColor(colour));
}

/** What the menus of the manifest look at, e.g. `file certificate present renewable`. */
function contextOf({ role, state, renewable, revocable, certificates, place }: CertificateItem): string {
  const words = [
    'file',
    role,
    state,
    place ? 'placed' : '',
    certificates.length > 0 ? 'readable' : '',
    renewable ? 'renewable' : '',
    revocable ? 'revocable' : '',
  ];
  return words.filter((word) => word !== '').join(' ');
}

function openCommand(item: Pick<EntryItem, 'place'> | CertificateItem) {
  return { command: 'mqttSecurity.openConfiguration', title: say(t('Open Configuration')), arguments: [item] };
}

/** Text of certificates is the text of strangers: it is appended as text, never as Markdown. */
function tooltip({ path, file, state, certificates }: CertificateItem, now: number): MarkdownString {
  const shown = new MarkdownString();
  const where = file === undefined ? path : Uri.parse(file).fsPath;
  shown.appendText(where);
  const line = (name: Message, value: string) => {
    shown.appendMarkdown('  \n**').appendText(say(name)).appendMarkdown('** ').appendText(value);
  };
  if (state === 'missing') line(t('File'), say(t('missing')));
  const [first] = certificates;
  shown.appendMarkdown('\n\n');
  for (const { name, value } of first ? certificateFacts(first, now) : []) {
    line(name, typeof value === 'string' ? value : say(value));
  }
  if (certificates.length > 1) line(t('Certificates'), String(certificates.length));
  return shown;
}
