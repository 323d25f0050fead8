import { whyNoServer } from '../../compute/image-probe.js';
import { SERVER_PORT, serverEnvironment } from '../environment.js';
import { WORKSPACE } from '../mounts.js';
import { askSingleUser } from '../readiness.js';
import type { KindOfServer } from './kind.js';

/** JupyterLab, as `jupyterhub-singleuser` in whatever way the image starts it. */
export const LAB: KindOfServer = {
  kind: 'lab',
  program: 'JupyterLab',
  port: SERVER_PORT,
  workspace: WORKSPACE,
  hasCredentials: true,
  route: null,
  path: () => '',
  command: () => null,
  environment: serverEnvironment,
  whyNot: whyNoServer,
  askReadiness: askSingleUser
};
