import type { ServerOptionsData } from '../../../src/pages/page-data.js';

/** Path of what is opened once a server runs; empty: the server as it begins. */
export function openedNext({ next, wish }: ServerOptionsData, server: string): string {
  return wish?.path ? `${wish.userPath}${server}/${wish.path}` : next;
}
