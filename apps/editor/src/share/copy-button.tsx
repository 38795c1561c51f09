import { systemClock, type Timer } from "@weft/base";
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button, type ButtonTone } from "../design/controls/button.tsx";
import { copyText } from "../design/copy-text.ts";

type Outcome = "none" | "copied" | "not-allowed";

/** Puts `text` on the clipboard and says for two seconds how it went. */
export function CopyButton({
  text,
  label,
  tone = "plain",
}: {
  readonly text: string;
  readonly label: string;
  readonly tone?: ButtonTone;
}) {
  const [outcome, setOutcome] = useState<Outcome>("none");
  const timer = useRef<Timer | null>(null);
  useEffect(() => () => timer.current?.cancel(), []);
  const copy = async (): Promise<void> => {
    setOutcome((await copyText(text)) ? "copied" : "not-allowed");
    timer.current?.cancel();
    timer.current = systemClock.after(2000, () => setOutcome("none"));
  };
  const words = { none: label, copied: "Copied", "not-allowed": "Select it to copy" };
  const Icon = outcome === "copied" ? Check : Copy;
  return (
    <Button tone={tone} onClick={copy}>
      <Icon size={15} aria-hidden />
      <span aria-live="polite">{words[outcome]}</span>
    </Button>
  );
}
