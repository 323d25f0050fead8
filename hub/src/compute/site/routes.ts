import {
  changeSiteDomain,
  changeSiteImage,
  listSiteDomains,
  listSiteImages,
  prepareSiteImage,
  registerDomain,
  registerImage,
  removeSiteDomain,
  removeSiteImage
} from '../../../contract/site-compute.js';
import { tagged } from '../../http/answers.js';
import type { Api } from '../../http/api.js';
import { versionSeen } from '../../http/version-seen.js';
import type { SiteDomains } from './domains.js';
import type { SiteImages } from './images.js';

export function bindSiteCompute(
  api: Api,
  { siteImages, siteDomains }: { siteImages: SiteImages; siteDomains: SiteDomains }
): void {
  api.on(listSiteImages, ({ principal }) => ({ items: siteImages.list(principal.user) }));
  api.on(registerImage, ({ principal, body, response }) =>
    tagged(response, siteImages.register(principal.user, body))
  );
  api.on(changeSiteImage, ({ principal, params, body, request, response }) =>
    tagged(response, siteImages.change(principal.user, params.id, versionSeen(request), body))
  );
  api.on(prepareSiteImage, ({ principal, params }) =>
    siteImages.prepare(principal.user, params.id)
  );
  api.on(removeSiteImage, ({ principal, params, request }) =>
    siteImages.remove(principal.user, params.id, versionSeen(request))
  );
  api.on(listSiteDomains, ({ principal }) => ({ items: siteDomains.list(principal.user) }));
  api.on(registerDomain, ({ principal, body, response }) =>
    tagged(response, siteDomains.register(principal.user, body))
  );
  api.on(changeSiteDomain, ({ principal, params, body, request, response }) =>
    tagged(response, siteDomains.change(principal.user, params.id, versionSeen(request), body))
  );
  api.on(removeSiteDomain, ({ principal, params, request }) =>
    siteDomains.remove(principal.user, params.id, versionSeen(request))
  );
}
