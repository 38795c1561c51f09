import { Notice } from "../design/controls/notice.tsx";

/** Says why a file was not put in, until that is closed. */
export function FileProblem({
  problem,
  onClose,
}: {
  readonly problem: string | null;
  readonly onClose: () => void;
}) {
  if (problem === null) return null;
  return (
    <Notice role="alert" testId="file-problem" onClose={onClose}>
      {problem}
    </Notice>
  );
}
