// Sees to it that a Docker Engine answers: finds it, or installs and starts it where that is possible.
import { spawn } from 'node:child_process';
import { existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { aptInstall, mayInstall } from './apt.mjs';
import { Docker } from './docker.mjs';
import { SetupError, run, step } from './progress.mjs';

const USUAL_SOCKET = '/var/run/docker.sock';
const DAEMONS = ['/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd'];
const LOG = '/var/log/dockerd.log';
const ANSWER_WITHIN_MS = 60_000;

/** Left behind by an engine that was killed: a pid file of a process that is gone, or is another program by now. */
const PID_FILES = [
  ['/var/run/docker.pid', 'dockerd'],
  ['/var/run/docker/containerd/containerd.pid', 'containerd']
];

async function answers(docker) {
  try {
    await docker.ping();
    return true;
  } catch (error) {
    if (/EACCES/.test(error.message)) {
      throw new SetupError(`${docker.address} may not be used by this user.`, {
        advice:
          'Add the user to the group docker and sign in again:\n' +
          '  sudo usermod --append --groups docker "$USER"'
      });
    }
    return false;
  }
}

async function answersSoon(docker, withinMs) {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (await answers(docker)) {
      return true;
    }
    await pause(200);
  }
  return false;
}

function isRunning(pid, program) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === program;
  } catch {
    return false;
  }
}

function removeStalePidFiles() {
  for (const [file, program] of PID_FILES) {
    if (existsSync(file) && !isRunning(readFileSync(file, 'utf8').trim(), program)) {
      rmSync(file);
    }
  }
}

function lastLines(file, count) {
  try {
    return readFileSync(file, 'utf8').trim().split('\n').slice(-count);
  } catch {
    return [];
  }
}

async function startDaemon(docker) {
  if (existsSync('/run/systemd/system')) {
    await run('systemctl', ['start', 'docker'], { advice: 'Look at: journalctl -u docker' });
  } else if (!(await answersSoon(docker, 2000))) {
    removeStalePidFiles();
    const log = openSync(LOG, 'a');
    const daemon = spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] });
    daemon.unref();
  }
  if (!(await answersSoon(docker, ANSWER_WITHIN_MS))) {
    throw new SetupError('dockerd was started but does not answer.', {
      tail: lastLines(LOG, 15),
      advice:
        `Its log is ${LOG}. In a container it needs --privileged; elsewhere look at ` +
        'https://docs.docker.com/engine/install/.'
    });
  }
}

/**
 * A Docker Engine that answers.
 * @param socket - absolute path of the socket that the settings name
 * @throws SetupError that says exactly what to run
 */
export async function ensureEngine(socket) {
  const docker = new Docker(`unix://${socket}`);
  if (await answers(docker)) {
    return docker;
  }
  if (socket !== USUAL_SOCKET) {
    throw new SetupError(`No Docker Engine answers at ${socket}.`, {
      advice: 'Start it, or change engine.socket in LABCOMMONS_CONFIG (or DOCKER_HOST).'
    });
  }
  if (!mayInstall()) {
    throw new SetupError(`No Docker Engine answers at ${socket}.`, {
      advice:
        'Run as root:\n  apt-get update && apt-get install docker.io && systemctl start docker\n' +
        'or install Docker as https://docs.docker.com/engine/install/ says, then npm start again.'
    });
  }
  if (!DAEMONS.some(file => existsSync(file))) {
    await step('Installing the Docker Engine', report =>
      aptInstall(['docker.io', 'iptables', 'debootstrap', 'debian-archive-keyring'], report)
    );
  }
  await step('Starting the Docker Engine', () => startDaemon(docker));
  return docker;
}
