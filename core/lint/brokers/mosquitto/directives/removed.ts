import { t } from '../../../../facts/message';
import type { Directive } from '../directives';

/** Names that once meant something. */
export const REMOVED: readonly Directive[] = [
  {
    name: 'ffdc_output',
    type: 'ignored',
    scope: 'global',
    ignored: '1.0.0',
    removed: '2.0.0',
    doc: t('Never had an effect; accepted before 2.0 for the sake of another broker.'),
  },
  {
    name: 'max_log_entries',
    type: 'ignored',
    scope: 'global',
    ignored: '1.0.0',
    removed: '2.0.0',
    doc: t('Never had an effect; accepted before 2.0 for the sake of another broker.'),
  },
  {
    name: 'retry_interval',
    type: 'ignored',
    scope: 'global',
    ignored: '1.5.0',
    doc: t('Seconds before an unanswered QoS 1 or 2 message was sent again. Without effect since 1.5.'),
  },
  {
    name: 'store_clean_interval',
    type: 'ignored',
    scope: 'global',
    ignored: '1.6.0',
    removed: '2.0.0',
    doc: t('Seconds between two searches for unused messages. Without effect in 1.6, gone in 2.0.'),
  },
  {
    name: 'trace_level',
    type: 'ignored',
    scope: 'global',
    ignored: '1.0.0',
    removed: '2.0.0',
    doc: t('Never had an effect; accepted before 2.0 for the sake of another broker.'),
  },
  {
    name: 'trace_output',
    type: 'ignored',
    scope: 'global',
    ignored: '1.0.0',
    removed: '2.0.0',
    doc: t('Never had an effect; accepted before 2.0 for the sake of another broker.'),
  },
];
