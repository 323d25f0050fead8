import type { Quota } from '../../contract/volumes.js';
import type { Message } from '../notifications/ports.js';
import { bytesInWords, filesInWords } from './amounts.js';
import type { QuotaLevel } from './quota-level.js';

function usedInWords({ bytes, bytesLimit, files, filesLimit }: Quota): string {
  const parts = [
    bytesLimit !== null && `${bytesInWords(bytes)} of ${bytesInWords(bytesLimit)}`,
    filesLimit !== null && `${files} of ${filesInWords(filesLimit)}`
  ];
  return parts.filter(part => part !== false).join(', ');
}

function timeInWords(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

/** What an owner reads when what he keeps in a root volume comes near the limit, passes it, and has passed it for long. */
export function quotaMessage(quota: Quota, level: QuotaLevel): Message {
  const { root, title, readOnlyAt } = quota;
  const used = `${usedInWords(quota)} are used. What lies in the trash counts too.`;
  const texts: Record<QuotaLevel, { title: string; body: string }> = {
    near: { title: `${title} is nearly full`, body: used },
    over: {
      title: `${title} holds more than it may`,
      body: `${used} Delete something by ${timeInWords(readOnlyAt ?? '')}: from then on servers and jobs may only read there.`
    },
    readOnly: {
      title: `Servers and jobs may only read in ${title}`,
      body: `${used} Delete something in the Volumes panel, and they may write again.`
    }
  };
  return { kind: 'quota', ...texts[level], resource: { kind: 'quota', id: root } };
}
