import type { Result } from "@weft/base";
import { Eye, Pencil } from "lucide-react";
import { useCallback, useEffect, useId, useState } from "react";
import { Button } from "../design/controls/button.tsx";
import { Modal } from "../design/controls/modal.tsx";
import { CopyButton } from "./copy-button.tsx";
import { type DocumentLink, documentPath } from "./document-link.ts";
import { GivenLinks } from "./given-links.tsx";
import {
  changeLinkRole,
  createToken,
  type GivenLink,
  type LinkRole,
  listLinks,
  revokeLink,
} from "./share-api.ts";

/** Makes links for others, shows the ones given out, changes what they allow, and takes them back. */
export function ShareDialog({
  link,
  onClose,
}: {
  readonly link: DocumentLink;
  readonly onClose: () => void;
}) {
  const [links, setLinks] = useState<readonly GivenLink[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  const readLinks = useCallback(async (): Promise<void> => {
    const answer = await listLinks(link);
    if (answer.ok) setLinks(answer.value);
    setTrouble(answer.ok ? null : answer.error);
  }, [link]);
  useEffect(() => void readLinks(), [readLinks]);
  const showOutcome = async (answer: Result<null, string>): Promise<void> => {
    if (answer.ok) await readLinks();
    else setTrouble(answer.error);
  };
  return (
    <Modal
      title="Share"
      sentence="Anyone with a link can open the document. Readers can see its history too, deleted text included."
      open
      onOpenChange={onClose}
    >
      <div className="flex flex-col divide-y divide-hairline border-hairline border-y">
        <NewLink link={link} grants="editor" onMade={readLinks} onTrouble={setTrouble} />
        <NewLink link={link} grants="viewer" onMade={readLinks} onTrouble={setTrouble} />
      </div>
      {trouble === null ? null : (
        <p role="alert" className="text-red">
          {trouble}
        </p>
      )}
      <GivenLinks
        links={links}
        onChangeRole={async (id, role) => showOutcome(await changeLinkRole(link, id, role))}
        onRevoke={async (id) => showOutcome(await revokeLink(link, id))}
      />
    </Modal>
  );
}

const roleWords: Readonly<Record<LinkRole, { readonly title: string; readonly sentence: string }>> = {
  editor: { title: "Can write", sentence: "For people who work on it with you" },
  viewer: { title: "Can read", sentence: "For people who should only look" },
};

function NewLink({
  link,
  grants,
  onMade,
  onTrouble,
}: {
  readonly link: DocumentLink;
  readonly grants: LinkRole;
  readonly onMade: () => void;
  readonly onTrouble: (sentence: string) => void;
}) {
  const [made, setMade] = useState<string | null>(null);
  const fieldId = useId();
  const make = async (): Promise<void> => {
    const answer = await createToken(link, grants);
    if (!answer.ok) return onTrouble(answer.error);
    setMade(new URL(documentPath({ ...link, token: answer.value }), location.href).href);
    onMade();
  };
  const Icon = grants === "editor" ? Pencil : Eye;
  return (
    <section className="flex flex-col gap-3 py-3">
      <div className="flex items-center gap-3">
        <Icon size={16} aria-hidden className="text-faint" />
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">{roleWords[grants].title}</h3>
          <p className="text-soft">{roleWords[grants].sentence}</p>
        </div>
        {made === null ? <Button onClick={make}>Make {grants} link</Button> : null}
      </div>
      {made === null ? null : (
        <div className="flex gap-2">
          <label htmlFor={fieldId} className="sr-only">
            {roleWords[grants].title}: link
          </label>
          <input
            id={fieldId}
            readOnly
            value={made}
            onFocus={(event) => event.target.select()}
            data-testid={`${grants}-link`}
            className="h-(--control) min-w-0 flex-1 rounded-sm border border-hairline-strong bg-paper px-2 font-mono text-caption"
          />
          <CopyButton text={made} label="Copy" />
        </div>
      )}
    </section>
  );
}
