import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions, type Server } from 'node:tls';

import type { Logger } from 'pino';

import type { TlsFiles } from '../config.js';

const LOOK_EVERY_MS = 30_000;

/**
 * Reads a certificate with its chain, and its key.
 * @throws Error when they cannot be read or do not belong together
 */
export function readCertificate({ certificate, key }: TlsFiles): SecureContextOptions {
  const context: SecureContextOptions = {
    cert: readFileSync(certificate),
    key: readFileSync(key),
    minVersion: 'TLSv1.2'
  };
  createSecureContext(context);
  return context;
}

/**
 * Takes a renewed certificate into use without a restart; connections that are open stay as they are. A pair that does
 * not fit, maybe half renewed, changes nothing until it does.
 * @returns ends the watching
 */
export function followCertificate(
  server: Server,
  files: TlsFiles,
  log: Logger,
  lookEveryMs = LOOK_EVERY_MS
): () => void {
  const read = (): string =>
    readFileSync(files.certificate, 'utf8') + readFileSync(files.key, 'utf8');
  let tried = read();
  const look = (): void => {
    try {
      const found = read();
      if (found !== tried) {
        tried = found;
        server.setSecureContext(readCertificate(files));
        log.info(files, 'the certificate was renewed');
      }
    } catch (error) {
      log.warn({ err: error, ...files }, 'the new certificate is of no use yet');
    }
  };
  const looking = setInterval(look, lookEveryMs).unref();
  return () => clearInterval(looking);
}
