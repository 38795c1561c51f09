/** Bytes of a message, if it is one. */
type FrameListener = (frame: Uint8Array) => void;

/** Who hears what a socket sends and receives. */
export interface SocketListeners {
  readonly onOpening: () => void;
  readonly onSent: FrameListener;
  readonly onReceived: FrameListener;
}

/** A WebSocket class that lets `listeners` hear every frame; the stock provider takes it in the place of the browser's. */
export function listeningSocket(listeners: SocketListeners): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      listeners.onOpening();
      // Before the provider's own, which may answer at once.
      this.addEventListener("message", ({ data }) => {
        if (data instanceof ArrayBuffer) listeners.onReceived(new Uint8Array(data));
      });
    }

    override send(data: string | Blob | BufferSource): void {
      if (data instanceof Uint8Array) listeners.onSent(data);
      super.send(data);
    }
  };
}
