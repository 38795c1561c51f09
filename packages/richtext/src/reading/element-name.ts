import { type Element, parseReplicaId, type ReplicaTable } from "@weft/rga";

/** The name of an element or op to the outside: `<16 hex digits>:<counter>`. */
export function nameOf(replicas: ReplicaTable, element: Element): string {
  return `${replicas.idAt(element.replica)}:${element.counter}`;
}

/** What a name stands for, or null if it is no name or its replica is not known. */
export function parseName(replicas: ReplicaTable, name: string): Element | null {
  const [id = "", digits = "", ...rest] = name.split(":");
  const parsed = parseReplicaId(id);
  if (!parsed || rest.length > 0 || !/^(0|[1-9]\d{0,14})$/.test(digits)) return null;
  const replica = replicas.find(parsed);
  return replica < 0 ? null : { replica, counter: Number(digits) };
}
