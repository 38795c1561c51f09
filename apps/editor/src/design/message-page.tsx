import type { ReactNode } from "react";
import { Link } from "wouter";
import { Wordmark } from "./wordmark.tsx";

/** A page with nothing but a sentence or two: what happened, and what to do next. */
export function MessagePage({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <main className="mx-auto flex max-w-md flex-col items-start gap-4 px-4 py-24">
      <Wordmark />
      <h1 className="font-serif text-2xl leading-8">{title}</h1>
      <div className="flex flex-col items-start gap-4 text-body text-soft leading-6">{children}</div>
      <Link
        href="/"
        className="inline-flex h-(--control) items-center font-medium text-accent-strong underline underline-offset-4"
      >
        Go to your documents
      </Link>
    </main>
  );
}
