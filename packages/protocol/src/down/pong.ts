import { type Field, record, uint } from "../field.ts";

/** The answer to a `ping`, with its number. */
export interface Pong {
  readonly type: "pong";
  readonly number: number;
}

/** The layout of `Pong` after its kind byte. */
export const pongField: Field<Omit<Pong, "type">> = record({ number: uint });
