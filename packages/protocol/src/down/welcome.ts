import { bytes, choice, type Field, record, uint, uint32 } from "../field.ts";
import { versionBytesMax } from "../limits.ts";
import { type Incarnation, incarnationField } from "../words/incarnation.ts";
import { type Role, roleField } from "../words/role.ts";

/** What follows the welcome: the entries that the client lacks, or the whole document at one `seq`. */
export type JoinReply =
  /** `entries` frames follow, from after `afterSeq`; the server may leave out what the client's version covers. */
  | { readonly kind: "tail"; readonly afterSeq: number }
  /** `chunk` frames follow, from `offset` on; entries after `seq` may come between them. */
  | {
      readonly kind: "snapshot";
      readonly seq: number;
      readonly totalBytes: number;
      /** CRC-32 of the whole snapshot. */
      readonly checksum: number;
      /** Where the first chunk starts: the partial snapshot's length if it is continued, else 0. */
      readonly offset: number;
    };

/** The answer to `hello`: the session is open. */
export interface Welcome {
  readonly type: "welcome";
  /** Names this session among the peers of the document. */
  readonly session: number;
  readonly incarnation: Incarnation;
  readonly role: Role;
  /** The newest durable entry; 0 for an empty log. */
  readonly lastSeq: number;
  /** `encodeVersion` of what the log holds: a client offers again whatever is missing in it. Opaque here. */
  readonly version: Uint8Array;
  readonly reply: JoinReply;
}

const tailField = record({ afterSeq: uint });
const snapshotField = record({ seq: uint, totalBytes: uint, checksum: uint32, offset: uint });

const replyKinds: readonly JoinReply["kind"][] = ["tail", "snapshot"];
const replyKindField = choice("reply", replyKinds);

const replyField: Field<JoinReply> = {
  layout: `${replyKindField.layout} → tail ${tailField.layout} | snapshot ${snapshotField.layout}`,
  write(reply, writer) {
    replyKindField.write(reply.kind, writer);
    if (reply.kind === "tail") tailField.write(reply, writer);
    else snapshotField.write(reply, writer);
  },
  read(reader) {
    const kind = replyKindField.read(reader);
    return kind === "tail" ? { kind, ...tailField.read(reader) } : { kind, ...snapshotField.read(reader) };
  },
};

/** The layout of `Welcome` after its kind byte. */
export const welcomeField: Field<Omit<Welcome, "type">> = record({
  session: uint,
  incarnation: incarnationField,
  role: roleField,
  lastSeq: uint,
  version: bytes(versionBytesMax),
  reply: replyField,
});
