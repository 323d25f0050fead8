import { VolumePath } from '../../contract/common.js';
import { DataSetEntry, DataSetResource } from '../../contract/datasets.js';

/** Data sets of one volume; more are left out. */
const MOST = 500;

/** Problems that are told; there may be as many as bytes. */
const MOST_PROBLEMS = 20;

/** What a file says, as far as it can be understood. */
export interface ParsedIndex {
  readonly entries: readonly DataSetEntry[];
  /** In words: what is left out, and why. */
  readonly problems: readonly string[];
}

/** Whatever is no text but line ends and tabs. */
const CONTROL = /[^\P{Cc}\n\t]|\p{Surrogate}/gu;

/**
 * Reads what anybody may have written. One that lacks what must be there is left out, a field that makes no sense is as
 * if it were not there; what is not known is passed over.
 */
export function parseIndex(bytes: Buffer): ParsedIndex {
  const document = jsonOf(bytes);
  if (document === undefined) {
    return { entries: [], problems: ['The file is no JSON'] };
  }
  const listed = Array.isArray(document) ? document : fieldOf(document, 'datasets');
  if (!Array.isArray(listed)) {
    return { entries: [], problems: ['There is no list "datasets" in the file'] };
  }
  const problems: string[] = [];
  const entries = new Map<string, DataSetEntry>();
  if (listed.length > MOST) {
    problems.push(`Only the first ${MOST} of ${listed.length} data sets are taken`);
  }
  listed.slice(0, MOST).forEach((raw: unknown, index) => {
    const where = `Data set ${index + 1}`;
    const entry = entryOf(raw, where, problems);
    if (entry && entries.has(entry.name)) {
      problems.push(`${where}: there is one of this name already`);
    } else if (entry) {
      entries.set(entry.name, entry);
    }
  });
  return { entries: [...entries.values()], problems: problems.slice(0, MOST_PROBLEMS) };
}

function entryOf(raw: unknown, where: string, problems: string[]): DataSetEntry | null {
  const { shape } = DataSetEntry;
  const needed = (['name', 'summary', 'description'] as const).map(field => {
    const parsed = shape[field].safeParse(plain(fieldOf(raw, field)));
    if (!parsed.success) {
      problems.push(`${where}: ${field} ${parsed.error.issues[0]?.message ?? 'is missing'}`);
    }
    return parsed.data;
  });
  const [name, summary, description] = needed;
  if (name === undefined || summary === undefined || description === undefined) {
    return null;
  }
  const optional = <T>(
    field: string,
    schema: { safeParse(value: unknown): { data?: T } },
    value: unknown,
    instead: T
  ): T => {
    const { data } = schema.safeParse(plain(value));
    if (data === undefined && value !== undefined && value !== null) {
      problems.push(`${where}: ${field} is not understood`);
    }
    return data ?? instead;
  };
  const list = (field: string): unknown[] => {
    const value = fieldOf(raw, field);
    return Array.isArray(value) ? value.slice(0, 200) : [];
  };
  return {
    name,
    summary,
    description,
    catalog: optional(
      'catalog',
      shape.catalog,
      fieldOf(raw, 'catalog') ?? fieldOf(raw, 'catalogue'),
      null
    ),
    logo: optional('logo', shape.logo, fieldOf(raw, 'logo'), null),
    tags: [
      ...new Set(
        list('tags').flatMap(tag => shape.tags.unwrap().element.safeParse(plain(tag)).data ?? [])
      )
    ].slice(0, 50),
    resources: list('resources').flatMap((resource, index) => {
      const at = `resource ${index + 1}`;
      const known = Object.fromEntries(
        Object.keys(DataSetResource.shape).map(field => [field, plain(fieldOf(resource, field))])
      );
      const link = DataSetResource.shape.link.safeParse(known['link']);
      if (!link.success) {
        problems.push(`${where}: ${at}: link ${link.error.issues[0]?.message}`);
      }
      const { data } = DataSetResource.safeParse({
        ...known,
        description: known['description'] ?? undefined,
        link: link.data ?? null
      });
      if (!data) {
        problems.push(`${where}: ${at} is not understood`);
      }
      return data ?? [];
    })
  };
}

/** The path of a logo inside its volume; null for what lies elsewhere. */
export function logoPathOf({ logo }: Pick<DataSetEntry, 'logo'>): string | null {
  if (logo === null || /^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(logo)) {
    return null;
  }
  const path = logo.replace(/^(?:\.?\/)+/, '');
  return path !== '' && VolumePath.safeParse(path).success ? path : null;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, field)
    ? (value as Record<string, unknown>)[field]
    : undefined;
}

function plain(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(CONTROL, ' ') : value;
}
