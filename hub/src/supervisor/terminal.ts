/** Says something to whoever started us; the logs are elsewhere. */
export function say(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** As {@link say}, for what has gone wrong. */
export function warn(...lines: string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`);
}
