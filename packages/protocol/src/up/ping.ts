import { type Field, record, uint } from "../field.ts";

/** Asks for a `pong` with the same number; browsers cannot send WebSocket pings. */
export interface Ping {
  readonly type: "ping";
  readonly number: number;
}

/** The layout of `Ping` after its kind byte. */
export const pingField: Field<Omit<Ping, "type">> = record({ number: uint });
