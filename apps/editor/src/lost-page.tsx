import { MessagePage } from "./design/message-page.tsx";

/** What stands at an address that is none of ours. */
export function LostPage() {
  return (
    <MessagePage title="There is nothing at this address.">
      <p>
        A document’s link has “/d/” and a long number in it. If somebody sent you one, a part may have been
        cut off.
      </p>
    </MessagePage>
  );
}
