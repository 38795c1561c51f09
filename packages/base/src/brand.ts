declare const brand: unique symbol;

/** `Base` that only its own module can make, so that two kinds of string are never mixed up. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
