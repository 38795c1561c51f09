/** `npm run backup -- FILE`: copies all documents and files into one file, while the server runs or not. */
import { serve } from "./serve.mjs";

await serve(["backup", ...process.argv.slice(2)]);
