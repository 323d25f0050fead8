import { Signal, type ISignal } from '@lumino/signaling';

import { followServerStart, ServerProgress } from '../../../hub/contract/servers.js';
import type { HubClient } from '../../api/hub-client.js';
import { HubError } from '../../api/hub-error.js';
import { SseParser } from '../../events/sse.js';

/**
 * How far a restart is.
 * - `followed`: the hub tells the steps
 * - `unseen`: the hub no longer takes this page's token, which ends with the server that issued it; what is left is to
 *   ask the server itself whether it is there again
 */
export type RestartState =
  | { readonly kind: 'followed'; readonly steps: readonly ServerProgress[] }
  | { readonly kind: 'unseen'; readonly steps: readonly ServerProgress[] }
  | { readonly kind: 'failed'; readonly reason: string; readonly logTail: string | null }
  | { readonly kind: 'ready' };

interface Options {
  readonly client: HubClient;
  /** Name of the server at the hub. */
  readonly name: string;
  /** Whether the server itself answers again. */
  readonly isBack: () => Promise<boolean>;
}

const AGAIN_MS = 500;

/** Follows a restart of the server in which this page lives, to its end. */
export class RestartWatch {
  constructor(private readonly options: Options) {}

  get state(): RestartState {
    return this._state;
  }

  get changed(): ISignal<this, RestartState> {
    return this._changed;
  }

  /** Resolves when it is there again or has failed; never throws. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isOver) {
      try {
        if (this._state.kind === 'unseen') {
          if (await this.options.isBack()) this.setState({ kind: 'ready' });
        } else await this.followOnce(signal);
      } catch (error) {
        // Not known, or not yet starting, or no hub to ask: the next look will tell.
        if (error instanceof HubError && error.code === 'not-signed-in') this.loseSight();
      }
      if (!this.isOver) await new Promise(resolve => setTimeout(resolve, AGAIN_MS));
    }
  }

  private get isOver(): boolean {
    return this._state.kind === 'ready' || this._state.kind === 'failed';
  }

  private async followOnce(signal: AbortSignal): Promise<void> {
    const { client, name } = this.options;
    const body = await client.follow(followServerStart, { name }, { signal });
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = new SseParser();
    const steps: ServerProgress[] = [];
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      for (const { data } of parser.push(decoder.decode(value, { stream: true }))) {
        const step = ServerProgress.parse(JSON.parse(data));
        steps.push(step);
        if (step.ready) this.setState({ kind: 'ready' });
        else if (step.failed) {
          const { message: reason, logTail = null } = step;
          this.setState({ kind: 'failed', reason, logTail });
        } else this.setState({ kind: 'followed', steps: [...steps] });
        if (this.isOver) return;
      }
    }
  }

  private loseSight(): void {
    if (this._state.kind === 'followed') {
      this.setState({ kind: 'unseen', steps: this._state.steps });
    }
  }

  private setState(state: RestartState): void {
    this._state = state;
    this._changed.emit(state);
  }

  private _state: RestartState = { kind: 'followed', steps: [] };
  private readonly _changed = new Signal<this, RestartState>(this);
}
