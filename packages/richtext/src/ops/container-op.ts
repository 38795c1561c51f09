import type { Element, OpKind } from "@weft/rga";
import { CONTAINER_TYPE, readShape, type Shape, writeShape } from "./element-ops.ts";
import { checkType, readBack, readOptionalId, writeOptionalId } from "./reference-code.ts";
import { singleOpKind } from "./single-op.ts";

/** Makes a container. The id of the op is the id of the container; it shows as soon as a block is in it. */
export interface ContainerOp {
  readonly type: "container";
  readonly shape: Shape;
  readonly parent: Element | null;
  readonly back: number;
}

/** Kind 20. */
export const containerOpKind: OpKind<ContainerOp> = singleOpKind<ContainerOp>({
  type: "container",
  code: 20,
  encode(op, writer) {
    writeShape(writer, op.shape);
    writeOptionalId(writer, op.parent);
    writer.bytes.writeVarint(op.back);
  },
  decode(reader) {
    const shape = readShape(reader);
    const parent = readOptionalId(reader);
    return { type: "container", shape, parent, back: readBack(reader) };
  },
  ids: (op) => (op.parent ? [op.parent] : []),
  check: (op, _at, context) => checkType(op.parent, [CONTAINER_TYPE], context),
});
