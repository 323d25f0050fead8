/** Thrown with every wrong setting at once, each line naming it and what is allowed. */
export class ConfigError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(`These settings are not valid:\n${lines.map(line => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}
