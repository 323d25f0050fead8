import type { Parameters } from '../../contract/jobs.js';

type Json = Parameters[string];

/** How one language writes down a value; never more than a literal, whatever the value holds. */
interface Language {
  readonly nothing: string;
  readonly yes: string;
  readonly no: string;
  string(value: string): string;
  list(items: string[]): string;
  entries(pairs: [string, string][]): string;
  assign(name: string, value: string): string;
}

/** JSON's escapes mean the same in all three languages. */
const quoted = (value: string) => JSON.stringify(value);
/** Julia would put the value of a variable in the place of `$name`. */
const juliaQuoted = (value: string) => quoted(value).replaceAll('$', '\\$');

const LANGUAGES = {
  python: {
    nothing: 'None',
    yes: 'True',
    no: 'False',
    string: quoted,
    list: items => `[${items.join(', ')}]`,
    entries: pairs => `{${pairs.map(([key, value]) => `${quoted(key)}: ${value}`).join(', ')}}`,
    assign: (name, value) => `${name} = ${value}`
  },
  r: {
    nothing: 'NULL',
    yes: 'TRUE',
    no: 'FALSE',
    string: quoted,
    list: items => `list(${items.join(', ')})`,
    // A name in R may not be empty, and NULL in `name = NULL` stays an entry only inside list().
    entries: pairs =>
      `list(${pairs.map(([key, value]) => `${quoted(key || ' ')} = ${value}`).join(', ')})`,
    assign: (name, value) => `\`${name}\` = ${value}`
  },
  julia: {
    nothing: 'nothing',
    yes: 'true',
    no: 'false',
    string: juliaQuoted,
    list: items => `[${items.join(', ')}]`,
    entries: pairs =>
      `Dict(${pairs.map(([key, value]) => `${juliaQuoted(key)} => ${value}`).join(', ')})`,
    assign: (name, value) => `${name} = ${value}`
  }
} satisfies Record<string, Language>;

export type RenderedLanguage = keyof typeof LANGUAGES;

function literal(value: Json, language: Language): string {
  if (value === null || value === undefined) {
    return language.nothing;
  }
  switch (typeof value) {
    case 'boolean':
      return value ? language.yes : language.no;
    case 'number':
      return String(value);
    case 'string':
      return language.string(value);
    default:
      return Array.isArray(value)
        ? language.list(value.map(item => literal(item, language)))
        : language.entries(
            Object.entries(value).map(([key, item]) => [key, literal(item as Json, language)])
          );
  }
}

/** The source of a cell that sets the parameters, per language; the runner takes the one of the notebook's kernel. */
export function renderParameters(parameters: Parameters): Record<RenderedLanguage, string> {
  const render = (language: Language) =>
    Object.entries(parameters)
      .map(([name, value]) => language.assign(name, literal(value, language)))
      .join('\n');
  return {
    python: render(LANGUAGES.python),
    r: render(LANGUAGES.r),
    julia: render(LANGUAGES.julia)
  };
}
