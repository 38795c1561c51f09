import { Eye, KeyRound, MessageSquare, MonitorSmartphone, Pencil, Printer } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../../design/controls/button.tsx";
import { type DocumentLink, documentPath } from "../document-link.ts";
import { createToken, type LinkWish } from "../share-api.ts";
import { MadeLink } from "./made-link.tsx";
import { RecoverySheet } from "./recovery-sheet.tsx";

/** What a link is for: its name in `data-testid`, and its words. */
export interface LinkPurpose {
  readonly name: "editor" | "commenter" | "viewer" | "recovery" | "device";
  readonly title: string;
  readonly sentence: string;
  readonly wish: LinkWish;
}

/** Links for other people. */
export const linksForOthers: readonly LinkPurpose[] = [
  {
    name: "editor",
    title: "Can write",
    sentence: "For people who work on it with you",
    wish: { kind: "link", role: "editor" },
  },
  {
    name: "commenter",
    title: "Can comment",
    sentence: "For people who say what they think of it",
    wish: { kind: "link", role: "commenter" },
  },
  {
    name: "viewer",
    title: "Can read",
    sentence: "For people who should only look",
    wish: { kind: "link", role: "viewer" },
  },
];

/** Links by which the owner comes back. */
export const linksForOwner: readonly LinkPurpose[] = [
  {
    name: "recovery",
    title: "Come back",
    sentence: "Print it: should this browser be lost, it makes any other yours",
    wish: { kind: "recovery" },
  },
  {
    name: "device",
    title: "Another device",
    sentence: "Good for ten minutes, once: open it there, and it is yours there too",
    wish: { kind: "device" },
  },
];

const icons = {
  editor: Pencil,
  commenter: MessageSquare,
  viewer: Eye,
  recovery: KeyRound,
  device: MonitorSmartphone,
} as const;

/** One purpose with the button that makes a link for it, and the link once it is made. */
export function NewLink({
  link,
  purpose,
  onMade,
  onTrouble,
}: {
  readonly link: DocumentLink;
  readonly purpose: LinkPurpose;
  readonly onMade: () => void;
  readonly onTrouble: (sentence: string) => void;
}): ReactNode {
  const [made, setMade] = useState<string | null>(null);
  const { name, title, sentence, wish } = purpose;
  const make = async (): Promise<void> => {
    const answer = await createToken(link, wish);
    if (!answer.ok) return onTrouble(answer.error);
    setMade(new URL(documentPath({ ...link, token: answer.value }), location.href).href);
    onMade();
  };
  const Icon = icons[name];
  return (
    <section className="flex flex-col gap-3 py-3">
      <div className="flex items-center gap-3">
        <Icon size={16} aria-hidden className="shrink-0 text-faint" />
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">{title}</h3>
          <p className="text-soft">{sentence}</p>
        </div>
        {made === null ? <Button onClick={make}>Make {name} link</Button> : null}
        {made !== null && name === "recovery" ? (
          <Button onClick={() => print()}>
            <Printer size={15} aria-hidden />
            Print
          </Button>
        ) : null}
      </div>
      {made === null ? null : <MadeLink address={made} label={`${title}: link`} testId={`${name}-link`} />}
      {made !== null && name === "recovery" ? <RecoverySheet address={made} /> : null}
    </section>
  );
}
