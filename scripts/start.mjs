/** `npm start`: installs what is missing, builds what is stale, serves the editor and the relay on one port. */
import { serve } from "./serve.mjs";

await serve(process.argv.slice(2));
