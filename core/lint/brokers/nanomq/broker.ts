import type { Broker } from '../../broker';
import { hoconIncludes } from '../../hocon-includes';
import { nanomqEditor } from './editor';
import { effective } from './effective';
import { looksLikeNanomq } from './flavour';
import { nanomqModel } from './model';
import { parse } from './parse';
import { references } from './references';

/** NanoMQ with the HOCON of 0.18 and later; what is claimed holds for 0.18 to 0.22 alike. */
export default {
  id: 'nanomq',
  name: 'NanoMQ',
  languageId: 'nanomq',
  fileNames: ['**/nanomq.conf', '**/nanomq_*.conf'],
  maybeFileNames: ['**/*.conf', '**/*.hocon'],
  looksLike: looksLikeNanomq,
  versions: ['0.22'],
  parse,
  includes: hoconIncludes,
  references,
  model: nanomqModel,
  effective,
  editor: nanomqEditor,
} satisfies Broker;
