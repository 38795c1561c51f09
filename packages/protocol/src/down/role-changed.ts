import { type Field, record } from "../field.ts";
import { type Role, roleField } from "../words/role.ts";

/** The token's role is another from now on. */
export interface RoleChanged {
  readonly type: "roleChanged";
  readonly role: Role;
}

/** The layout of `RoleChanged` after its kind byte. */
export const roleChangedField: Field<Omit<RoleChanged, "type">> = record({ role: roleField });
