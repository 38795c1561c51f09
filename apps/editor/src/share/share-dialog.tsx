import type { Result } from "@weft/base";
import { useCallback, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { Modal } from "../design/controls/modal.tsx";
import { openShelf } from "../shelf/shelf.ts";
import type { DocumentLink } from "./document-link.ts";
import { Deeds } from "./sections/deeds.tsx";
import { GivenLinks } from "./sections/given-links.tsx";
import { deleting, erasing, LastingDeedSection } from "./sections/lasting-deed.tsx";
import { type LinkPurpose, linksForOthers, linksForOwner, NewLink } from "./sections/new-link.tsx";
import { Owners } from "./sections/owners.tsx";
import {
  type AccessList,
  changeLinkRole,
  type Deed,
  listAccess,
  listDeeds,
  revokeAccess,
} from "./share-api.ts";

const nobody: AccessList = { all: [], browser: null };

/** Makes links for others and for the owner, shows who may come, changes that, and takes it back. */
export function ShareDialog({
  link,
  onClose,
}: {
  readonly link: DocumentLink;
  readonly onClose: () => void;
}) {
  const [, navigate] = useLocation();
  const [list, setList] = useState(nobody);
  const [deeds, setDeeds] = useState<readonly Deed[]>([]);
  const [trouble, setTrouble] = useState<string | null>(null);
  const read = useCallback(async (): Promise<void> => {
    const [access, done] = await Promise.all([listAccess(link), listDeeds(link)]);
    if (access.ok) setList(access.value);
    if (done.ok) setDeeds(done.value);
    setTrouble(access.ok ? null : access.error);
  }, [link]);
  useEffect(() => void read(), [read]);
  const showOutcome = async (answer: Result<null, string>): Promise<void> => {
    if (answer.ok) await read();
    else setTrouble(answer.error);
  };
  /** There is nothing here any more: back to the list, which no longer has it. */
  const leave = async (): Promise<void> => {
    const shelf = await openShelf();
    await shelf.remove(link.documentId);
    navigate("/");
  };
  // A Yjs document has neither comments nor a history of its own.
  const isOurs = link.engine === undefined;
  const revoke = async (id: string): Promise<void> => showOutcome(await revokeAccess(link, id));
  const offer = (purpose: LinkPurpose) => (
    <NewLink key={purpose.name} link={link} purpose={purpose} onMade={read} onTrouble={setTrouble} />
  );
  return (
    <Modal
      title="Share"
      sentence="Anyone with a link can open the document. Readers can see its history too, deleted text included."
      open
      onOpenChange={onClose}
    >
      <div className="flex flex-col divide-y divide-hairline border-hairline border-y">
        {linksForOthers.filter(({ name }) => isOurs || name !== "commenter").map(offer)}
        {linksForOwner.map(offer)}
      </div>
      {trouble === null ? null : (
        <p role="alert" className="text-red">
          {trouble}
        </p>
      )}
      <GivenLinks
        all={list.all}
        onChangeRole={async (id, role) => showOutcome(await changeLinkRole(link, id, role))}
        onRevoke={revoke}
      />
      <Owners list={list} onRevoke={revoke} />
      <Deeds deeds={deeds} list={list} />
      {isOurs ? <LastingDeedSection deed={erasing} link={link} onDone={read} onTrouble={setTrouble} /> : null}
      <LastingDeedSection deed={deleting} link={link} onDone={leave} onTrouble={setTrouble} />
    </Modal>
  );
}
