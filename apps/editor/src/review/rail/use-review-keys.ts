import { useEffect, useRef } from "react";
import type { Step } from "../walk.ts";

/** F7 to the next place and Shift+F7 to the one before, wherever the focus is, as long as there is something to look at. */
export function useReviewKeys(isOn: boolean, onStep: (step: Step) => void): void {
  const step = useRef(onStep);
  step.current = onStep;
  useEffect(() => {
    if (!isOn) return;
    const press = (event: KeyboardEvent): void => {
      if (event.key !== "F7" || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      step.current(event.shiftKey ? -1 : 1);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [isOn]);
}
