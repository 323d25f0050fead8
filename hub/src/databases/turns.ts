/** Gives a turn back; a second call does nothing. */
export type Release = () => void;

interface Waiting {
  readonly who: string;
  readonly begin: () => void;
}

export interface TurnLimits {
  readonly atOnce: number;
  /** One alone never has all the turns where there are several. */
  readonly eachAtOnce: number;
  /** So many may wait beside those whose turn it is. */
  readonly eachWaiting: number;
}

/** Half of the turns for one alone, and as many in wait as there are turns. */
export function turnLimits(atOnce: number): TurnLimits {
  return { atOnce, eachAtOnce: Math.max(1, Math.floor(atOnce / 2)), eachWaiting: atOnce };
}

/** Lets only so many be at work at once, in the order in which they came, and nobody crowd out the others. */
export class Turns {
  private readonly working = new Map<string, number>();
  private waiting: Waiting[] = [];

  constructor(private readonly limits: TurnLimits) {}

  /**
   * Resolves when it is somebody's turn; null when he waits for too many already.
   * @param signal - aborted when he waits no more; rejects with its reason
   */
  take(who: string, signal: AbortSignal): Promise<Release> | null {
    if (this.waiting.filter(other => other.who === who).length >= this.limits.eachWaiting) {
      return null;
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.waiting = this.waiting.filter(other => other !== mine);
        reject(signal.reason as Error);
      };
      const mine: Waiting = {
        who,
        begin: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.releaseOf(who));
        }
      };
      if (signal.aborted) {
        leave();
        return;
      }
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(mine);
      this.next();
    });
  }

  private next(): void {
    const { atOnce, eachAtOnce } = this.limits;
    const busy = [...this.working.values()].reduce((sum, count) => sum + count, 0);
    const chosen = this.waiting.find(({ who }) => (this.working.get(who) ?? 0) < eachAtOnce);
    if (busy < atOnce && chosen) {
      this.waiting = this.waiting.filter(other => other !== chosen);
      this.working.set(chosen.who, (this.working.get(chosen.who) ?? 0) + 1);
      chosen.begin();
      this.next();
    }
  }

  private releaseOf(who: string): Release {
    let isReleased = false;
    return () => {
      if (!isReleased) {
        isReleased = true;
        const left = (this.working.get(who) ?? 1) - 1;
        if (left === 0) {
          this.working.delete(who);
        } else {
          this.working.set(who, left);
        }
        this.next();
      }
    };
  }
}
