// Made by scripts/generate.mjs from the brokers. Do not edit.
import type { BrokerId } from '../../core/lint';

/** Language ids by broker, without loading the engine: most files that wake the extension are no broker's. */
export const LANGUAGE_IDS: Readonly<Partial<Record<BrokerId, string>>> = {
  mosquitto: 'mosquitto',
  emqx: 'emqx',
  nanomq: 'nanomq',
};

/** Files that a configuration names and that are checked as well; the commands are for configurations. */
export const FILE_LANGUAGE_IDS: readonly string[] = [
  'mosquitto-acl',
  'mosquitto-passwords',
  'mosquitto-psk',
  'emqx-acl',
  'emqx-ssl-dist',
];
