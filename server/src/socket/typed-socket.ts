import { closeCodes } from "@weft/protocol";
import { WebSocket } from "ws";

/** The code with which `ws` closes by itself when a message is longer than it may be (RFC 6455, section 7.4.1). */
const messageTooBig = 1009;

/** A socket that closes with the protocol's own code when a message is too long, like with every other reason. */
export class TypedSocket extends WebSocket {
  override close(code?: number, data?: string | Buffer): void {
    if (code === messageTooBig) super.close(closeCodes.tooLarge, "a frame is larger than the limit");
    else super.close(code, data);
  }
}
