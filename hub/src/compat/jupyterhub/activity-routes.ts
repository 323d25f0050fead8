import { z } from 'zod';

import type { Server } from '../../../contract/servers.js';
import type { AccountService } from '../../accounts/service.js';
import type { Clock } from '../../clock.js';
import { AppError } from '../../errors.js';
import { toRowName } from '../../servers/names.js';
import type { Callers } from './callers.js';
import type { HubApi } from './hub-api.js';
import type { HubServers } from './ports.js';

const FUTURE_MS = 3600 * 1000;

const Report = z
  .object({
    last_activity: z.string().optional(),
    servers: z.record(z.string(), z.object({ last_activity: z.string() })).optional()
  })
  .refine(report => report.last_activity !== undefined || report.servers !== undefined);

/** A time as Python prints it: microseconds, and without a zone meaning UTC. */
export function parseActivityTime(text: string, now: Date): Date {
  const match =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  const time = match ? new Date(`${match[1]}T${match[2]}${match[3] ?? 'Z'}`) : new Date(NaN);
  if (Number.isNaN(time.getTime())) {
    throw new AppError('invalid-request', 'Not a valid ISO 8601 time in last_activity');
  }
  if (time.getTime() > now.getTime() + FUTURE_MS) {
    throw new AppError('invalid-request', 'last_activity is in the future');
  }
  return time;
}

/** What servers report of themselves, at start and every five minutes, also when nothing changed. */
export function bindActivityReports(
  api: HubApi,
  callers: Callers,
  accounts: AccountService,
  servers: HubServers,
  clock: Clock
): void {
  api.on('post', '/users/:name/activity', ({ principal, params, body, response }) => {
    const user = callers.target(principal, params['name'] ?? '', 'users:activity');
    const report = Report.safeParse(body);
    if (!report.success) {
      throw new AppError(
        'invalid-request',
        'Send an object with last_activity, servers, or both, each server with its last_activity'
      );
    }
    const now = clock();
    const known = new Map<string, Server>(
      servers.listFor(user).map(server => [toRowName(server.name), server])
    );
    const ofServers = Object.entries(report.data.servers ?? {}).map(([name, reported]) => {
      const server = known.get(name);
      if (!server) {
        throw new AppError('invalid-request', 'No such server');
      }
      return { id: server.id, at: parseActivityTime(reported.last_activity, now) };
    });
    const ofUser =
      report.data.last_activity === undefined
        ? null
        : parseActivityTime(report.data.last_activity, now);
    for (const { id, at } of ofServers) {
      servers.recordActivity(id, at);
    }
    if (ofUser) {
      accounts.touch(user, ofUser);
    }
    response.status(200).end();
  });
}
