/** Lets a few starts happen at once; the others wait in order. */
export class StartQueue {
  private readonly waiting: { enter: () => void; tell: (before: number) => void }[] = [];
  private running = 0;

  constructor(private readonly most: number) {}

  /**
   * Runs `work` when there is room.
   * @param onPosition - how many starts are still before this one, from 1, whenever that changes
   */
  async run<T>(onPosition: (before: number) => void, work: () => Promise<T>): Promise<T> {
    if (this.running >= this.most) {
      await new Promise<void>(enter => {
        this.waiting.push({ enter, tell: onPosition });
        onPosition(this.waiting.length);
      });
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) {
      // The place goes from hand to hand, so that nobody can slip in between.
      next.enter();
      this.waiting.forEach(({ tell }, index) => tell(index + 1));
    } else {
      this.running--;
    }
  }
}
