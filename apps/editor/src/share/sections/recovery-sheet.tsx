import { systemClock } from "@weft/base";
import { createPortal } from "react-dom";
import { whenWords } from "../../design/when-words.ts";

/** What goes on paper while it is there, instead of the page: the recovery link, and what it is good for. */
export function RecoverySheet({ address }: { readonly address: string }) {
  const now = systemClock.now();
  return createPortal(
    <div className="weft-printed" aria-hidden>
      <h1>{document.title}</h1>
      <p>
        Whoever opens this address owns the document in the browser they open it with. Keep this sheet where
        you keep keys; Share takes the link back.
      </p>
      <p className="weft-printed-address">{address}</p>
      <p>
        Made on {new Date(now).toLocaleDateString()}, {whenWords(now, now)}
      </p>
    </div>,
    document.body,
  );
}
