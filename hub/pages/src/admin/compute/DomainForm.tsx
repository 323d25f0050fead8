import { DomainConfig } from '../../../../contract/compute-config.js';
import {
  changeSiteDomain,
  registerDomain,
  type SiteDomain,
  type SiteImage
} from '../../../../contract/site-compute.js';
import type { HubApi } from '../../hub-api.js';
import { domainBody, GiB, HOUR } from './domain-body.js';
import { Figure, Line, Tick, Ticks } from './fields.js';
import { ItemForm } from './ItemForm.js';

interface Props {
  readonly api: HubApi;
  /** Null for a new one. */
  readonly domain: SiteDomain | null;
  readonly images: readonly SiteImage[];
  readonly done: () => void;
}

/** What a new one begins with. */
const NEW = {
  images: [],
  ...DomainConfig.omit({ id: true, title: true, images: true }).parse({})
};

const per = (value: number | null, unit: number) => value && value / unit;

/** Registers a compute domain, or changes one that was registered. */
export function DomainForm({ api, domain, images, done }: Props) {
  const now = domain ?? NEW;
  const send = async (form: FormData) => {
    const { id, ...body } = domainBody(form);
    if (domain) {
      await api.call(changeSiteDomain, { params: { id: domain.id }, body });
    } else {
      await api.call(registerDomain, { body: { id, ...body } });
    }
    done();
  };
  return (
    <ItemForm
      noun="domain"
      item={domain}
      example={{ id: 'night', title: 'Night' }}
      send={send}
      cancel={done}
    >
      <Line name="description" label="Description" most={4000} value={now.description} />
      <Ticks name="images" legend="Images" options={images} chosen={now.images} />
      <div className="lc-NewKey lc-mod-even">
        <label>
          Image by default
          <select name="first" className="lc-Input" defaultValue={now.images[0]}>
            {images.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <Figure name="memory" label="Memory, GB" least={0.25} value={per(now.memoryBytes, GiB)} />
        <Figure name="cores" label="Cores" least={0.01} value={now.cores} />
      </div>
      <fieldset className="lc-Choices">
        <legend>For</legend>
        <Tick name="interactive" checked={now.kinds.includes('interactive')}>
          Servers
        </Tick>
        <Tick name="batch" checked={now.kinds.includes('batch')}>
          Jobs
        </Tick>
      </fieldset>
      <div className="lc-NewKey lc-mod-even">
        <Figure name="runningServers" label="Servers at once" optional value={now.runningServers} />
        <Figure
          name="idle"
          label="Idle limit, hours"
          least={60 / HOUR}
          value={per(now.idleSeconds, HOUR)}
        />
        <Figure
          name="life"
          label="Longest life, hours"
          least={600 / HOUR}
          optional
          value={per(now.lifeSeconds, HOUR)}
        />
        <Figure
          name="layer"
          label="Own files, GB"
          least={1 / 64}
          optional
          hint="Of a container, outside of volumes"
          value={per(now.layerBytes, GiB)}
        />
      </div>
      <div className="lc-NewKey lc-mod-even">
        <Figure name="runningJobs" label="Jobs at once" value={now.runningJobs} />
        <Figure name="runningJobsPerUser" label="… of one user" value={now.runningJobsPerUser} />
        <Figure name="queuedJobsPerUser" label="… that wait" value={now.queuedJobsPerUser} />
        <Figure
          name="jobTime"
          label="Time limit, hours"
          least={1 / HOUR}
          value={per(now.jobTimeSeconds, HOUR)}
        />
      </div>
    </ItemForm>
  );
}
