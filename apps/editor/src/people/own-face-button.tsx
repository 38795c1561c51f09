import { useSettings } from "../settings/use-settings.ts";
import { ownFace } from "./own-face.ts";
import { PersonButton } from "./person-button.tsx";

/** The own face of this browser's person, following the settings. */
export function OwnFaceButton() {
  const settings = useSettings();
  return <PersonButton face={ownFace(settings)} name={settings.personName} />;
}
