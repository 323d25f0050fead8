import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NGINX = '/usr/sbin/nginx';

/** Debian's packages, where a command of theirs is missing. */
export function ensurePackage(command: string, packageName: string): void {
  if (!existsSync(command)) {
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', packageName], {
      stdio: ['ignore', 'ignore', 'inherit']
    });
  }
}

/** An nginx that proxies to another, which serves a folder and takes files into it. No body is kept by the first. */
export class NginxPair {
  private readonly children: ChildProcess[] = [];

  constructor(
    private readonly directory: string,
    readonly root: string,
    private readonly ports: { readonly front: number; readonly back: number }
  ) {
    ensurePackage(NGINX, 'nginx-light');
  }

  async start(): Promise<void> {
    const { front, back } = this.ports;
    mkdirSync(join(this.root, '.bodies'), { recursive: true });
    await this.launch(
      'back',
      `client_body_temp_path ${this.root}/.bodies;
       server { listen 127.0.0.1:${back}; root ${this.root}; dav_methods PUT; location / {} }`
    );
    await this.launch(
      'front',
      `client_body_temp_path ${this.directory}/bodies; proxy_temp_path ${this.directory}/proxied;
       server { listen 127.0.0.1:${front}; location / { proxy_pass http://127.0.0.1:${back};
         proxy_http_version 1.1; proxy_request_buffering off; proxy_max_temp_file_size 0; } }`
    );
  }

  get origin(): string {
    return `http://127.0.0.1:${this.ports.front}`;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async child => {
        child.kill('SIGQUIT');
        await once(child, 'exit');
      })
    );
  }

  private async launch(name: string, http: string): Promise<void> {
    const file = join(this.directory, `${name}.conf`);
    writeFileSync(
      file,
      `worker_processes auto; pid ${this.directory}/${name}.pid; error_log ${this.directory}/${name}.log; daemon off;
       user root; events {} http { access_log off; sendfile on; tcp_nopush on; client_max_body_size 0; ${http} }`
    );
    this.children.push(spawn(NGINX, ['-c', file], { stdio: ['ignore', 'ignore', 'inherit'] }));
    await new Promise(resolve => setTimeout(resolve, 300));
  }
}
