import type { TranslationBundle } from '@jupyterlab/translation';

import {
  effectOf,
  firstSetup,
  freeName,
  makesAnew,
  needsRestart,
  type SetupEffect
} from '../../../hub/contract/server-choice.js';
import { getServerOptions, type ServerOptions } from '../../../hub/contract/server-options.js';
import {
  createServer,
  editServer,
  listServers,
  startServer,
  type Server,
  type ServerSetup
} from '../../../hub/contract/servers.js';
import type { HubClient } from '../../api/hub-client.js';
import { SentForm } from '../../ui/sent-form.js';
import { readLosses, type LossesState } from './losses.js';

export type OptionsState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | {
      readonly kind: 'ready';
      readonly options: ServerOptions;
      /** Null for one that is to be. */
      readonly server: Server | null;
      readonly taken: readonly string[];
      readonly setup: ServerSetup | null;
    };

interface Options {
  readonly client: HubClient;
  /** Name of the server; null for a new one. */
  readonly name: string | null;
  readonly trans: TranslationBundle;
}

/** What a server is made of, to be chosen: of one that exists, or of one that is to be. */
export class OptionsForm extends SentForm<Server> {
  constructor(private readonly options: Options) {
    super(options.trans);
    void this.read();
    const { client, name } = options;
    if (name !== null) void readLosses(client, name).then(losses => this.setLosses(losses));
  }

  get state(): OptionsState {
    return this._state;
  }

  get losses(): LossesState {
    return this._losses;
  }

  get displayName(): string {
    return this._displayName;
  }

  set displayName(displayName: string) {
    this._displayName = displayName;
    this._changed.emit();
  }

  /** What sending leads to; null as long as there is nothing to choose from. */
  get effect(): SetupEffect | 'make' | null {
    const { _state: state } = this;
    if (state.kind !== 'ready' || state.setup === null) return null;
    return state.server ? effectOf(state.options, state.server, state.setup) : 'make';
  }

  /** Whether a server that runs has to be restarted for what is chosen, or was chosen before. */
  get asksForRestart(): boolean {
    const { _state: state, effect } = this;
    if (state.kind !== 'ready' || !state.server) return false;
    return effect === 'restart' || (effect === 'nothing' && needsRestart(state.server));
  }

  /** Whether what is chosen loses what the server holds. */
  get isLossy(): boolean {
    const { _state: state } = this;
    return (
      state.kind === 'ready' &&
      state.server !== null &&
      state.setup !== null &&
      makesAnew(state.options, state.server, state.setup)
    );
  }

  override get isBlocked(): boolean {
    return this.effect === null;
  }

  choose(setup: ServerSetup): void {
    if (this._state.kind === 'ready') this.setState({ ...this._state, setup });
  }

  retry(): void {
    this.setState({ kind: 'loading' });
    void this.read();
  }

  /** What does not run is started with what was chosen. */
  protected async save(): Promise<Server> {
    const { _state: state, effect } = this;
    const isKept = effect === 'nothing' && state.kind === 'ready' && state.server;
    const server = isKept || (await this.sendSetup());
    return effect === 'make' || server.state === 'stopped' || server.state === 'failed'
      ? this.options.client.call(startServer, { params: { name: server.name } })
      : server;
  }

  private sendSetup(): Promise<Server> {
    const { client, name } = this.options;
    const { _state: state } = this;
    if (state.kind !== 'ready' || !state.setup) throw new TypeError('nothing was chosen');
    const { setup, taken } = state;
    if (name !== null && state.server) {
      return client.call(editServer, { params: { name }, body: setup });
    }
    const displayName = this._displayName.trim();
    const body = { name: freeName(displayName, taken), ...(displayName && { displayName }) };
    return client.call(createServer, { body: { ...body, ...setup } });
  }

  private async read(): Promise<void> {
    const { client, name } = this.options;
    try {
      const [options, { items }] = await Promise.all([
        client.call(getServerOptions),
        client.call(listServers)
      ]);
      const server = items.find(other => other.name === name) ?? null;
      const taken = items.map(other => other.name);
      const setup = firstSetup(options, server);
      this.setState({ kind: 'ready', options, server, taken, setup });
    } catch (error) {
      this.setState({ kind: 'failed', error });
    }
  }

  private setLosses(losses: LossesState): void {
    this._losses = losses;
    this._changed.emit();
  }

  private setState(state: OptionsState): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: OptionsState = { kind: 'loading' };
  private _losses: LossesState = { kind: 'loading' };
  private _displayName = '';
}
