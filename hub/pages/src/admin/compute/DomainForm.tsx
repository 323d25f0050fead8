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

const per = (value: number | null | undefined, unit: number) =>
  value === null || value === undefined ? null : value / unit;

/** Registers a compute domain, or changes one that was registered. */
export function DomainForm({ api, domain, images, done }: Props) {
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
    <ItemForm verb={domain ? 'Save changes' : 'Register domain'} send={send} cancel={done}>
      <div className="lc-NewKey lc-mod-even">
        {!domain && (
          <Line
            name="id"
            label="Short name"
            required
            most={40}
            pattern="[a-z0-9][a-z0-9\-]*"
            placeholder="night"
            hint="Lower-case letters, digits, hyphens; stays the same"
          />
        )}
        <Line name="title" label="Title" required value={domain?.title} placeholder="Night" />
      </div>
      <Line name="description" label="Description" most={4000} value={domain?.description} />
      <Ticks name="images" legend="Images" options={images} chosen={domain?.images ?? []} />
      <div className="lc-NewKey lc-mod-even">
        <label>
          Image by default
          <select name="first" className="lc-Input" defaultValue={domain?.images[0]}>
            {images.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <Figure
          name="memory"
          label="Memory, GB"
          least={0.25}
          value={per(domain?.memoryBytes, GiB) ?? 4}
        />
        <Figure name="cores" label="Cores" least={0.01} value={domain?.cores ?? 1} />
      </div>
      <fieldset className="lc-Choices">
        <legend>For</legend>
        <Tick name="interactive" checked={domain?.kinds.includes('interactive') ?? true}>
          Servers
        </Tick>
        <Tick name="batch" checked={domain?.kinds.includes('batch') ?? true}>
          Jobs
        </Tick>
      </fieldset>
      <div className="lc-NewKey lc-mod-even">
        <Figure
          name="runningServers"
          label="Servers at once"
          least={1}
          whole
          optional
          value={domain?.runningServers ?? null}
        />
        <Figure
          name="idle"
          label="Idle limit, hours"
          least={60 / HOUR}
          value={per(domain?.idleSeconds, HOUR) ?? 48}
        />
        <Figure
          name="life"
          label="Longest life, hours"
          least={600 / HOUR}
          optional
          value={per(domain?.lifeSeconds, HOUR)}
        />
        <Figure
          name="layer"
          label="Own files, GB"
          least={1 / 64}
          optional
          hint="Of a container, outside of volumes"
          value={domain ? per(domain.layerBytes, GiB) : 8}
        />
      </div>
      <div className="lc-NewKey lc-mod-even">
        <Figure
          name="runningJobs"
          label="Jobs at once"
          least={1}
          whole
          value={domain?.runningJobs ?? 4}
        />
        <Figure
          name="runningJobsPerUser"
          label="… of one user"
          least={1}
          whole
          value={domain?.runningJobsPerUser ?? 2}
        />
        <Figure
          name="queuedJobsPerUser"
          label="… that wait"
          least={1}
          whole
          value={domain?.queuedJobsPerUser ?? 1000}
        />
        <Figure
          name="jobTime"
          label="Time limit, hours"
          least={1 / HOUR}
          value={per(domain?.jobTimeSeconds, HOUR) ?? 8}
        />
      </div>
      <Tick name="public" checked={domain?.public ?? true}>
        Everyone may use it
      </Tick>
    </ItemForm>
  );
}
