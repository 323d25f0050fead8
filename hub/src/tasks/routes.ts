import * as contract from '../../contract/tasks.js';
import { actingUser } from '../accounts/acting-user.js';
import type { Api } from '../http/api.js';
import type { TaskService } from './service.js';

export function bindTasks(api: Api, tasks: TaskService): void {
  api.on(contract.submitTask, async ({ principal, body, request, response }) => {
    const task = await tasks.submit(actingUser(principal), body);
    response.location(`${request.originalUrl.replace(/\?.*$/, '')}/${task.id}`);
    return task;
  });
  api.on(contract.listTasks, ({ principal, query }) => tasks.list(principal.user, query));
  api.on(contract.getTask, ({ principal, params }) => tasks.get(principal.user, params.id));
  api.on(contract.cancelTask, ({ principal, params }) => tasks.cancel(principal.user, params.id));
}
