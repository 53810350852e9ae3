import { type Disposable, Disposable as Disposables, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { daysUntil } from '../../../core/facts/judge';
import { t } from '../../../core/facts/message';
import { say } from '../ui/text';
import { healthOf, nameOf, nearest, type Overview } from './overview';
import type { Overviews } from './overviews';
import { VIEW } from './tree';

/** In the status bar: the certificate in use that ends first. Hidden where none is in use. */
export function expiryStatus(overviews: Overviews): Disposable {
  const item = window.createStatusBarItem('mqttSecurity.expiry', StatusBarAlignment.Right, 90);
  item.name = say(t('Certificates of MQTT brokers'));
  item.command = `${VIEW}.focus`;
  const show = async (overview: Overview) => {
    const first = nearest(overview);
    if (!first) return item.hide();
    const { remaining } = await import('./labels');
    const now = Date.now();
    const [name, health] = [nameOf(first.item.path), healthOf(first.item, now)];
    const left = remaining(first.end, now);
    const days = daysUntil(first.end, now);
    const short = health === 'expired' ? t('expired') : t('{days} d', { days });
    item.text = `$(${health === 'good' ? 'shield' : 'warning'}) ${name} ${say(short)}`;
    item.tooltip = say(t('The certificate in use that ends first: {name}, {left}', { name, left }));
    item.accessibilityInformation = { label: item.tooltip };
    item.backgroundColor = BACKGROUNDS[health];
    item.show();
  };
  return Disposables.from(item, overviews.onDidChange(show));
}

const BACKGROUNDS: Readonly<Partial<Record<string, ThemeColor>>> = {
  expired: new ThemeColor('statusBarItem.errorBackground'),
  expiring: new ThemeColor('statusBarItem.warningBackground'),
};
