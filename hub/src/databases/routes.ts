import { pipeline } from 'node:stream/promises';

import type { Response } from 'express';

import {
  changeDatabase,
  createDatabase,
  deleteDatabase,
  getDatabase,
  getDatabaseSchema,
  importTable,
  listDatabases,
  queryDatabase,
  queryDatabaseAsCsv
} from '../../contract/databases.js';
import type { User } from '../accounts/types.js';
import { allWordsOf } from '../all-words.js';
import { decodeCursor, pageFrom } from '../cursor.js';
import { AppError } from '../errors.js';
import { guardBytes } from '../files/send-bytes.js';
import { locate, tagged } from '../http/answers.js';
import type { Api } from '../http/api.js';
import { metered } from '../http/request-bytes.js';
import { versionSeen } from '../http/version-seen.js';
import type { Databases } from './compose.js';
import type { Database } from './types.js';

/** Aborted when the caller goes away before he has the whole answer. */
function untilGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) {
      gone.abort(new AppError('limit-reached', 'Nobody waited for the answer'));
    }
  });
  return gone.signal;
}

/** What a database says of itself. */
const textOf = ({ address, description }: Database) => `${address}\n${description}`;

export function bindDatabases(api: Api, { service, editor, queries, imports }: Databases): void {
  const answer = (response: Response, user: User, database: Database) =>
    tagged(response, service.toContract(user, database));

  api.on(listDatabases, ({ query: { kind, q = '', limit, cursor }, principal: { user } }) => {
    const [after = ''] = decodeCursor(cursor, 1);
    const isAbout = allWordsOf(q);
    const rest = service
      .list(user, kind)
      .filter(database => database.address > after && isAbout(textOf(database)));
    const { items, nextCursor } = pageFrom(rest, limit, ({ address }) => [address]);
    return {
      items: items.map(database => service.toContract(user, database)),
      nextCursor,
      limits: service.limitsFor(user)
    };
  });

  api.on(createDatabase, async ({ body, principal: { user }, response }) => {
    const database = await editor.create(user, body);
    locate(response, database.id);
    return answer(response, user, database);
  });

  api.on(getDatabase, ({ params, principal: { user }, response }) =>
    answer(response, user, service.find(user, params.database))
  );

  api.on(changeDatabase, ({ params, body, principal: { user }, request, response }) =>
    answer(response, user, editor.change(user, params.database, versionSeen(request), body))
  );

  api.on(deleteDatabase, ({ params, principal: { user }, request }) =>
    editor.remove(user, params.database, versionSeen(request))
  );

  api.on(getDatabaseSchema, async ({ params, principal: { user }, response }) => ({
    tables: await queries.schema(user, params.database, untilGone(response))
  }));

  api.stream(queryDatabase, async ({ params, body, principal: { user }, response }) => {
    const signal = untilGone(response);
    const answer = await queries.query(user, params.database, body, signal);
    response.type('json');
    await pipeline(answer, response).catch(() => response.destroy());
  });

  api.on(importTable, ({ params, principal: { user }, request, response }) => {
    if (!request.is('text/csv')) {
      throw new AppError('unsupported-media-type', 'Send the table as text/csv');
    }
    const incoming = (onChunk: (bytes: number) => void) => metered(request, onChunk);
    return imports.put(user, params.database, params.table, incoming, untilGone(response));
  });

  api.stream(queryDatabaseAsCsv, async ({ params, body, principal: { user }, response }) => {
    const signal = untilGone(response);
    const { name, body: csv } = await queries.csv(user, params.database, body, signal);
    guardBytes(response, 'text/csv; charset=utf-8', `${name}.csv`);
    await pipeline(csv, response).catch(() => response.destroy());
  });
}
