/**
 * The version of JupyterHub that we are compatible with. Single-user servers refuse to start when it is no version in
 * the sense of Python's packaging rules, and warn when its first number is not theirs.
 */
export const JUPYTERHUB_VERSION = '5.5.4';
