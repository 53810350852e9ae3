import { randomBytes } from 'node:crypto';
import type { Mutable, RoundtripFacts } from '../event';
import type { MqttSession } from './mqtt';

/** Subscribes to a topic of its own, publishes to it and waits for the message to return. */
export async function roundtrip(session: MqttSession, facts: Mutable<RoundtripFacts>): Promise<void> {
  const payload = randomBytes(16).toString('hex');
  const message = session.message(facts.topic, payload);
  // Awaited further down; a connection that ends before must not count as an unhandled rejection.
  message.catch(() => undefined);
  facts.grantedQos = await session.subscribe(facts.topic, facts.qos);
  const started = performance.now();
  await session.publish(facts.topic, payload, facts.qos);
  await message;
  facts.messageMs = Math.round(performance.now() - started);
}
