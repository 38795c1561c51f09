/** Two people act on one document at the same time; then everybody gets everything, in both orders. */
import { expect } from "vitest";
import { type CollaborativeDocument, createDocument } from "../../src/index.ts";
import { describeDocument } from "./notation.ts";
import { replicaId, replicas, schema } from "./replicas.ts";

/** What a person does to the document that they see. */
export type Deed = (document: CollaborativeDocument) => void;

/** Exchanges everything between all replicas until nobody has anything new. */
export function exchange(documents: readonly CollaborativeDocument[]): void {
  for (const from of documents) {
    const update = from.takeUpdate();
    if (!update) continue;
    for (const to of documents) if (to !== from) to.applyUpdate(update);
  }
}

/** All replicas show the same valid document, which is also what a fresh load of a save shows. */
export function expectAgreement(documents: readonly CollaborativeDocument[]): void {
  const first = documents[0]!;
  first.doc.check();
  for (const other of documents) {
    expect(describeDocument(other.doc)).toBe(describeDocument(first.doc));
    expect(other.doc.eq(first.doc)).toBe(true);
  }
  for (const document of documents) {
    const fresh = createDocument({
      schema,
      documentId: "test",
      replica: replicaId(50),
      saved: document.save(),
    });
    expect(describeDocument(fresh.doc)).toBe(describeDocument(document.doc));
    expect(fresh.doc.eq(document.doc)).toBe(true);
  }
}

/** What everybody sees after A and B acted at the same time, whichever edit arrives first. */
export function together(line: string, deedOfA: Deed, deedOfB: Deed): string {
  const [a, b, aFirst, bFirst] = replicas(line, 4);
  deedOfA(a!);
  deedOfB(b!);
  const updateOfA = a!.takeUpdate();
  const updateOfB = b!.takeUpdate();
  for (const [document, updates] of [
    [a!, [updateOfB]],
    [b!, [updateOfA]],
    [aFirst!, [updateOfA, updateOfB]],
    [bFirst!, [updateOfB, updateOfA]],
  ] as const) {
    for (const update of updates) if (update) document.applyUpdate(update);
  }
  expectAgreement([a!, b!, aFirst!, bFirst!]);
  for (const document of [a!, b!]) expect(document.stats.fixUps).toBe(0);
  return describeDocument(a!.doc);
}
