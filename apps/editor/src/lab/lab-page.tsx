import { useEffect, useState } from "react";
import { Link } from "wouter";
import { classNames } from "../design/class-names.ts";
import { Wordmark } from "../design/wordmark.tsx";
import { SettingsMenu } from "../settings/settings-menu.tsx";
import { FreePanel } from "./free/free-panel.tsx";
import { ScenePanel } from "./scenes/scene-panel.tsx";
import "./lab.css";

const parts = [
  { name: "scenes", title: "Scenes" },
  { name: "free", title: "Write yourself" },
] as const;

type Part = (typeof parts)[number]["name"];

/** The lab: the same work through several engines, side by side. */
export function LabPage() {
  const [part, setPart] = useState<Part>(location.hash === "#free" ? "free" : "scenes");
  useEffect(() => {
    document.title = "The lab · Weft";
  }, []);
  return (
    <>
      <header className="flex h-(--bar-height) items-center gap-4 border-hairline border-b px-4">
        <Link href="/" aria-label="Weft: All documents" className="flex h-(--control) items-center">
          <Wordmark />
        </Link>
        <h1 className="flex-1 font-medium text-body">The lab</h1>
        <Link href="/lab/bench" className="flex h-(--control) items-center px-2 text-accent">
          Bench
        </Link>
        <SettingsMenu place="home" />
      </header>
      <main className="mx-auto w-full max-w-6xl px-4 pt-6 pb-16">
        <p className="mb-4 max-w-2xl text-body text-soft">
          The same people type the same things over the same bad network, each time through another engine.
          Text that nobody sees any more is <del className="lab-lost">struck out in red</del>, and text that
          is there twice is <span className="lab-doubled">underlined in amber</span>.
        </p>
        <div className="mb-5 flex gap-1 border-hairline border-b" role="tablist">
          {parts.map(({ name, title }) => (
            <button
              key={name}
              type="button"
              role="tab"
              aria-selected={part === name}
              onClick={() => setPart(name)}
              className={classNames(
                "-mb-px h-(--field) border-b-2 px-3 font-medium",
                part === name ? "border-accent text-ink" : "border-transparent text-soft hover:text-ink",
              )}
            >
              {title}
            </button>
          ))}
        </div>
        {part === "scenes" ? <ScenePanel /> : <FreePanel />}
      </main>
    </>
  );
}
