/** Stands for the characters of deleted elements that a save left out. */
export const LEFT_OUT = "\uFFFD";
