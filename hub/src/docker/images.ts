import type Dockerode from 'dockerode';

import type { ImageConfiguration } from '../compute/engine.js';
import { ask } from './errors.js';

/** The registry's digest of an image, or the image's own id for one that never saw a registry. */
export async function imageDigest(docker: Dockerode, reference: string): Promise<string | null> {
  const image = await ask(
    `Looking for the image ${reference}`,
    () => docker.getImage(reference).inspect(),
    [404]
  );
  return image ? (image.RepoDigests?.[0]?.split('@')[1] ?? image.Id) : null;
}

/** What an image starts, as it was built. */
export async function imageConfiguration(
  docker: Dockerode,
  reference: string
): Promise<ImageConfiguration> {
  const image = await ask(`Looking at the image ${reference}`, () =>
    docker.getImage(reference).inspect()
  );
  const list = (value: string | string[] | undefined | null) =>
    value === undefined || value === null ? [] : [value].flat();
  const environment = (image?.Config.Env ?? []).map((line): [string, string] => {
    const at = line.indexOf('=');
    return [line.slice(0, at), line.slice(at + 1)];
  });
  return {
    entryPoint: list(image?.Config.Entrypoint),
    command: list(image?.Config.Cmd),
    environment: Object.fromEntries(environment),
    user: image?.Config.User ?? ''
  };
}
