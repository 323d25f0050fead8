import type { Server } from '../../../contract/servers.js';
import type { HomeData, StartPlan } from '../../../src/pages/page-data.js';
import { ago, cores, size } from '../ui/words.js';
import { QuickNotebook } from './QuickNotebook.js';

interface Props {
  readonly data: HomeData;
  readonly server: Server | null;
  readonly hubPath: string;
  readonly now: number;
}

function planInWords(plan: StartPlan): string {
  return `${plan.image} on ${plan.domain}: up to ${size(plan.memoryBytes)}, ${cores(plan.cores)}`;
}

function subtitle({ data, server, now }: Props): string {
  switch (server?.state) {
    case 'running':
      return `It is running${
        server.lastActivityAt ? `, last used ${ago(server.lastActivityAt, now)}` : ''
      }. Everything is as you left it.`;
    case 'starting':
      return 'It is starting. See how far it is.';
    case 'stopping':
      return 'Its server is stopping and can be started again in a moment.';
    case 'failed':
      return `The last start failed. Tries again: ${planInWords(data.plan)}.`;
    default:
      return `Starts ${planInWords(data.plan)}. This takes a few seconds.`;
  }
}

/** The one big button. A link, so that it opens in a new tab for those who want that. */
export function OpenLab(props: Props) {
  const { data, server, hubPath } = props;
  const href =
    server?.state === 'running' && server.url
      ? `${data.labOrigin}${server.url}`
      : `${hubPath}${server?.state === 'starting' ? 'spawn-pending' : 'spawn'}`;
  const words = subtitle(props);
  return (
    <section className="lc-Hero" aria-label="JupyterLab">
      <p className="lc-Hero-welcome">Welcome, {data.user.displayName || data.user.name}</p>
      <a className="lc-Open" href={href} aria-describedby="open-words">
        <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" fill="currentColor">
          <path d="M8 5.1v13.8a.6.6 0 0 0 .92.5l10.7-6.9a.6.6 0 0 0 0-1L8.92 4.6a.6.6 0 0 0-.92.5z" />
        </svg>
        {server?.kind === 'app' ? 'Open your server' : 'Open JupyterLab'}
      </a>
      <p className="lc-Muted">
        <span id="open-words" aria-live="polite">
          {words}
        </span>{' '}
        <a href={`${hubPath}options`}>Options…</a>
      </p>
      <QuickNotebook action={`${hubPath}quick`} xsrf={data.xsrf} />
    </section>
  );
}
