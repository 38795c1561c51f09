/**
 * Who this browser's person is to others: a name and a colour, kept in the settings. Whoever has chosen none gets
 * a friendly one once, and keeps it.
 */
import type { Random } from "@weft/base";
import { changeSettings, currentSettings, type Settings } from "../settings/settings.ts";
import { colourCount, type Face } from "./face.ts";

const manners = [
  "Quiet",
  "Bright",
  "Gentle",
  "Swift",
  "Merry",
  "Patient",
  "Curious",
  "Sunny",
  "Steady",
  "Keen",
];
const makers = ["Weaver", "Heron", "Linnet", "Willow", "Otter", "Maple", "Robin", "Thistle", "Hazel", "Wren"];

/** The person's own face by the settings. A name that was cleared reads as "Someone". */
export function ownFace(settings: Settings): Face {
  return { name: settings.personName.trim() || "Someone", colour: Math.max(0, settings.personColour) };
}

/** Makes up what the person has not chosen yet, once a browser. */
export function settleOwnFace(random: Random): void {
  const { personName, personColour } = currentSettings();
  if (personColour >= 0) return;
  const manner = manners[random.below(manners.length)]!;
  const maker = makers[random.below(makers.length)]!;
  changeSettings({ personName: personName || `${manner} ${maker}`, personColour: random.below(colourCount) });
}
