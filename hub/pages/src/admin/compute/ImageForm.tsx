import { useState } from 'react';

import {
  changeSiteImage,
  registerImage,
  type SiteDomain,
  type SiteImage
} from '../../../../contract/site-compute.js';
import type { HubApi } from '../../hub-api.js';
import { Figure, Line, Tick, Ticks } from './fields.js';
import { imageBody, runsOf, type Runs } from './image-body.js';
import { ItemForm } from './ItemForm.js';

interface Props {
  readonly api: HubApi;
  /** Null for a new one. */
  readonly image: SiteImage | null;
  readonly domains: readonly SiteDomain[];
  readonly done: () => void;
}

const RUNS: Record<Runs, string> = {
  lab: 'JupyterLab',
  program: 'A program with pages of its own',
  sciserver: 'What its /opt/startup.sh starts (images of SciServer)'
};

/** Registers an image, or changes one that was registered. */
export function ImageForm({ api, image, domains, done }: Props) {
  const [runs, setRuns] = useState<Runs>(runsOf(image?.app ?? null));
  const app = image?.app ?? null;
  const send = async (form: FormData) => {
    const { app: program, ...body } = imageBody(form);
    if (image) {
      const { id: _id, ...change } = body;
      await api.call(changeSiteImage, {
        params: { id: image.id },
        body: { ...change, app: program }
      });
    } else {
      await api.call(registerImage, { body: { ...body, ...(program ? { app: program } : {}) } });
    }
    done();
  };
  return (
    <ItemForm
      noun="image"
      item={image}
      example={{ id: 'julia', title: 'Julia 1.12' }}
      send={send}
      cancel={done}
    >
      <Line
        name="reference"
        label="Image reference"
        required
        most={500}
        value={image?.reference}
        placeholder="quay.io/jupyter/julia-notebook:2026-10-01"
        hint="As docker pull takes it. It is got at once, and looked into."
      />
      <Line name="description" label="Description" most={4000} value={image?.description} />
      <label>
        Its servers run
        <select
          name="runs"
          className="lc-Input"
          value={runs}
          onChange={event => setRuns(event.target.value as Runs)}
        >
          {Object.entries(RUNS).map(([id, title]) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {runs !== 'lab' && (
        <>
          <div className="lc-NewKey lc-mod-even">
            <Figure name="port" label="Port" value={app?.port ?? 8888} />
            <Line name="path" label="Path that is opened" value={app?.path} />
          </div>
          {runs === 'program' && (
            <label>
              Command, one argument a line (empty: what the image starts)
              <textarea
                name="command"
                className="lc-Input lc-mod-text"
                rows={4}
                defaultValue={app?.command?.join('\n')}
              />
              <small className="lc-Muted">
                {'{prefix}, {path} and {port} are filled in; see docs/apps.md'}
              </small>
            </label>
          )}
          <Tick name="stripPrefix" checked={app?.stripPrefix ?? false}>
            It takes / for its own and knows nothing of the path it is served at
          </Tick>
        </>
      )}
      <Ticks
        name="domains"
        legend="Offered in"
        options={domains}
        chosen={image?.domains ?? domains.slice(0, 1).map(({ id }) => id)}
      />
    </ItemForm>
  );
}
