import { t } from '../../../../facts/message';
import type { Directive, Reload } from '../directives';
import type { ByVersion } from '../version';

const APPLIED: ByVersion<Reload> = [['1.0.0', 'applied']];
const NEVER: ByVersion<Reload> = [['1.0.0', 'ignored']];
const LAST_SINCE_21 = [
  ['1.0.0', 'fatal'],
  ['2.1.0', 'last'],
] as const;

/**
 * Who may connect and what they may do, and plugins. Common to all listeners wherever the line stands, unless
 * per_listener_settings true comes first. acl_file and password_file are called deprecated in the manual of 2.1, but
 * 2.1.2 prints no such notice and most installations rely on them, so the table does not mark them.
 */
export const SECURITY: readonly Directive[] = [
  {
    name: 'acl_file',
    type: 'path',
    scope: 'security',
    again: LAST_SINCE_21,
    reload: APPLIED,
    role: 'acl-file',
    doc: t(
      'File that says who may read and write which topics. Without it everybody may do everything; with it, whatever it does not grant is denied.',
    ),
  },
  {
    name: 'allow_anonymous',
    type: 'boolean',
    scope: 'security',
    defaults: [
      ['1.0.0', 'true'],
      ['2.0.0', 'false'],
    ],
    reload: APPLIED,
    doc: t(
      'Lets clients in without a user name. From 2.0 on the default is false once a listener is defined; a broker without one serves this machine only and lets everybody in.',
    ),
  },
  {
    name: 'allow_zero_length_clientid',
    type: 'boolean',
    scope: 'security',
    defaults: [['1.0.0', 'true']],
    reload: APPLIED,
    doc: t('Lets clients connect without an id; the broker makes one up.'),
  },
  {
    name: 'auto_id_prefix',
    type: 'string',
    scope: 'security',
    deprecated: '2.1.0',
    replacement: 'listener_auto_id_prefix',
    maxLength: { since: '2.1.0', bytes: 50 },
    defaults: [['1.0.0', 'auto-']],
    reload: APPLIED,
    doc: t('Start of the ids that the broker makes up.'),
  },
  {
    name: 'password_file',
    type: 'path',
    scope: 'security',
    again: LAST_SINCE_21,
    reload: APPLIED,
    role: 'password-file',
    doc: t(
      'File of user names and password hashes, made with mosquitto_passwd. The broker does not start where it cannot read it.',
    ),
  },
  {
    name: 'per_listener_settings',
    type: 'boolean',
    scope: 'security',
    since: '1.5.0',
    deprecated: '2.1.0',
    replacement: 'listener_allow_anonymous',
    again: [
      ['1.5.0', 'adds'],
      ['2.1.0', 'sticks'],
    ],
    defaults: [['1.5.0', 'false']],
    reload: [['1.5.0', 'checked']],
    doc: t(
      'Gives each listener its own allow_anonymous, password_file, acl_file, psk_file and plugins. Must stand above all of them; from 2.1 on it cannot be unset.',
    ),
  },
  {
    name: 'plugin',
    type: 'plugin',
    scope: 'security',
    since: '2.0.0',
    again: 'adds',
    reload: NEVER,
    role: 'plugin',
    doc: t('Shared library to load; its code runs inside the broker.'),
  },
  {
    name: 'psk_file',
    type: 'path',
    scope: 'security',
    tls: true,
    again: LAST_SINCE_21,
    reload: APPLIED,
    role: 'psk-file',
    doc: t(
      'File of identities and pre-shared keys in hexadecimal. It takes psk_hint on the listener to have an effect.',
    ),
  },
  {
    name: 'auth_plugin_deny_special_chars',
    type: 'boolean',
    scope: 'plugin',
    since: '1.4.13',
    defaults: [['1.4.13', 'true']],
    reload: NEVER,
    doc: t(
      'Refuses user names and client ids with + or # before the plugin is asked, since they would act as wildcards in patterns.',
    ),
  },
  {
    name: 'global_plugin',
    type: 'plugin',
    scope: 'plugin',
    since: '2.1.0',
    again: 'adds',
    reload: NEVER,
    role: 'plugin',
    doc: t('Shared library to load for all listeners, even with per_listener_settings true.'),
  },
  {
    name: 'plugin_load',
    type: 'plugin-load',
    scope: 'plugin',
    since: '2.1.0',
    again: 'adds',
    reload: NEVER,
    role: 'plugin',
    doc: t('Loads a shared library under a name, for plugin_use: name, then path.'),
  },
  {
    name: 'plugin_use',
    type: 'string',
    scope: 'listener',
    since: '2.1.0',
    needsListener: '2.1.0',
    needsNamedListener: true,
    again: 'adds',
    reload: NEVER,
    doc: t('Attaches a plugin to the listener, by the name that plugin_load gave it.'),
  },
  {
    name: 'plugin_opt_',
    type: 'plugin-option',
    scope: 'plugin',
    since: '2.0.0',
    again: 'adds',
    reload: NEVER,
    doc: t('An option for the plugin above; its name is what follows plugin_opt_, three characters at least.'),
  },
];
