/** What is to be drawn, one thing in each frame: many documents at once would hold the page up. */

const waiting = new Set<() => void>();
let frame = 0;

/** Draws in a frame of its own, after what has been asked for before. Returns what takes the wish back. */
export function drawInTurn(draw: () => void): () => void {
  waiting.add(draw);
  if (frame === 0) frame = requestAnimationFrame(drawNext);
  return () => void waiting.delete(draw);
}

function drawNext(): void {
  const [next] = waiting;
  if (next !== undefined) {
    waiting.delete(next);
    next();
  }
  frame = waiting.size > 0 ? requestAnimationFrame(drawNext) : 0;
}
