import { z } from 'zod';

import type { ImageConfiguration } from './engine.js';

const NO_UID = -1;

const Kernel = z.object({ name: z.string(), displayName: z.string(), language: z.string() });

/** What was found inside an image; decides what it can be used for. */
export const ImageProbe = z.object({
  /** Path of a Python ≥ 3.9, the one that runs jobs; null when there is none. */
  python: z.string().nullable(),
  pythonVersion: z.string().nullable(),
  nbclient: z.string().nullable(),
  jupyterhub: z.string().nullable(),
  jupyterlab: z.string().nullable(),
  kernels: z.array(Kernel),
  entryPoint: z.array(z.string()),
  command: z.array(z.string()),
  /** Its own JUPYTER_PATH, to be kept behind ours; empty when it has none. */
  jupyterPath: z.string(),
  /** The same of its JUPYTER_CONFIG_PATH; images that were looked into before it was asked for have none. */
  jupyterConfigPath: z.string().default(''),
  uid: z.number().int(),
  gid: z.number().int(),
  home: z.string()
});
export type ImageProbe = z.infer<typeof ImageProbe>;

/** Why notebooks cannot run in an image; null when they can. */
export function whyNoNotebooks(probe: ImageProbe | null): string | null {
  if (probe === null) {
    return 'The image has not been looked at yet';
  }
  if (probe.python === null) {
    return 'It has no Python 3.9 or newer';
  }
  if (probe.nbclient === null) {
    return 'Its Python lacks the package nbclient';
  }
  return probe.kernels.length === 0 ? 'It has no kernel' : null;
}

/** Why no JupyterLab server can run in an image; null when one can. */
export function whyNoServer(probe: ImageProbe): string | null {
  return probe.jupyterhub === null ? 'The image lacks jupyterhub-singleuser' : null;
}

const MARK = '--- labcommons probe ---';

const SCRIPT = `
import json, os, sys
from importlib import metadata
def version(name):
    try:
        return metadata.version(name)
    except Exception:
        return None
kernels = []
try:
    from jupyter_client.kernelspec import KernelSpecManager
    for name, found in sorted(KernelSpecManager().get_all_specs().items()):
        spec = found["spec"]
        kernels.append({"name": name, "displayName": str(spec.get("display_name", name)), "language": str(spec.get("language", ""))})
except Exception:
    pass
new = sys.version_info >= (3, 9)
print("${MARK}")
print(json.dumps({
    "python": sys.executable if new else None,
    "pythonVersion": "%d.%d.%d" % sys.version_info[:3],
    "nbclient": version("nbclient"),
    "jupyterhub": version("jupyterhub"),
    "jupyterlab": version("jupyterlab"),
    "kernels": kernels,
    "jupyterPath": os.environ.get("JUPYTER_PATH", ""),
    "jupyterConfigPath": os.environ.get("JUPYTER_CONFIG_PATH", ""),
    "uid": os.getuid(), "gid": os.getgid(),
    "home": os.environ.get("HOME") or os.path.expanduser("~"),
}))
`;

/** Runs under the image's own entry point, so that it sees what a server or a job of this image will see. */
export const PROBE_COMMAND: readonly string[] = [
  'sh',
  '-c',
  `if command -v python3 >/dev/null 2>&1; then exec python3 -c "$0"; else echo '${MARK}'; ` +
    `echo "{\\"python\\":null,\\"pythonVersion\\":null,\\"nbclient\\":null,\\"jupyterhub\\":null,\\"jupyterlab\\":null,` +
    `\\"kernels\\":[],\\"jupyterPath\\":\\"\\",\\"uid\\":$(id -u),\\"gid\\":$(id -g),\\"home\\":\\"$HOME\\"}"; fi`,
  SCRIPT
];

/** Reads what the probe printed. @returns null when it did not get so far */
export function readProbe(
  output: string,
  built: { entryPoint: readonly string[]; command: readonly string[] }
): ImageProbe | null {
  const at = output.lastIndexOf(MARK);
  try {
    const said = JSON.parse(at < 0 ? '' : output.slice(at + MARK.length)) as object;
    return ImageProbe.parse({
      ...said,
      entryPoint: [...built.entryPoint],
      command: [...built.command]
    });
  } catch {
    return null;
  }
}

/** All that is known of an image that nothing can be tried in. */
export function asBuilt({
  entryPoint,
  command,
  environment,
  user
}: ImageConfiguration): ImageProbe {
  return {
    python: null,
    pythonVersion: null,
    nbclient: null,
    jupyterhub: null,
    jupyterlab: null,
    kernels: [],
    entryPoint: [...entryPoint],
    command: [...command],
    jupyterPath: '',
    jupyterConfigPath: '',
    // Of a name nobody knows the number: what it runs as is ours to say then.
    uid: /^\d+/.test(user) ? Number.parseInt(user, 10) : user === '' ? 0 : NO_UID,
    gid: NO_UID,
    home: environment['HOME'] ?? ''
  };
}
