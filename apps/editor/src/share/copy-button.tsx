import { systemClock, type Timer } from "@weft/base";
import { Check, Copy } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Button } from "../design/controls/button.tsx";

/** Puts `text` on the clipboard and says so for two seconds. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = useState(false);
  const timer = useRef<Timer | null>(null);
  useEffect(() => () => timer.current?.cancel(), []);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    timer.current?.cancel();
    timer.current = systemClock.after(2000, () => setCopied(false));
  };
  return (
    <Button onClick={copy}>
      {copied ? <Check size={15} aria-hidden /> : <Copy size={15} aria-hidden />}
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}
