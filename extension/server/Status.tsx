import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Server } from '../../hub/contract/servers.js';
import type { IHubEvents, IServerModel } from '../tokens.js';
import { formatBytes, formatRoughDuration, formatShare } from '../ui/amounts.js';
import { useNow, useSignal } from '../ui/use-signal.js';

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
  const { server } = model;
  const isOffline = events.state.kind === 'offline';
  if (!server && !isOffline) return null;
  const text = isOffline
    ? trans.__('Hub not reachable')
    : server
      ? statusText(server, now, trans)
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
        data-tone={isOffline ? 'bad' : toneOf(server, now)}
        aria-hidden="true"
      />
      {text}
    </button>
  );
}

/** The parts that are known, from the most stable to the most lively. */
export function statusText(server: Server, now: Date, trans: TranslationBundle): string {
  const { memory, idleStopAt } = server;
  const parts = [
    server.domain,
    memory.usedBytes === null
      ? trans.__('up to %1', formatBytes(memory.limitBytes))
      : formatShare(memory.usedBytes, memory.limitBytes)
  ];
  if (idleStopAt) {
    const seconds = (new Date(idleStopAt).getTime() - now.getTime()) / 1_000;
    parts.push(trans.__('idle stop in %1', formatRoughDuration(Math.max(0, seconds), trans)));
  }
  return parts.join(' · ');
}

/** Warns when memory is nearly used up or the idle stop is near. */
function toneOf(server: Server | null, now: Date): 'good' | 'warn' {
  if (!server) return 'good';
  const { usedBytes, limitBytes } = server.memory;
  const isFull = usedBytes !== null && usedBytes > 0.9 * limitBytes;
  const stopsSoon =
    server.idleStopAt !== null && new Date(server.idleStopAt).getTime() - now.getTime() < 600_000;
  return isFull || stopsSoon ? 'warn' : 'good';
}
