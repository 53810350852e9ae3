// Made by scripts/generate.mjs from the files in this folder. Do not edit.
/** Apart from the brokers themselves, so that a front end can know their names without loading the engine. */
export const BROKER_IDS = ['mosquitto', 'emqx', 'nanomq', 'nginx'] as const;

export type BrokerId = (typeof BROKER_IDS)[number];
