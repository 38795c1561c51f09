export { ByteReader, decodeAll } from "./byte-reader.ts";
export { ByteWriter } from "./byte-writer.ts";
export { crc32 } from "./crc32.ts";
export { DecodeError, type DecodeFailure } from "./decode-error.ts";
export {
  INFLATION_FREE_BYTES,
  INFLATION_MAX,
  readPackedBytes,
  writePackedBytes,
} from "./packed-bytes.ts";
export { readText, writeText } from "./text-code.ts";
export { utf8Length } from "./utf8.ts";
