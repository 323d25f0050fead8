import type { ImageProbe } from '../../compute/image-probe.js';
import type { AppRoute } from '../../gateway/ports.js';
import type { EnvironmentWish, ServerSettings } from '../environment.js';
import type { Readiness, ServerAddress } from '../readiness.js';

/** What differs between servers that run JupyterLab and those that run a program with pages of its own. */
export interface KindOfServer {
  readonly kind: 'lab' | 'app';
  /** What is waited for, in words. */
  readonly program: string;
  /** Port inside the container. */
  readonly port: number;
  /** Where the workspace is in the container. */
  readonly workspace: string;
  /** Whether the server asks the hub by itself who its visitors are, with credentials of its own. */
  readonly hasCredentials: boolean;
  /** What the gateway does for its program; null where the server looks after itself. */
  readonly route: AppRoute | null;
  /** What is opened, below the path of the server: empty, or relative. */
  path(prefix: string): string;
  /** What runs in place of all that the image starts; null leaves it to the image. */
  command(prefix: string): readonly string[] | null;
  /** What it is told, without secrets. */
  environment(wish: EnvironmentWish, site: ServerSettings): Record<string, string>;
  /** Why it cannot run in an image; null when it can. */
  whyNot(probe: ImageProbe): string | null;
  askReadiness(address: ServerAddress, prefix: string): Promise<Readiness>;
}
