// The few calls of the Docker Engine API that the set-up makes, with nothing but Node: no package is installed yet, and
// a machine may have an engine without its command-line program.
import { request } from 'node:http';

import { SetupError } from './progress.mjs';

/** A Docker Engine at a unix socket or, `tcp://host:port`, in the clear on a private network. */
export class Docker {
  /** @param address - `unix:///var/run/docker.sock` or `tcp://host:port` */
  constructor(address) {
    this.address = address;
    this.target = address.startsWith('unix://')
      ? { socketPath: address.slice('unix://'.length) }
      : { host: new URL(address).hostname, port: new URL(address).port };
  }

  /** True when the engine answers; an error tells why it does not. */
  async ping() {
    await this.call('GET', '/_ping', { timeoutMs: 3000 });
  }

  /** Labels of an image, or null when the engine has none of this name. */
  async imageLabels(reference) {
    const { status, body } = await this.call('GET', `/images/${reference}/json`, { allow: [404] });
    return status === 404 ? null : (JSON.parse(body).Config?.Labels ?? {});
  }

  /** Makes an image of one layer from a tar archive. */
  importImage(tar, { repository, labels }) {
    const changes = Object.entries(labels).map(([key, value]) => `LABEL ${key}=${value}`);
    const query = new URLSearchParams([
      ['fromSrc', '-'],
      ['repo', repository],
      ['tag', 'latest'],
      ...changes.map(change => ['changes', change])
    ]);
    return this.call('POST', `/images/create?${query}`, { body: tar });
  }

  /** Builds an image from a tar archive that has a Dockerfile; `onLine` gets what the build says. */
  build(tar, { tags, labels, buildArgs }, onLine) {
    const query = new URLSearchParams([
      ...tags.map(tag => ['t', tag]),
      ['labels', JSON.stringify(labels)],
      ['buildargs', JSON.stringify(buildArgs)],
      ['networkmode', 'host'],
      ['rm', '1'],
      ['forcerm', '1']
    ]);
    return this.call('POST', `/build?${query}`, { body: tar, onLine });
  }

  /** Pulls an image; `onLine` gets what the engine says. Given up when it has said nothing for `timeoutMs`. */
  pull(reference, { timeoutMs }, onLine) {
    const query = new URLSearchParams({ fromImage: reference });
    if (!/[:@][^/]*$/.test(reference)) {
      query.set('tag', 'latest');
    }
    return this.call('POST', `/images/create?${query}`, { timeoutMs, onLine });
  }

  call(method, path, { body, timeoutMs = 0, allow = [], onLine = () => {} } = {}) {
    return new Promise((resolve, reject) => {
      const tail = [];
      const failed = message =>
        reject(new SetupError(`Docker Engine at ${this.address}: ${message}`, { tail }));
      const headers = body ? { 'Content-Type': 'application/x-tar' } : {};
      const outgoing = request({ ...this.target, method, path, headers, timeout: timeoutMs });
      outgoing.on('timeout', () =>
        outgoing.destroy(new Error(`no answer for ${timeoutMs / 1000} s`))
      );
      outgoing.on('error', error => failed(error.message));
      outgoing.on('response', answer => {
        let text = '';
        let rest = '';
        let problem = null;
        answer.setEncoding('utf8').on('data', chunk => {
          text = (text + chunk).slice(-1_000_000);
          const lines = (rest + chunk).split('\n');
          rest = lines.pop();
          for (const line of lines) {
            const said = saidIn(line);
            problem ??= said.problem;
            if (said.text) {
              onLine(said.text);
              tail.push(said.text);
              tail.splice(0, tail.length - 20);
            }
          }
        });
        answer.on('error', error => failed(error.message));
        answer.on('end', () => {
          const status = answer.statusCode;
          problem ??= saidIn(rest).problem;
          if (allow.includes(status) || (status < 400 && !problem)) {
            resolve({ status, body: text });
          } else {
            failed(problem ?? `${status} ${text.slice(0, 300)}`);
          }
        });
      });
      if (body && typeof body !== 'string' && 'pipe' in body) {
        body.on('error', error => outgoing.destroy(error));
        body.pipe(outgoing);
      } else {
        outgoing.end(body);
      }
    });
  }
}

/** What a line of the engine's JSON stream tells: progress in words, or an error. */
function saidIn(line) {
  try {
    const said = JSON.parse(line);
    const words = said.stream ?? [said.status, said.id, said.progress].filter(Boolean).join(' ');
    return { text: words.trim(), problem: said.error ?? said.message ?? null };
  } catch {
    return { text: '', problem: null };
  }
}
