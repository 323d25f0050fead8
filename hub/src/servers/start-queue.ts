import { abortable } from './abortable.js';

interface Waiting {
  readonly enter: () => void;
  readonly tell: (before: number) => void;
}

/** Lets a few starts happen at once; the others wait in order. */
export class StartQueue {
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(private readonly most: number) {}

  /**
   * Runs `work` when there is room.
   * @param onPosition - how many starts are still before this one, from 1, whenever that changes
   * @throws what aborted `signal`, when that happens while it waits
   */
  async run<T>(
    onPosition: (before: number) => void,
    signal: AbortSignal,
    work: () => Promise<T>
  ): Promise<T> {
    if (this.running >= this.most) {
      await this.wait(onPosition, signal);
    } else {
      this.running++;
    }
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async wait(tell: Waiting['tell'], signal: AbortSignal): Promise<void> {
    let own: Waiting | undefined;
    const entered = new Promise<void>(enter => {
      own = { enter, tell };
      this.waiting.push(own);
      tell(this.waiting.length);
    });
    try {
      await abortable(entered, signal);
    } catch (error) {
      const isWaiting = this.waiting.some(other => other === own);
      this.waiting = this.waiting.filter(other => other !== own);
      this.tellPositions();
      if (!isWaiting) {
        // Its turn had just come.
        this.leave();
      }
      throw error;
    }
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) {
      // The place goes from hand to hand, so that nobody can slip in between.
      next.enter();
      this.tellPositions();
    } else {
      this.running--;
    }
  }

  private tellPositions(): void {
    this.waiting.forEach(({ tell }, index) => tell(index + 1));
  }
}
