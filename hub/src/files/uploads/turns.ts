interface Turn {
  readonly interruption: AbortController;
  readonly over: Promise<void>;
}

/** Lets one at a time do something with an upload, and the newest have its way. */
export class Turns {
  private readonly last = new Map<string, Turn>();

  /** Tells whoever has his turn to end it. */
  interrupt(id: string): void {
    this.last.get(id)?.interruption.abort();
  }

  /** Runs `act` when everybody before is through. */
  async alone<Result>(
    id: string,
    act: (interruption: AbortSignal) => Promise<Result>
  ): Promise<Result> {
    const before = this.last.get(id)?.over;
    let end = () => {};
    const turn: Turn = {
      interruption: new AbortController(),
      over: new Promise<void>(resolve => (end = resolve))
    };
    this.last.set(id, turn);
    try {
      await before;
      return await act(turn.interruption.signal);
    } finally {
      end();
      if (this.last.get(id) === turn) {
        this.last.delete(id);
      }
    }
  }
}
