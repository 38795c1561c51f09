import { type DocumentFiles, type DocumentFilesOptions, openDocumentFiles } from "@weft/sync";
import { useEffect, useState } from "react";
import type { DocumentLink } from "../share/document-link.ts";

/** The files of an open document for as long as it is open; null before the first frame. */
export function useDocumentFiles(
  replica: DocumentFilesOptions["replica"],
  { documentId, token }: DocumentLink,
): DocumentFiles | null {
  const [files, setFiles] = useState<DocumentFiles | null>(null);
  useEffect(() => {
    const opened = openDocumentFiles({ url: location.origin, documentId, token, replica });
    setFiles(opened);
    return () => {
      setFiles(null);
      void opened.close();
    };
  }, [replica, documentId, token]);
  return files;
}
