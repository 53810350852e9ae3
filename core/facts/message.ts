/** User-facing text as data: an English template and its arguments, so that any front end can translate it. */
export interface Message {
  readonly template: string;
  readonly args: Readonly<Record<string, Argument>>;
}

/** A message inside a message is translated by itself. */
export type Argument = string | number | Message;

type Placeholders<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Arguments<T extends string> = [Placeholders<T>] extends [never]
  ? []
  : [args: Readonly<Record<Placeholders<T>, Argument>>];

/** Template (English, the key of every translation) → translated template. */
export type Catalogue = Readonly<Record<string, string>>;

/**
 * Makes a message. The template must be one string literal: `scripts/generate.mjs` collects the literals into the
 * catalogue, and the compiler checks that every `{placeholder}` has an argument.
 */
export function t<const T extends string>(template: T, ...args: Arguments<T>): Message {
  return { template, args: args[0] ?? {} };
}

/** The message in the catalogue's language; English where the catalogue has no entry. */
export function format(message: Message, catalogue?: Catalogue): string {
  const template = catalogue?.[message.template] || message.template;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const argument = message.args[name] ?? whole;
    return typeof argument === 'object' ? format(argument, catalogue) : String(argument);
  });
}
