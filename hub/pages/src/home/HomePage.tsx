import type { HomeData } from '../../../src/pages/page-data.js';
import type { HubApi } from '../hub-api.js';
import { useNow } from '../ui/use-now.js';
import { JobsTile } from './JobsTile.js';
import { OpenLab } from './OpenLab.js';
import { Programs } from './Programs.js';
import { Servers } from './Servers.js';
import { Tiles } from './Tiles.js';
import { useLive } from './use-live.js';

/** Where everybody begins: one big button, then what runs. */
export function HomePage({ data, api }: { data: HomeData; api: HubApi }) {
  const { live, online, accept } = useLive(api, data.servers);
  const now = useNow(20_000);
  const own = live.servers.find(server => server.name === 'default') ?? null;
  const lab = `${api.hubPath}user-redirect/lab`;
  return (
    <>
      {!online && (
        <p className="lc-Notice lc-mod-warn" role="status">
          The hub is not reachable, trying again every few seconds. Servers keep running meanwhile.
        </p>
      )}
      <OpenLab data={data} server={own} hubPath={api.hubPath} now={now} />
      <Servers
        data={data}
        api={api}
        servers={live.servers}
        online={online}
        now={now}
        accept={accept}
      />
      <section aria-labelledby="jobs">
        <h2 id="jobs">Your jobs</h2>
        <JobsTile jobs={live.jobs} lab={lab} now={now} />
      </section>
      <Programs programs={data.programs} />
      <section aria-labelledby="overview">
        <h2 id="overview">Your files and groups</h2>
        <Tiles api={api} lab={lab} now={now} changes={live.otherChanges} />
      </section>
    </>
  );
}
