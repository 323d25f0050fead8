import type { Endpoint } from '../../../contract/endpoint.js';
import { HubApi, HubError, type Input } from '../hub-api.js';

type Answer = (input: Input<Endpoint>) => unknown;

/** The hub's API, as a test answers it. */
export class FakeHub extends HubApi {
  /** Everything that was asked, as `id` and what was sent. */
  readonly asked: [id: string, input: { params?: unknown; body?: unknown }][] = [];
  private readonly answers = new Map<string, Answer>();

  constructor() {
    super('/hub/', 'x');
  }

  answer(endpoint: Endpoint, answer: Answer): this {
    this.answers.set(endpoint.id, answer);
    return this;
  }

  override async call(endpoint: Endpoint, input: Input<Endpoint> = {}): Promise<never> {
    this.asked.push([endpoint.id, { params: input.params, body: input.body }]);
    const answer = this.answers.get(endpoint.id);
    if (!answer) {
      throw new HubError('not-found', `Nothing answers ${endpoint.id}`);
    }
    return (await answer(input)) as never;
  }

  // eslint-disable-next-line require-yield
  override async *follow(_endpoint: Endpoint, { signal }: Input<Endpoint>): AsyncGenerator<never> {
    await new Promise(resolve => signal?.addEventListener('abort', resolve));
  }
}
