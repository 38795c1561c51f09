import { systemClock } from "@weft/base";
import { ChevronLeft } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";

const patienceMs = 400;
const offlineSentence =
  "This document is not on this device yet, and there is no connection. It opens by itself when there is one.";

/** A document on its way: an empty bar at once, and a sentence if it takes longer than a blink. */
export function OpeningPage({ isOffline }: { readonly isOffline: boolean }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = systemClock.after(patienceMs, () => setSlow(true));
    return () => timer.cancel();
  }, []);
  return (
    <>
      <header className="flex h-(--bar-height) items-center border-hairline border-b px-2 sm:px-3">
        <Link
          href="/"
          className="inline-flex h-(--control) items-center gap-0.5 rounded-sm pr-2 font-semibold hover:bg-hover"
        >
          <ChevronLeft size={18} aria-hidden className="text-soft" />
          Weft
        </Link>
      </header>
      <main className="px-5 py-24 text-center text-body text-soft" role="status">
        {isOffline ? offlineSentence : slow ? "Fetching the document …" : null}
      </main>
    </>
  );
}
