import { type ComposeService, readCompose } from '../../../syntax/compose';

export function isCompose(text: string): boolean {
  return /^services[ \t]*:/m.test(text);
}

/** Services of EMQX 5 or later that run with variables of EMQX, or with an emqx.conf from here. */
export function emqxServices(text: string): readonly ComposeService[] {
  if (!isCompose(text) || !/emqx/i.test(text)) return [];
  return readCompose(text).filter(({ image }) => {
    const [, tag = ''] = /(?:^|\/)emqx(?:-enterprise|-ee|-edge)?(?::([^/]*))?$/i.exec(
      image.replace(/@sha256:.*$/, ''),
    ) ?? [undefined, '4'];
    return !/^v?[0-4](?:\.|-|$)/.test(tag);
  });
}
