import { listDomains, listImages } from '../../contract/compute.js';
import {
  deleteImage,
  editImage,
  getImage,
  listServerChanges,
  saveEnvironment
} from '../../contract/images.js';
import { actingUser } from '../accounts/acting-user.js';
import type { User } from '../accounts/types.js';
import { AppError } from '../errors.js';
import type { Api } from '../http/api.js';
import type { Compute } from './compose.js';

export function bindCompute(api: Api, { domains, images, savedImages: saved }: Compute): void {
  const usable = (user: User, domain?: string) => {
    const ids = domains.imagesFor(user, domain);
    return [...images.list(ids), ...saved.documents(ids)];
  };

  api.on(listDomains, ({ principal }) => ({ items: domains.list(principal.user) }));

  api.on(listImages, ({ query, principal: { user } }) => ({
    items: query.mine === undefined ? usable(user, query.domain) : saved.listOf(user)
  }));

  api.on(getImage, ({ params, principal: { user } }) => {
    const image = [...usable(user), ...saved.listOf(user)].find(({ id }) => id === params.id);
    if (!image) {
      throw new AppError('not-found', 'There is no such image, or you may not see it');
    }
    return image;
  });

  api.on(editImage, ({ params, body, principal }) => saved.edit(principal.user, params.id, body));

  api.on(deleteImage, ({ params, principal }) => saved.remove(actingUser(principal), params.id));

  api.on(listServerChanges, ({ params, principal }) => saved.changes(principal.user, params.name));

  api.on(saveEnvironment, ({ params, body, principal }) =>
    saved.save(principal.user, params.name, body)
  );
}
