import { readUsage } from '../../contract/usage.js';
import { AppError } from '../errors.js';
import type { Api } from '../http/api.js';
import type { UsageService } from './service.js';

export function bindUsage(api: Api, usage: UsageService): void {
  api.stream(readUsage, ({ principal: { user }, query, request, response }) => {
    if (!user.admin) {
      throw new AppError('not-allowed', 'Only administrators see what everybody uses');
    }
    response.vary('Accept');
    if (request.accepts(['application/json', 'text/csv']) === 'text/csv') {
      response.type('text/csv').attachment('usage.csv').send(usage.csv(query));
    } else {
      response.json(usage.report(query));
    }
  });
}
