import type { LeftOutReason } from '../../../contract/images.js';

/** Below a home directory; a folder stands for everything in it. */
const IN_HOMES: Readonly<Record<Exclude<LeftOutReason, 'temporary'>, readonly RegExp[]>> = {
  credential: [
    /^\.(ssh|aws|azure|kube|gnupg|globus|kaggle|oci|s3cfg|boto|mc|databrickscfg)$/,
    /^\.(netrc|_netrc|pypirc|git-credentials|pgpass|my\.cnf|npmrc|yarnrc\.yml|rucio|rucio\.cfg|vault-token)$/,
    /^\.(docker|podman)\/(config|auth)\.json$/,
    /^\.cargo\/credentials(\.toml)?$/,
    /^\.(cache\/)?huggingface\/(token|stored_tokens)$/,
    /^\.config\/(rclone|gcloud|gh|glab-cli|hub|git\/credentials|doctl|containers\/auth\.json|sops|op)$/,
    /^\.local\/share\/(keyrings|python_keyring|jupyter\/(jupyter_cookie_secret|notebook_(cookie_)?secret))$/,
    /^\.jupyter\/(.*cookie_secret|jupyter_(server|notebook)_config\.json)$/,
    /^\.ipython\/profile_[^/]+\/security$/,
    /(^|\/)(\.env|id_(rsa|dsa|ecdsa|ed25519)|x509up_u\d+)$/
  ],
  history: [
    /^\.[^/]*_?history$/,
    /^\.(lesshst|viminfo|wget-hsts|mysql_history|rediscli_history)$/,
    /^\.ipython\/profile_[^/]+\/(history\.sqlite.*|db)$/,
    /^\.local\/share\/(fish\/fish_history|recently-used\.xbel)$/,
    /^\.local\/state\/.*history.*$/
  ],
  runtime: [
    /^\.local\/share\/jupyter\/(runtime|nbsignatures\.db.*|file_id_manager\.db.*)$/,
    /^\.jupyter\/lab\/workspaces$/
  ],
  cache: [/^\.cache\/(pip|conda|mamba|uv|fontconfig|matplotlib)$/, /^\.local\/share\/Trash$/]
};

/** Anywhere. */
const ELSEWHERE: Readonly<Record<LeftOutReason, readonly RegExp[]>> = {
  credential: [/^\/(run|var\/run)\/secrets$/, /^\/tmp\/x509up_u\d+$/],
  history: [],
  runtime: [/^\/run$/, /^\/var\/run$/, /^\/var\/log$/],
  temporary: [/^\/tmp$/, /^\/var\/tmp$/],
  cache: [/^\/opt\/conda\/pkgs$/, /^\/var\/cache$/, /^\/var\/lib\/apt\/lists$/]
};

const HOME = /^\/(?:home\/[^/]+|root)\/(.+)$/;

function whyHere(path: string): LeftOutReason | null {
  const inHome = HOME.exec(path)?.[1];
  const match = (rules: Readonly<Record<string, readonly RegExp[]>>, text: string) =>
    Object.entries(rules).find(([, patterns]) => patterns.some(pattern => pattern.test(text)))?.[0];
  const reason =
    (inHome === undefined ? undefined : match(IN_HOMES, inHome)) ?? match(ELSEWHERE, path);
  return (reason as LeftOutReason | undefined) ?? null;
}

/** Folders that something is in, outermost first, and then itself: `/a`, `/a/b`, `/a/b/c`. */
export function stepsTo(path: string): string[] {
  const segments = path.split('/').slice(1);
  return segments.map((_segment, index) => `/${segments.slice(0, index + 1).join('/')}`);
}

/**
 * What of an environment does not go into an image that may be shared: what lets others act as its owner, what says what
 * he did, and what is of no use elsewhere.
 * @returns the outermost folder or file on the way to the path that is left out, and why; null when it goes in
 */
export function leftOutAt(path: string): { path: string; reason: LeftOutReason } | null {
  for (const step of stepsTo(path)) {
    const reason = whyHere(step);
    if (reason) {
      return { path: step, reason };
    }
  }
  return null;
}

const PRIVATE_KEY = /^-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Whether a file holds one of the secrets that the hub gave the container, or is a private key in a home directory. */
export function holdsSecret(path: string, content: Buffer, secrets: readonly string[]): boolean {
  return (
    secrets.some(secret => secret !== '' && content.includes(secret)) ||
    (HOME.test(path) && PRIVATE_KEY.test(content.toString('latin1', 0, 64)))
  );
}
