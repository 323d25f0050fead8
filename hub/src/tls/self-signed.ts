import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname } from 'node:path';

import { generate } from 'selfsigned';

import type { TlsFiles } from '../config.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Browsers take none that is valid for longer. */
const VALID_DAYS = 397;
const RENEWED_DAYS_BEFORE = 30;

/** Whether the certificate on disk still serves: for these hosts, and for some time to come. */
function isGood({ certificate }: TlsFiles, hosts: readonly string[], now: Date): boolean {
  try {
    const found = new X509Certificate(readFileSync(certificate));
    const isLong = Date.parse(found.validTo) - now.getTime() > RENEWED_DAYS_BEFORE * DAY_MS;
    return (
      isLong && hosts.every(host => (isIP(host) ? found.checkIP(host) : found.checkHost(host)))
    );
  } catch {
    return false;
  }
}

/**
 * Sees to it that there is a certificate for these hosts that we signed ourselves, and its key (mode 0600). One that is
 * there and good for another 30 days stays, so that browsers ask about it once.
 * @param hosts - names and IP addresses by which browsers reach us
 */
export async function ensureSelfSigned(
  files: TlsFiles,
  hosts: readonly string[],
  now: Date
): Promise<void> {
  if (isGood(files, hosts, now)) {
    return;
  }
  const [first = 'localhost'] = hosts;
  const made = await generate([{ name: 'commonName', value: first }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(now.getTime() - DAY_MS),
    notAfterDate: new Date(now.getTime() + (VALID_DAYS - 1) * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: hosts.map(host => (isIP(host) ? { type: 7, ip: host } : { type: 2, value: host }))
      }
    ]
  });
  mkdirSync(dirname(files.key), { recursive: true, mode: 0o700 });
  // The key first: a certificate that is there has a key that fits.
  replace(files.key, made.private, 0o600);
  replace(files.certificate, made.cert, 0o644);
}

function replace(file: string, content: string, mode: number): void {
  writeFileSync(`${file}.new`, content, { mode });
  renameSync(`${file}.new`, file);
}
