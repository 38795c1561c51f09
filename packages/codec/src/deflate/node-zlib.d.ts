/** The two functions of Node's zlib that are used here; this package is compiled without Node's types. */
declare module "node:zlib" {
  export function deflateRawSync(
    bytes: Uint8Array,
    options: { readonly level: number; readonly memLevel: number },
  ): Uint8Array;
  export function inflateRawSync(
    bytes: Uint8Array,
    options: { readonly maxOutputLength: number; readonly chunkSize: number },
  ): Uint8Array;
}
