/**
 * Stops a process at an exact point, as `kill -9` would: from the chosen call on, nothing that the frozen object does
 * comes back any more. Everything outside, database and engine, stays as it was at that moment.
 */
export class Freezer {
  private calls = 0;
  private reached: () => void = () => undefined;
  /** Resolves when the point is reached. */
  readonly frozen = new Promise<void>(resolve => (this.reached = resolve));

  /** @param at - number of the call, from 1; @param moment - before it does anything, or after, with its answer lost */
  constructor(
    private readonly at: number,
    private readonly moment: 'before' | 'after'
  ) {}

  /** How many calls there were. */
  get count(): number {
    return this.calls;
  }

  /** The object, with each call counted but those of `synchronous` methods. */
  wrap<T extends object>(target: T, synchronous: readonly (keyof T)[] = []): T {
    return new Proxy(target, {
      get: (object, name) => {
        const value: unknown = Reflect.get(object, name);
        if (typeof value !== 'function') {
          return value;
        }
        return synchronous.includes(name as keyof T)
          ? value.bind(object)
          : (...args: unknown[]) => this.call(() => value.apply(object, args) as unknown);
      }
    });
  }

  private call(work: () => unknown): unknown {
    const isHere = ++this.calls === this.at;
    if (this.calls > this.at || (isHere && this.moment === 'before')) {
      return this.forever();
    }
    const result = work();
    if (!isHere || !(result instanceof Promise)) {
      return result;
    }
    return result.then(() => this.forever());
  }

  private forever(): Promise<never> {
    this.reached();
    return new Promise(() => undefined);
  }
}
