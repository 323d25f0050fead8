import { randomUUID } from 'node:crypto';

import { newNotebook, QUICK_FOLDER } from '../../contract/quick-notebook.js';
import type { User } from '../accounts/types.js';
import type { Clock } from '../clock.js';
import { treePath } from './plan.js';
import type { LinkFiles, LinkServers } from './ports.js';
import type { AppLinkService, Opened } from './service.js';

const PYTHON = { name: 'python3', displayName: 'Python 3', language: 'python' };

/** A new notebook in a running JupyterLab, in one act. */
export class QuickNotebooks {
  constructor(
    private readonly links: AppLinkService,
    private readonly servers: LinkServers,
    private readonly files: LinkFiles,
    private readonly clock: Clock
  ) {}

  /**
   * Makes the notebook in the user's folder for such, set to the first kernel of the image, and starts the server that
   * opens it: the default one, if it is JupyterLab.
   * @throws AppError as making and starting a server does, `quota-exceeded`
   */
  async begin(user: User): Promise<Opened> {
    const plan = await this.links.plan(user, new URLSearchParams());
    this.links.mustStart(plan);
    const { server } = plan;
    const imageId = server.kind === 'make' ? server.image.id : server.server.image;
    const { images } = this.servers.settings.options(user);
    const image = images.find(({ id }) => id === imageId);
    const notebook = newNotebook(image?.kernels[0] ?? PYTHON, {
      notebookId: randomUUID(),
      image: imageId,
      lastEdit: { user: user.name, time: this.clock().toISOString() }
    });
    const place = await this.files.writeNew(
      user,
      `Storage/${user.name}/persistent/${QUICK_FOLDER}/Untitled.ipynb`,
      Buffer.from(`${JSON.stringify(notebook, null, 1)}\n`)
    );
    const { server: name } = await this.links.open(user, new URLSearchParams({ file: place }));
    return { server: name, path: treePath(place) };
  }
}
