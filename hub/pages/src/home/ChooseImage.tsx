import { useCallback, useEffect, useRef, useState } from 'react';

import { listDomains, listImages, type Image } from '../../../contract/compute.js';
import { editServer, type Server } from '../../../contract/servers.js';
import type { HubApi } from '../hub-api.js';
import { Read } from '../ui/Read.js';
import { useRead } from '../ui/use-read.js';
import { titleOf } from './ServerRow.js';

interface Props {
  readonly server: Server;
  readonly api: HubApi;
  readonly accept: (server: Server) => void;
  readonly close: () => void;
}

function titleOfImage({ title, owner }: Image): string {
  return owner ? `${title} (saved by ${owner.displayName || owner.name})` : title;
}

/** Images that servers of the user can be started with. */
async function imagesForServers(api: HubApi): Promise<Image[]> {
  const [images, domains] = await Promise.all([api.call(listImages), api.call(listDomains)]);
  const usable = new Set(
    domains.items
      .filter(({ kinds }) => kinds.includes('interactive'))
      .flatMap(domain => domain.images)
  );
  return images.items.filter(({ id }) => usable.has(id));
}

/** Asks what a stopped server is to start with, and says what that costs. */
export function ChooseImage({ server, api, accept, close }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [chosen, setChosen] = useState(server.image);
  const [failure, setFailure] = useState<string | null>(null);
  const ask = useCallback(() => imagesForServers(api), [api]);
  const [images, again] = useRead(ask);
  useEffect(() => dialog.current?.showModal(), []);

  const choose = async () => {
    try {
      accept(
        await api.call(editServer, { params: { name: server.name }, body: { image: chosen } })
      );
      dialog.current?.close();
    } catch (error) {
      setFailure((error as Error).message);
    }
  };

  return (
    <dialog ref={dialog} className="lc-Dialog" aria-labelledby="choose-image" onClose={close}>
      <h2 id="choose-image">Image of “{titleOf(server)}”</h2>
      <Read state={images} again={again}>
        {items => (
          <fieldset className="lc-Choices">
            <legend className="lc-visuallyHidden">Image</legend>
            {items.map(image => (
              <label key={image.id} className="lc-Choice">
                <input
                  type="radio"
                  name="image"
                  checked={image.id === chosen}
                  onChange={() => setChosen(image.id)}
                />
                <span>
                  <strong>{titleOfImage(image)}</strong>
                  {image.description && (
                    <span className="lc-Muted lc-Table-second">{image.description}</span>
                  )}
                </span>
              </label>
            ))}
          </fieldset>
        )}
      </Read>
      {chosen !== server.image && (
        <p className="lc-Notice lc-mod-warn" role="status">
          Its next start makes it anew: packages that were installed in it and files outside of
          volumes are lost. Volumes, settings and layouts stay. Save the environment as an image
          first if you want to keep it.
        </p>
      )}
      {failure && (
        <p className="lc-Notice lc-mod-error" role="alert">
          {failure}
        </p>
      )}
      <div className="lc-Actions lc-mod-end">
        <button
          type="button"
          className="lc-Button"
          autoFocus
          onClick={() => dialog.current?.close()}
        >
          Cancel
        </button>
        <button
          type="button"
          className="lc-Button lc-mod-primary"
          disabled={chosen === server.image}
          onClick={() => void choose()}
        >
          Choose image
        </button>
      </div>
    </dialog>
  );
}
