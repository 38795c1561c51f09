import { useEffect, useState } from "react";
import resultsAddress from "../../../../../bench/results.json?url";

/** The part of `bench/results.json` that is shown. */
interface Committed {
  readonly machine: { readonly processors: string; readonly node: string };
  readonly libraries: readonly { readonly name: string; readonly title: string }[];
  readonly workloads: readonly { readonly name: string; readonly title: string; readonly unit: string }[];
  readonly results: readonly {
    readonly library: string;
    readonly workload: string;
    readonly status: string;
    readonly ms?: { readonly median: number } | null;
  }[];
}

const shownWorkloads = 12;

/** What `npm run bench` found on one machine, of all libraries: what stands in the repository. */
export function CommittedResults() {
  const [committed, setCommitted] = useState<Committed | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    const load = async (): Promise<void> => {
      const answer = await fetch(resultsAddress, { signal: leaving.signal });
      setCommitted(await answer.json());
    };
    // Without the file the page shows what it measures itself.
    load().catch(() => setCommitted(null));
    return () => leaving.abort();
  }, []);
  if (!committed) return null;
  const { libraries, results, machine } = committed;
  const workloads = committed.workloads.filter(({ unit }) => unit === "ms").slice(0, shownWorkloads);
  const shown = libraries.filter(({ name }) => results.some(({ library, ms }) => library === name && ms));
  return (
    <section className="mt-10" aria-label="Committed results">
      <h2 className="font-medium text-body">What stands in the repository</h2>
      <p className="mb-3 max-w-2xl text-soft">
        Medians of <code className="font-mono">npm run bench</code> in milliseconds, on {machine.processors},
        Node {machine.node}. All of it, with spread and checks, is in bench/RESULTS.md.
      </p>
      <div className="overflow-x-auto">
        <table className="lab-table">
          <thead>
            <tr>
              <th scope="col">workload</th>
              {shown.map(({ name, title }) => (
                <th key={name} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {workloads.map((workload) => (
              <tr key={workload.name}>
                <th scope="row" className="font-normal">
                  {workload.title}
                </th>
                {shown.map(({ name }) => (
                  <td key={name}>
                    {cell(results.find((one) => one.library === name && one.workload === workload.name))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function cell(result: Committed["results"][number] | undefined): string {
  if (!result) return "–";
  return result.ms ? digits(result.ms.median) : result.status;
}

function digits(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 1 ? ms.toFixed(1) : ms.toFixed(3);
}
