import type { AnyKind } from "../op/op-kind.ts";
import type { ToggleOp } from "./text-op.ts";

/** Code 2: own ops made ineffective. */
export const cancelKind = toggleKind("cancel", 2);
/** Code 3: own ops made effective again. */
export const restoreKind = toggleKind("restore", 3);

function toggleKind(type: ToggleOp["type"], code: number): AnyKind<ToggleOp> {
  return { type, code, isElement: false, span: () => 1, slice: (op) => op };
}
