import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Crash dump where others read it'),
  level: 'warning',
  kind: 'security',
  why: t('The dump is the memory of the broker: passwords, keys and messages.'),
  refs: ['CWE-528', 'CWE-377', 'CWE-552'],
  brokers: ['emqx'],

  *check({ crashDump }) {
    if (!crashDump) return;
    const { option, path, at } = crashDump;
    if (TEMPORARY.test(path)) {
      yield { at, message: t('{option}: every user may look into this directory: use one of the broker', { option }) };
    } else if (OF_WEB_SERVERS.test(path)) {
      yield {
        at,
        message: t('{option}: web servers hand out what is in this directory: use one of the broker', { option }),
      };
    }
  },
});

const TEMPORARY = /^\/(?:(?:var\/)?tmp|dev\/shm)(?:\/|$)/;

/** Where distributions and control panels of web hosts put what is served. */
const OF_WEB_SERVERS =
  /^\/(?:var\/www|srv\/(?:www|http)|usr\/share\/nginx\/html|usr\/local\/(?:www|nginx\/html)|opt\/nginx\/html)(?:\/|$)|\/(?:public_html|htdocs|wwwroot)(?:\/|$)/;
