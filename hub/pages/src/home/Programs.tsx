import type { HomeData } from '../../../src/pages/page-data.js';

/** Programs that run in servers of their own, and other sites; nothing where there are none. */
export function Programs({ programs }: Pick<HomeData, 'programs'>) {
  if (programs.length === 0) {
    return null;
  }
  return (
    <section aria-labelledby="programs">
      <h2 id="programs">Applications</h2>
      <ul className="lc-Programs">
        {programs.map(({ title, description, url }) => {
          const isOutside = /^https?:/.test(url);
          return (
            <li key={url}>
              <a
                className="lc-Tile"
                href={url}
                {...(isOutside ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
              >
                <b>{title}</b>
                <span className="lc-Muted">{description}</span>
                {isOutside && <small className="lc-Muted">{new URL(url).host}</small>}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
