/** Watches how long the page's frames take while something runs in a worker. */

/** The watch over one run. */
export class FrameWatch {
  private frame = 0;
  private drawnAtMs: number | null = null;
  private longest = 0;

  /** Milliseconds between two frames, the most so far. A window that nobody sees draws none, and they do not count. */
  get longestMs(): number {
    return this.longest;
  }

  /** Begins anew. */
  start(): void {
    this.stop();
    this.longest = 0;
    this.drawnAtMs = null;
    this.frame = requestAnimationFrame(this.draw);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
  }

  /** Stops when what has just been told is drawn, and says so. */
  stopWhenDrawn(onStopped: () => void): void {
    requestAnimationFrame(() => {
      requestAnimationFrame((nowMs) => {
        this.draw(nowMs);
        this.stop();
        onStopped();
      });
    });
  }

  private readonly draw = (nowMs: number): void => {
    if (this.drawnAtMs !== null) this.longest = Math.max(this.longest, nowMs - this.drawnAtMs);
    this.drawnAtMs = document.hidden ? null : nowMs;
    this.frame = requestAnimationFrame(this.draw);
  };
}
