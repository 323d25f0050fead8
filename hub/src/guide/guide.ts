import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { Marked, type Tokens } from 'marked';

import type { GuidePage } from '../pages/page-data.js';

const CONTENTS = 'README';
const PICTURE = /^\.\.\/screenshots\/([\w.-]+\.png)$/;
const PAGE = /^([a-z-]+|README)\.md(#[\w-]+)?$/;

/**
 * The users' guide: `docs/guide/*.md` with the pictures of `docs/screenshots`, so that the repository and a running hub
 * show the same pages. `README.md` is the first page; the list of links in it is the order of the others.
 */
export class Guide {
  private readonly pages: ReadonlyMap<string, GuidePage>;
  /** Names of files in `docs/screenshots` that pages show. */
  private readonly shown = new Set<string>();
  /** Links and pictures that lead nowhere, and pages that nothing leads to. */
  readonly mistakes: string[] = [];

  /**
   * @param docs - directory with `guide` and `screenshots`
   * @param path - where the guide is served, without a slash at its end
   */
  constructor(
    private readonly docs: string,
    path: string
  ) {
    const names = readdirSync(join(docs, 'guide')).map(file => basename(file, '.md'));
    const sources = new Map(
      names.map(name => [name, readFileSync(join(docs, 'guide', `${name}.md`), 'utf8')])
    );
    const marked = this.renderer(path, new Set(names));
    const order = [...(sources.get(CONTENTS) ?? '').matchAll(/\]\(([a-z-]+)\.md\)/g)].map(
      ([, name = '']) => name
    );
    this.pages = new Map(
      [CONTENTS, ...order].map(name => {
        const source = sources.get(name) ?? '';
        const [, title = name] = /^# (.+)$/m.exec(source) ?? [];
        return [name, { name, title, body: marked.parse(source, { async: false }) }];
      })
    );
    this.mistakes.push(...names.filter(name => !this.pages.has(name)).map(name => `${name}.md`));
  }

  /** In the order in which they are read. */
  list(): readonly GuidePage[] {
    return [...this.pages.values()];
  }

  /** @param name - empty for the first page */
  find(name: string): GuidePage | null {
    return this.pages.get(name || CONTENTS) ?? null;
  }

  /** File of a picture that the guide shows. */
  picture(name: string): string | null {
    return this.shown.has(name) ? join(this.docs, 'screenshots', name) : null;
  }

  private renderer(path: string, names: ReadonlySet<string>): Marked {
    const address = (href: string): string => {
      const [, page = '', part = ''] = PAGE.exec(href) ?? [];
      if (names.has(page)) {
        return `${path}${page === CONTENTS ? '' : `/${page}`}${part}`;
      }
      if (!href.startsWith('https://')) {
        this.mistakes.push(href);
      }
      return href;
    };
    const picture = (href: string): string => {
      const [, name = ''] = PICTURE.exec(href) ?? [];
      if (existsSync(join(this.docs, 'screenshots', name || '?'))) {
        this.shown.add(name);
      } else {
        this.mistakes.push(href);
      }
      return `${path}/pictures/${name}`;
    };
    return new Marked({
      walkTokens: token => {
        if (token.type === 'link') {
          (token as Tokens.Link).href = address((token as Tokens.Link).href);
        } else if (token.type === 'image') {
          (token as Tokens.Image).href = picture((token as Tokens.Image).href);
        }
      }
    });
  }
}
