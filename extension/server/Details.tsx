import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { Server } from '../../hub/contract/servers.js';
import { levelOf } from '../../hub/contract/layer-level.js';
import { Moment } from '../ui/Moment.js';
import { formatBytes, formatShare } from '../ui/amounts.js';
import { layerText } from './limits.js';
import type { SetupTitles } from './servers/titles.js';

/** Everything about the server that its user may want to know. */
export function serverDetails(
  server: Server,
  titles: SetupTitles,
  now: Date,
  trans: TranslationBundle
): JSX.Element {
  const { layer, memory, mounts } = server;
  return (
    <div className="labcommons-ServerDetails">
      <dl className="labcommons-Facts">
        <dt>{trans.__('Domain')}</dt>
        <dd>{titles.domain}</dd>
        <dt>{trans.__('Image')}</dt>
        <dd>{titles.image}</dd>
        <dt>{trans.__('Memory')}</dt>
        <dd>
          {memory.usedBytes === null
            ? trans.__('up to %1', formatBytes(memory.limitBytes))
            : formatShare(memory.usedBytes, memory.limitBytes)}
        </dd>
        {layer.usedBytes !== null && (
          <>
            <dt>{trans.__('Outside of volumes')}</dt>
            <dd data-level={levelOf(layer.usedBytes, layer.limitBytes)}>
              {layerText(layer, trans)}
            </dd>
          </>
        )}
        {server.startedAt && (
          <>
            <dt>{trans.__('Started')}</dt>
            <dd>
              <Moment at={server.startedAt} now={now} trans={trans} />
            </dd>
          </>
        )}
        {server.idleStopAt && (
          <>
            <dt>{trans.__('Stops when idle')}</dt>
            <dd>
              <Moment at={server.idleStopAt} now={now} trans={trans} />
            </dd>
          </>
        )}
        {server.endsAt && (
          <>
            <dt>{trans.__('Ends')}</dt>
            <dd>
              <Moment at={server.endsAt} now={now} trans={trans} />
            </dd>
          </>
        )}
      </dl>
      <table className="labcommons-Table">
        <thead>
          <tr>
            <th>{trans.__('Volume')}</th>
            <th>{trans.__('Access')}</th>
          </tr>
        </thead>
        <tbody>
          {mounts.map(mount => (
            <tr key={mount.volume}>
              <td>{mount.volume}</td>
              <td>
                {mount.access === 'write' ? trans.__('read & write') : trans.__('read only')}
                {mount.reason !== null && (
                  <span className="labcommons-ServerDetails-reason">{mount.reason}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
