// Made by scripts/generate.mjs from the files in this folder. Do not edit.
import type { Broker } from '../broker';
import mosquitto from './mosquitto/broker';
import emqx from './emqx/broker';
import nanomq from './nanomq/broker';
import nginx from './nginx/broker';

export const brokers: readonly Broker[] = [mosquitto, emqx, nanomq, nginx];
