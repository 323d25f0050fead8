// The certificate authorities that this machine trusts beyond the usual ones: an image built here must trust them too.
import { X509Certificate } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

const ADDED_BY_ADMINISTRATORS = '/usr/local/share/ca-certificates';
const OF_THE_DISTRIBUTION = '/usr/share/ca-certificates/mozilla';
const VARIABLES = ['SSL_CERT_FILE', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'];

function filesIn(directory) {
  try {
    return readdirSync(directory)
      .filter(name => name.endsWith('.crt'))
      .map(name => join(directory, name));
  } catch {
    return [];
  }
}

function certificatesIn(file) {
  let pem = '';
  try {
    pem = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap(block => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

/**
 * Authorities of this machine that neither Node nor the distribution brings along.
 * @returns PEM text by file name, in a fixed order
 */
export function authoritiesOfThisMachine(env = process.env) {
  const usual = new Set([
    ...rootCertificates.map(pem => new X509Certificate(pem).fingerprint256),
    ...filesIn(OF_THE_DISTRIBUTION)
      .flatMap(certificatesIn)
      .map(found => found.fingerprint256)
  ]);
  const named = VARIABLES.map(name => env[name]).filter(Boolean);
  const found = new Map();
  for (const file of new Set([...filesIn(ADDED_BY_ADMINISTRATORS), ...named])) {
    for (const certificate of certificatesIn(file)) {
      if (certificate.ca && !usual.has(certificate.fingerprint256)) {
        const name = `host-${certificate.fingerprint256.replaceAll(':', '').slice(0, 16)}.crt`;
        found.set(name, certificate.toString());
      }
    }
  }
  return new Map([...found].sort(([a], [b]) => a.localeCompare(b)));
}
