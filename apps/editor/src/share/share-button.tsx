import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/controls/button.tsx";
import type { DocumentLink } from "./document-link.ts";
import { ShareDialog } from "./share-dialog.tsx";

/** Opens the dialog in which links are made and taken back. */
export function ShareButton({ link }: { readonly link: DocumentLink }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        tone="primary"
        aria-label="Share"
        className="min-w-(--control) px-2.5 sm:px-3"
        onClick={() => setOpen(true)}
      >
        <UserPlus size={15} aria-hidden className="sm:hidden" />
        <span className="hidden sm:inline">Share</span>
      </Button>
      {open ? <ShareDialog link={link} onClose={() => setOpen(false)} /> : null}
    </>
  );
}
