export { type ReadYjsOptions, readYjs } from "./read-yjs.ts";
export { type WriteYjsOptions, writeYjs } from "./write-yjs.ts";
