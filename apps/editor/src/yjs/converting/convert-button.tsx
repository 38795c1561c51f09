import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../design/controls/icon-button.tsx";
import type { YjsReplica } from "../replica/yjs-replica.ts";
import { type Converted, convertToWeft } from "./convert-document.ts";
import { ConvertedDialog } from "./converted-dialog.tsx";

/** Makes a document of our own engine of a Yjs document, and says what did not come along. */
export function ConvertButton({ replica }: { readonly replica: YjsReplica }) {
  const [converted, setConverted] = useState<Converted | "failed" | null>(null);
  const convert = (): void => {
    convertToWeft(replica.document).then(setConverted, () => setConverted("failed"));
  };
  return (
    <>
      <IconButton label="Copy as a Weft document" onClick={convert}>
        <ArrowRightLeft size={18} aria-hidden />
      </IconButton>
      {converted === null ? null : (
        <ConvertedDialog converted={converted} onClose={() => setConverted(null)} />
      )}
    </>
  );
}
