/** What a figure was measured on. */
import { cpus, release, totalmem, type } from "node:os";

/** Processors, memory, system and Node in one line, for the head of a report. */
export function machineWords() {
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const processors = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}`;
  return `${processors}, ${memory}, ${type()} ${release().split("-")[0]}, Node ${process.version}`;
}
