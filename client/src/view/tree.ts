import { type Disposable, Disposable as Disposables, EventEmitter, type TreeDataProvider, window } from 'vscode';
import { t } from '../../../core/facts/message';
import { say } from '../ui/text';
import type { BrokerItem, CertificateItem, EntryItem, Overview } from './overview';
import { worries } from './overview';
import type { Overviews } from './overviews';

export const VIEW = 'mqttSecurity.certificates';

/** Certificates that no listener uses, under one heading. */
export interface UnusedItem {
  readonly kind: 'unused';
  readonly files: readonly CertificateItem[];
}

export type Item = BrokerItem | EntryItem | CertificateItem | UnusedItem;

/** The view “Brokers and Certificates”. */
export function certificateTree(overviews: Overviews): Disposable {
  const changed = new EventEmitter<undefined>();
  const provider: TreeDataProvider<Item> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: async (item) => (await import('./items')).treeItem(item, Date.now()),
    getChildren: async (item) => (item ? childrenOf(item) : rootsOf(await overviews.ready())),
  };
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });
  const show = async (overview: Overview) => {
    const { worriesText } = await import('./labels');
    const now = Date.now();
    const text = worriesText(overview, now);
    const { expired, expiring } = worries(overview, now);
    const tooltip = say(t('Certificates in use: {text}', { text: text ?? '' }));
    view.description = text && say(text);
    view.badge = text && { value: expired + expiring, tooltip };
    changed.fire(undefined);
  };
  return Disposables.from(view, changed, overviews.onDidChange(show));
}

export function rootsOf({ brokers, unused }: Overview): Item[] {
  return unused.length > 0 ? [...brokers, { kind: 'unused', files: unused }] : [...brokers];
}

export function childrenOf(item: Item): Item[] {
  if (item.kind === 'broker') return [...item.entries];
  return item.kind === 'file' ? [] : [...item.files];
}
