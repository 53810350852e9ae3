import { t } from '../../facts/message';
import { isExposed } from '../model-queries';
import { rule } from '../rule';

export default rule({
  title: t('Packets of any size'),
  level: 'warning',
  kind: 'security',
  why: t('A client may send 256 MiB at a time, and a few of them use up the memory.'),
  refs: ['CWE-770', 'CVE-2023-0809', 'Mosquitto 2.1.0'],
  brokers: ['mosquitto', 'nanomq'],
  strict: true,

  *check(model) {
    const { limits, fragment } = model;
    const exposed = model.listeners.find(isExposed);
    if (!limits || fragment || !exposed) return;
    const { packetSize, payloadSize } = limits;
    if (packetSize.value !== undefined || payloadSize.value !== undefined) return;
    const edits = packetSize.set(SOUND);
    yield {
      at: packetSize.explicit ? packetSize.span : exposed.at,
      message: t('{label} takes packets of up to 256 MiB: set max_packet_size', { label: exposed.label }),
      fixes:
        edits.length > 0 ? [{ title: t('Add max_packet_size {bytes}', { bytes: SOUND }), edits, safe: false }] : [],
    };
  },
});

/** The default of later versions. */
const SOUND = 2_000_000;
