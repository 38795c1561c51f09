/** Tells of the network's coming and going as far as the platform knows it. Returns the way to stop listening. */
export function listenToNetwork(events: {
  readonly onLost: () => void;
  readonly onBack: () => void;
}): () => void {
  if (typeof window === "undefined") return () => undefined;
  const onShown = () => {
    if (document.visibilityState === "visible") events.onBack();
  };
  window.addEventListener("offline", events.onLost);
  window.addEventListener("online", events.onBack);
  document.addEventListener("visibilitychange", onShown);
  return () => {
    window.removeEventListener("offline", events.onLost);
    window.removeEventListener("online", events.onBack);
    document.removeEventListener("visibilitychange", onShown);
  };
}
