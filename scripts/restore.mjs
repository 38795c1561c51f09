/** `npm run restore -- FILE`: makes an empty data folder what a backup holds. */
import { serve } from "./serve.mjs";

await serve(["restore", ...process.argv.slice(2)]);
