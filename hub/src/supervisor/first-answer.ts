import { get, type IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import { setTimeout as pause } from 'node:timers/promises';

const ASK_EVERY_MS = 50;

function answers(url: string): Promise<boolean> {
  return new Promise(resolve => {
    const listen = (response: IncomingMessage): void => {
      response.resume();
      resolve((response.statusCode ?? 500) < 500);
    };
    // It is ourselves that we ask, maybe by an address that the certificate does not name.
    const request = url.startsWith('https:')
      ? getSecurely(url, { timeout: 2000, rejectUnauthorized: false }, listen)
      : get(url, { timeout: 2000 }, listen);
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}

/**
 * Waits until a URL answers without a fault of the server, or `signal` aborts.
 * @param url - asked for at each try: the port may not be known from the beginning
 */
export async function firstAnswer(url: () => string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await answers(url()))) {
    await pause(ASK_EVERY_MS);
  }
}
