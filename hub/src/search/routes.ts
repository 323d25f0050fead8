import { search } from '../../contract/search.js';
import { actingUser } from '../accounts/acting-user.js';
import type { Api } from '../http/api.js';
import type { SearchService } from './service.js';

export function bindSearch(api: Api, service: SearchService): void {
  api.on(search, ({ query, principal }) => service.find(actingUser(principal), query));
}
