import { type Field, record, text, uint } from "../field.ts";
import { sentenceBytesMax } from "../limits.ts";
import { type RefusalReason, refusalReasonField } from "../words/refusal-reason.ts";

/** One batch that will never enter the log. It comes before the acknowledgement that covers its number. */
export interface Refused {
  readonly type: "refused";
  /** The batch's number in the session, from 0. */
  readonly batch: number;
  readonly reason: RefusalReason;
  /** For a person: what happened and what to do. */
  readonly sentence: string;
}

/** The layout of `Refused` after its kind byte. */
export const refusedField: Field<Omit<Refused, "type">> = record({
  batch: uint,
  reason: refusalReasonField,
  sentence: text(sentenceBytesMax),
});
