// What a person sees while the set-up works: one line for each long step, with the time it took, and for one that
// fails its name, the last lines of its log and what to do.
import { spawn } from 'node:child_process';

/** npm explains at length how it is used; the reason stands before that. */
const TAIL_LINES = 40;
const STILL_WORKING_MS = 20_000;

/** A step of the set-up that failed. `advice` says what the reader can do about it. */
export class SetupError extends Error {
  constructor(message, { advice = '', tail = [], cause } = {}) {
    super(message, { cause });
    this.name = 'SetupError';
    this.advice = advice;
    this.tail = tail;
  }
}

function seconds(from) {
  const elapsed = (Date.now() - from) / 1000;
  return elapsed < 60
    ? `${elapsed.toFixed(1)} s`
    : `${Math.floor(elapsed / 60)} min ${Math.round(elapsed % 60)} s`;
}

/** What npm warns of says nothing of how far it is, and often ends in a mere bracket. */
const saysHowFar = line => !/^npm warn\b/i.test(line);

/** Runs `work` under a title; `report` of its argument keeps the last line that says how far it is. */
export async function step(title, work) {
  const began = Date.now();
  let last = '';
  console.log(`• ${title} …`);
  const stillWorking = setInterval(() => {
    console.log(`    ${seconds(began)}${last && `: ${last}`}`);
  }, STILL_WORKING_MS);
  try {
    const result = await work(line => {
      if (saysHowFar(line)) {
        last = line.trim().slice(0, 160);
      }
    });
    console.log(`  ${title}: done in ${seconds(began)}`);
    return result;
  } catch (error) {
    error.step ??= title;
    throw error;
  } finally {
    clearInterval(stillWorking);
  }
}

/** Prints a failure for people; a stack only for what is a mistake of ours. */
export function printFailure(error) {
  console.error(`\nFailed: ${error.step ?? 'set-up'}`);
  for (const line of error.tail ?? []) {
    console.error(`  | ${line}`);
  }
  console.error(error instanceof SetupError ? error.message : error.stack);
  if (error.advice) {
    console.error(`\n${error.advice}`);
  }
}

/**
 * Runs a program to its end without a terminal; its lines go to `report`.
 * @throws SetupError with the last lines when it does not end with 0
 */
export function run(
  command,
  args,
  { cwd, env = process.env, input, report = () => {}, advice } = {}
) {
  return new Promise((resolve, reject) => {
    const tail = [];
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe']
    });
    const failed = message =>
      reject(new SetupError(`${[command, ...args].join(' ')}: ${message}`, { tail, advice }));
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', text => {
        const lines = (rest + text).split(/[\r\n]+/);
        rest = lines.pop();
        for (const line of lines.filter(Boolean)) {
          report(line);
          tail.push(line);
        }
        tail.splice(0, tail.length - TAIL_LINES);
      });
      stream.on('end', () => rest && tail.push(rest));
    }
    child.on('error', error => failed(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve();
      } else {
        failed(signal ? `ended by ${signal}` : `ended with ${code}`);
      }
    });
    if (input) {
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    }
  });
}
