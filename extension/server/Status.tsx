import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { levelOf } from '../../hub/contract/layer-level.js';
import type { Server } from '../../hub/contract/servers.js';
import type { IHubEvents, IServerModel } from '../tokens.js';
import { formatBytes, formatRoughDuration, formatShare } from '../ui/amounts.js';
import { useNow, useSignal } from '../ui/use-signal.js';
import { isNearLimit, layerText, stopOf } from './limits.js';

interface StatusProps {
  readonly model: IServerModel;
  readonly events: IHubEvents;
  readonly trans: TranslationBundle;
  readonly onMenu: (anchor: DOMRect) => void;
}

/** The server in the status bar: `● Small · 1.2 / 4 GB · idle stop in 47 h`. */
export function Status(props: StatusProps): JSX.Element | null {
  const { model, events, trans, onMenu } = props;
  useSignal(model.changed);
  useSignal(events.stateChanged);
  const now = useNow(30_000);
  const { server, domainTitle } = model;
  const isOffline = events.state.kind === 'offline';
  if (!server && !isOffline) return null;
  const text = isOffline
    ? trans.__('Hub not reachable')
    : server
      ? statusText(server, domainTitle, now, trans)
      : '';
  return (
    <button
      className="labcommons-ServerStatus"
      aria-haspopup="menu"
      title={trans.__('Your server: keep, restart, stop, details')}
      onClick={event => onMenu(event.currentTarget.getBoundingClientRect())}
    >
      <span
        className="labcommons-ServerStatus-dot"
        data-tone={isOffline ? 'bad' : server && isNearLimit(server, now) ? 'warn' : 'good'}
        aria-hidden="true"
      />
      {text}
    </button>
  );
}

/** The parts that are known, from the most stable to the most lively. */
export function statusText(
  server: Server,
  domainTitle: string | null,
  now: Date,
  trans: TranslationBundle
): string {
  const { layer, memory } = server;
  const parts = [
    ...(domainTitle === null ? [] : [domainTitle]),
    memory.usedBytes === null
      ? trans.__('up to %1', formatBytes(memory.limitBytes))
      : formatShare(memory.usedBytes, memory.limitBytes)
  ];
  if (levelOf(layer.usedBytes, layer.limitBytes) !== 'fine') {
    parts.push(trans.__('outside of volumes %1', layerText(layer, trans)));
  }
  const stop = stopOf(server);
  if (stop) {
    const seconds = (new Date(stop.at).getTime() - now.getTime()) / 1_000;
    const left = formatRoughDuration(Math.max(0, seconds), trans);
    parts.push(stop.isEnd ? trans.__('ends in %1', left) : trans.__('idle stop in %1', left));
  }
  return parts.join(' · ');
}
