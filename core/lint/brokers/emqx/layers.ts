import type { FileId } from '../../source';

/**
 * What `bin/emqx` and `emqx_config:init_load` read before emqx.conf, lowest first (base.hocon since 5.8.4). In a package
 * cluster.hocon is in the data directory beside etc; people who look at one keep it beside emqx.conf.
 */
const LAYERS: readonly (readonly string[])[] = [
  ['base.hocon'],
  ['cluster.hocon', '../data/configs/cluster.hocon', 'data/configs/cluster.hocon'],
];

export function layers(file: FileId): readonly (readonly string[])[] {
  return nameOf(file) === 'emqx.conf' ? LAYERS : [];
}

export function overriding(file: FileId): readonly string[] {
  switch (nameOf(file)) {
    case 'base.hocon':
      return ['emqx.conf'];
    case 'cluster.hocon':
      return ['emqx.conf', '../../etc/emqx.conf', '../../emqx.conf'];
    default:
      return [];
  }
}

function nameOf(file: FileId): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
