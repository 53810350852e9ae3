import { type Message, t } from '../../../facts/message';
import { parseBind } from './bind';
import { isBurst, isRate } from './rates';
import type { Type } from './schema';

export interface ValueProblem {
  readonly message: Message;
  /** The same value as EMQX would understand it, ready to be written. */
  readonly instead?: string;
}

/** A value as the broker's parser hands it to the schema. */
export interface ScalarText {
  readonly text: string;
  readonly type: 'string' | 'number' | 'boolean' | 'null';
}

const LONGEST_LIST = 12;

/** Names of types in the schema → the check that stands for them. Types that are not here take any scalar. */
const CHECKS: Readonly<Record<string, (value: ScalarText) => ValueProblem | undefined>> = {
  boolean: checkBoolean,
  integer: (value) => checkInteger(value, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
  pos_integer: (value) => checkInteger(value, 1, Number.POSITIVE_INFINITY),
  non_neg_integer: (value) => checkInteger(value, 0, Number.POSITIVE_INFINITY),
  port_number: (value) => checkInteger(value, 1, 65535),
  qos: (value) => checkInteger(value, 0, 2),
  number: checkNumber,
  float: checkNumber,
  duration: checkDuration,
  duration_ms: checkDuration,
  duration_s: checkDuration,
  timeout_duration: checkDuration,
  timeout_duration_ms: checkDuration,
  timeout_duration_s: checkDuration,
  'emqx_gateway_schema:duration': checkDuration,
  'emqx_lwm2m_schema:duration': checkDuration,
  bytesize: checkByteSize,
  'emqx_gateway_schema:bytesize': checkByteSize,
  percent: checkPercent,
  rate: checkRate,
  burst: checkBurst,
  'emqx_limiter_schema:burst': (value) => (value.text === 'infinity' ? undefined : checkBurst(value)),
  ip_port: checkBind,
  'emqx_gateway_schema:ip_port': checkBind,
};

/** What the schema says against a scalar; undefined where it takes it. Compound types take no scalar. */
export function checkScalar(value: ScalarText, type: Type): ValueProblem | undefined {
  switch (type.kind) {
    case 'named':
      return CHECKS[type.name]?.(value);
    case 'range':
      return checkInteger(value, type.low, type.high);
    case 'literal':
      return value.text === type.value ? undefined : oneOf(value, [type.value]);
    case 'enum':
      return type.values.includes(value.text) ? undefined : oneOf(value, type.values);
    case 'union':
      return checkMembers(value, type.members);
    case 'any':
      return undefined;
    default:
      return {
        message:
          type.kind === 'array'
            ? t('EMQX expects a list in square brackets here')
            : t('EMQX expects a block in braces here'),
      };
  }
}

/** Refused only where every member refuses. */
function checkMembers(value: ScalarText, members: readonly Type[]): ValueProblem | undefined {
  const problems = members.map((member) => checkScalar(value, member));
  if (problems.some((problem) => problem === undefined)) return undefined;
  const words = members.flatMap(wordsOf);
  const other = members.findIndex(
    (member) => wordsOf(member).length === 0 && !['struct', 'map', 'array'].includes(member.kind),
  );
  const problem = problems[other];
  if (problem === undefined) return words.length > 0 ? oneOf(value, words) : problems[0];
  return {
    message: t('“{value}” fits none of the forms that EMQX takes here: {forms}', {
      value: value.text,
      forms: formsOf(members),
    }),
  };
}

/** The words of a literal or enum. */
export function wordsOf(type: Type): readonly string[] {
  if (type.kind === 'literal') return [type.value];
  if (type.kind === 'enum') return type.values;
  return type.kind === 'union' ? type.members.flatMap(wordsOf) : [];
}

function formsOf(members: readonly Type[]): string {
  return members.map(describeType).join(', ');
}

/** The type in words that stand in EMQX's documentation. */
export function describeType(type: Type): string {
  switch (type.kind) {
    case 'named':
      return type.name.replace(/^.*:/, '').replace(/_/g, ' ');
    case 'range':
      return type.high === Number.POSITIVE_INFINITY ? `≥ ${type.low}` : `${type.low} … ${type.high}`;
    case 'literal':
      return type.value;
    case 'enum':
      return type.values.slice(0, LONGEST_LIST).join(' | ');
    case 'union':
      return [...new Set(type.members.map(describeType))].slice(0, LONGEST_LIST).join(' | ');
    case 'array':
      return `[ ${describeType(type.item)}, … ]`;
    case 'map':
    case 'struct':
      return '{ … }';
    case 'any':
      return '…';
  }
}

function oneOf(value: ScalarText, words: readonly string[]): ValueProblem {
  const instead = words.find((word) => fold(word) === fold(value.text));
  const listed = [...new Set(words)];
  const shown = listed.length > LONGEST_LIST ? [...listed.slice(0, LONGEST_LIST), '…'] : listed;
  return {
    message: t('“{value}” is not taken here: write one of {words}', { value: value.text, words: shown.join(', ') }),
    instead,
  };
}

function fold(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** `on` and `yes` were booleans in 4.x. */
function checkBoolean({ text }: ScalarText): ValueProblem | undefined {
  if (text === 'true' || text === 'false') return undefined;
  const word = text.toLowerCase();
  const instead = ['on', 'yes', 'true', 'enable', 'enabled'].includes(word)
    ? 'true'
    : ['off', 'no', 'false', 'disable', 'disabled'].includes(word)
      ? 'false'
      : undefined;
  return { message: t('“{value}” is no boolean for EMQX 5: write true or false', { value: text }), instead };
}

function checkInteger({ text }: ScalarText, low: number, high: number): ValueProblem | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return { message: t('“{value}” is not a whole number', { value: text }) };
  const number = Number(text);
  if (number >= low && number <= high) return undefined;
  if (high === Number.POSITIVE_INFINITY)
    return { message: t('{value} is too small: at least {low}', { value: text, low }) };
  return { message: t('{value} is out of range: {low} to {high}', { value: text, low, high }) };
}

function checkNumber({ text }: ScalarText): ValueProblem | undefined {
  return /^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)
    ? undefined
    : { message: t('“{value}” is not a number', { value: text }) };
}

function checkDuration({ text }: ScalarText): ValueProblem | undefined {
  if (/^(?:[0-9]+|(?:[0-9]+(?:\.[0-9]+)?(?:ms|[fwdhms]))+)$/i.test(text)) return undefined;
  const instead = /^[0-9]+ +(?:ms|[fwdhms])$/i.test(text) ? text.replace(/ +/g, '') : undefined;
  return { message: t('“{value}” is no duration: write for example 30s, 5m or 1h30m', { value: text }), instead };
}

function checkByteSize({ text }: ScalarText): ValueProblem | undefined {
  if (/^[0-9]+(?:[bB]|[kmg]b|[KMG]B)?$/.test(text)) return undefined;
  const size = /^([0-9]+) *([kmg])(?:i?b)?$/i.exec(text);
  const instead = size ? `${size[1]}${size[2]?.toUpperCase()}B` : undefined;
  return {
    message: t('“{value}” is no size: write whole bytes, or for example 512KB or 2MB', { value: text }),
    instead,
  };
}

function checkPercent({ text }: ScalarText): ValueProblem | undefined {
  const percent = /^([0-9]+(?:\.[0-9]+)?)%$/.exec(text);
  if (percent && Number(percent[1]) <= 100) return undefined;
  return { message: t('“{value}” is no percentage: write for example 80%', { value: text }) };
}

function checkRate({ text }: ScalarText): ValueProblem | undefined {
  if (isRate(text)) return undefined;
  return { message: t('“{value}” is no rate: write for example 100/s, 10MB/10s or infinity', { value: text }) };
}

function checkBurst({ text }: ScalarText): ValueProblem | undefined {
  if (isBurst(text)) return undefined;
  return { message: t('“{value}” is no burst: write for example 100/s or 10MB/10s', { value: text }) };
}

function checkBind({ text }: ScalarText): ValueProblem | undefined {
  if (parseBind(text)) return undefined;
  if (/^:?[0-9]+$/.test(text)) return { message: t('{value} is no port: at most 65535', { value: text }) };
  if (/^[0-9.]+$|^\[?[0-9a-f:]+\]?$/i.test(text))
    return { message: t('“{value}” has no port: write address:port', { value: text }) };
  return {
    message: t('“{value}” is no address to listen on: write a port, or an IP address and a port', { value: text }),
  };
}
