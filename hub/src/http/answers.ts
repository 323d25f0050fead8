// What answers say beside their bodies.
import type { Request, Response } from 'express';

/** The path of a request as its sender wrote it, without a slash at its end. */
export function pathAsked({ originalUrl }: Pick<Request, 'originalUrl'>): string {
  return originalUrl.replace(/\/?(\?.*)?$/, '');
}

/** Tells where something is that was made in the list that was asked. */
export function locate(response: Response, id: string): void {
  response.location(`${pathAsked(response.req)}/${id}`);
}

/** Tells which version it is that is answered, for a later `If-Match`. */
export function tagged<T extends { readonly version: number }>(response: Response, item: T): T {
  response.set('ETag', `"${item.version}"`);
  return item;
}
