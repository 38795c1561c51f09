import { choice, type Field } from "../field.ts";

/** What a token allows in a document, from least to most. A commenter writes own comments and nothing else. */
export type Role = "viewer" | "commenter" | "editor" | "owner";

/** Roles in the order of their numbers on the wire. Only ever append. */
export const roles: readonly Role[] = ["viewer", "commenter", "editor", "owner"];

/** Whether batches of this role are taken into the log. */
export function mayEdit(role: Role): boolean {
  return role === "editor" || role === "owner";
}

/** Whether comments of this role are taken into the log. */
export function mayComment(role: Role): boolean {
  return role === "commenter" || mayEdit(role);
}

/** A role on the wire: one byte. */
export const roleField: Field<Role> = choice("role", roles);
